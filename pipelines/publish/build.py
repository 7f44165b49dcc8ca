"""The two database files of a publication, while the warehouse is held; the page is written after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines import reference
from pipelines.contract import areas
from pipelines.crash_points import crash_point
from pipelines.publish import shelf
from pipelines.publish.about import read_about, write_about
from pipelines.publish.city import write_city
from pipelines.publish.core import write_core
from pipelines.publish.failures import PublicationBlocked
from pipelines.publish.fingerprint import fingerprint
from pipelines.publish.invariants import broken_in_warehouse
from pipelines.publish.key import person_key
from pipelines.publish.model import About
from pipelines.settings import Settings
from warehouse.connection import open_writer
from warehouse.sql import literal, quoted, render


@dataclass(frozen=True)
class Nothing:
    """Why there is nothing to publish.

    Attributes:
        outcome: `unchanged`, or `waiting` while no day is settled by all areas.
        because: the same as a sentence.
    """

    outcome: str
    because: str


def build(settings: Settings, room: Path, at: datetime, run_id: str, tell: Callable[[str], None]) -> About | Nothing:
    """Write `city.duckdb` and `core.duckdb` into `room`, when there is anything new.

    Raises:
        PublicationBlocked: the warehouse does not add up.
        PersonKeyFailure: the key of the pseudonyms is lost, changed, or readable by others.
    """
    with open_writer(settings, f"publication by {run_id}", at, tell=tell) as con:
        reference.build(con)
        day = _day(settings, con)
        if day is None:
            return Nothing("waiting", f"no business day is settled by all of {', '.join(areas())}")
        key = person_key(settings, key_in_use(settings))
        state = fingerprint(con, key.fingerprint)
        for shown in _shown(settings):
            if shown.fingerprint == state:
                return Nothing("unchanged", f"nothing has changed since {shown.name}")
        if broken := broken_in_warehouse(con):
            raise PublicationBlocked(broken)
        about = About(shelf.next_name(settings, day), day, at, run_id, key.fingerprint, state)
        tell(f"{about.name}: city.duckdb")
        with _new_file(con, room / "city.duckdb", "published"):
            write_city(con, day)
            crash_point("publish: city written, not closed")
            write_about(con, "published", about)
        tell(f"{about.name}: core.duckdb")
        key.teach(con)
        with _new_file(con, room / "core.duckdb", "core"):
            write_core(con)
            crash_point("publish: core written, not closed")
            write_about(con, "core", about)
        return about


def _day(settings: Settings, con: duckdb.DuckDBPyConnection) -> date | None:
    row = con.execute(render("publish/settled_day"), {"areas": list(areas())}).fetchone()
    settled: date | None = row[0] if row else None
    standing = shelf.current(settings)
    if settled and standing:
        return max(settled, standing.day)
    return settled or (standing.day if standing else None)


def key_in_use(settings: Settings) -> str | None:
    """The fingerprint of the key that what stands on the shelf was made with; None when nothing does."""
    for publication in reversed(shelf.publications(settings)):
        if about := read_about(settings, publication):
            return about.person_key_fingerprint
    return None


def _shown(settings: Settings) -> list[About]:
    """What the newest publication says, and the current one when someone went back to it.

    A state that was published and gone back from is nothing new either: it would undo that decision.
    """
    newest, standing = shelf.publications(settings)[-1:], shelf.current(settings)
    shown = [*newest, *([standing] if standing and standing not in newest else [])]
    return [about for about in (read_about(settings, one) for one in shown) if about]


@contextmanager
def _new_file(con: duckdb.DuckDBPyConnection, path: Path, catalog: str) -> Iterator[None]:
    con.execute(f"ATTACH {literal(str(path))} AS {quoted(catalog)}")
    try:
        yield
    finally:
        con.execute(f"DETACH {quoted(catalog)}")
