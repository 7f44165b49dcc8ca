"""The steps between what is due and the settlement: ask a supplier, validate an area, load a feed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

from pipelines import extract
from pipelines.contract import contract_of, feeds_of
from pipelines.crash_points import crash_point
from pipelines.extract.model import Errand, Outcome
from pipelines.land.durable import make_folder, write_whole
from pipelines.load import Loaded
from pipelines.load import load as load_feed
from pipelines.night.known import Known, told
from pipelines.night.model import run_folder
from pipelines.settings import Settings
from pipelines.validate.baseline import export_baseline
from warehouse.connection import open_writer


def collect(settings: Settings, area: str, day: date, run_id: str, errand: Errand, at: datetime) -> Outcome:
    """What one supplier gave for the days of an errand; kept in the run's folder for the settlement."""
    folder = run_folder(settings, area, day, run_id)
    outcome = extract.collect(settings, errand, at, Known.of(folder, day, at).nights)
    crash_point("night: collected, no outcome written")
    write_whole(make_folder(folder / "outcomes") / f"{errand.feed}.{errand.supplier}.json", outcome.to_json().encode())
    return outcome


def validate(
    settings: Settings, area: str, day: date, run_id: str, at: datetime, *, only: Collection[date] | None = None
) -> list[str]:
    """Read, conform and validate everything of the area that landed and is not in the ledger; of some days `only`.

    Returns:
        The feeds that now have a scratch database to load, sorted.
    """
    folder = run_folder(settings, area, day, run_id)
    known, ready = Known.of(folder, day, at), []
    for feed in feeds_of(area):
        if found := known.undecided(settings, feed, only):
            from pipelines.validate import prepare

            prepare(settings, feed, found, folder, at)
            crash_point("night: a feed is ready to load")
            ready.append(feed)
    return ready


def load(
    settings: Settings, feed: str, day: date, run_id: str, at: datetime, *, tell: Callable[[str], None] | None = None
) -> tuple[Loaded, ...]:
    """Enter a validated feed into the warehouse; what is validated after it is measured against it too.

    Raises:
        EngineFailure: the load does not add up; nothing was changed.
        WarehouseHeld: another writer did not let go.
    """
    folder = run_folder(settings, contract_of(feed).area, day, run_id)
    known = Known.of(folder, day, at)
    with open_writer(settings, f"load of {feed} for {told(known.nights)}", at, tell=tell) as con:
        loaded = load_feed(con, contract_of(feed), folder / f"{feed}.duckdb", at, run_id)
        crash_point("night: loaded, the warehouse still open")
        export_baseline(con, feed, known.window, folder)
        return loaded
