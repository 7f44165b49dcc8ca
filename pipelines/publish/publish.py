"""Publishing: one new publication of everything that changed, put up whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pipelines.crash_points import crash_point
from pipelines.errors import Retryable
from pipelines.publish import shelf
from pipelines.publish.attempts import write_attempt
from pipelines.publish.build import Nothing, build
from pipelines.publish.contents import broken_in_files, broken_in_folder
from pipelines.publish.failures import PublicationBlocked, PublicationBroke
from pipelines.publish.model import Publication
from pipelines.publish.prune import prune
from pipelines.settings import Settings
from pipelines.unforeseen import StepBroke, told
from warehouse.presence import assert_there_is_a_warehouse

Tell = Callable[[str], None]


def publish(settings: Settings, at: datetime, run_id: str, *, tell: Tell = lambda _: None) -> Publication | None:
    """The new publication, to which `current` now points; None when nothing has changed since what is published.

    Where `current` points at no publication, it is let point at the newest one first.

    Its day is the newest that all areas have settled or been given up on. However many days changed, it is one
    publication. Whatever fails, the publication of before stays, and `ops.attempt` says why.

    Raises:
        UsageFailure: there is no warehouse yet.
        PublicationBlocked: a count, a key or a sum does not hold, or something names a citizen.
        PersonKeyFailure: the key of the pseudonyms is lost, changed, or readable by others.
        PublicationBroke: the machinery failed.
        DiskFull: there was no room to make it.
        WarehouseHeld: another process did not let go of the warehouse.
    """
    assert_there_is_a_warehouse(settings, ", so there is nothing to publish")
    with shelf.alone(settings, tell):
        crash_point("publish: begun")
        interrupted = shelf.recover(settings)
        if interrupted:
            _note(settings, at, run_id, interrupted, " after a crash")
        mended = shelf.mend(settings)
        if mended:
            tell(f"`current` pointed at no publication; it points at {mended.name} again")
            _note(settings, at, run_id, mended, " again, as `current` pointed at no publication")
        try:
            made = _make(settings, at, run_id, tell)
        except Exception as reason:
            broken = told("the publication", reason, settings.home)
            if isinstance(broken, StepBroke):
                broken = PublicationBroke(reason)
            if not isinstance(broken, Retryable):
                write_attempt(settings, at, run_id, "failed", because=broken.what)
            raise broken from None
        if isinstance(made, Nothing):
            tell(made.because)
            write_attempt(settings, at, run_id, made.outcome, because=made.because)
            return mended or interrupted
        crash_point("publish: put up, not noted")
        _note(settings, at, run_id, made)
        crash_point("publish: noted, not pruned")
        prune(settings)
        return made


def _make(settings: Settings, at: datetime, run_id: str, tell: Tell) -> Publication | Nothing:
    with shelf.making(settings) as room:
        built = build(settings, room, at, run_id, tell)
        if isinstance(built, Nothing):
            return built
        city, core = room / "city.duckdb", room / "core.duckdb"
        tell(f"{built.name}: checks")
        if broken := broken_in_files(settings, city, core):
            raise PublicationBlocked(broken)
        tell(f"{built.name}: report")
        _write_report(room)
        crash_point("publish: page written")
        if broken := broken_in_folder(room, has_core=True):
            raise PublicationBlocked(broken)
        return shelf.put_up(settings, room, built.name)


def _write_report(room: Path) -> None:
    # only who publishes pays for importing what draws it
    from pipelines.publish.report import write_report

    write_report(room / "city.duckdb", room / "report")


def _note(settings: Settings, at: datetime, run_id: str, publication: Publication, more: str = "") -> None:
    told = f"{publication.name}{more}"
    write_attempt(settings, at, run_id, "published", day=publication.day, because=told)
