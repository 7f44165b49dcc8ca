"""Marts: what is computed for `city.duckdb`, of all feeds, of a warehouse with 44 nights and of one with 89."""

from __future__ import annotations

from datetime import date, timedelta

from benchmarks.inputs.nights import BEFORE, GAP, MIDDLE, NIGHTS, own_home
from benchmarks.model import Case, Found, Job, Place, Prepare
from benchmarks.sql import count
from pipelines.publish.city import write_city
from warehouse.session import session


def _marts(state: str, day: date) -> Prepare:
    def prepare(place: Place) -> Job:
        settings, city = own_home(place, state), place.room / "published.duckdb"

        def work() -> None:
            with session(settings, settings.warehouse_file) as con:
                con.execute(f"ATTACH '{city}' AS published")
                write_city(con, day)
                con.execute("DETACH published")

        def found() -> Found:
            with session(settings, city) as con:
                made = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart'").fetchall()
                return Found(sum(count(con, f'FROM mart."{name}"') for (name,) in made))

        return Job(work, found)

    return prepare


_NOTHING_BARE = "nothing: the rows made, to be held against each other"

CASES = (
    Case("marts", "44 nights", _marts(BEFORE, MIDDLE - timedelta(days=1)), None, _NOTHING_BARE, (BEFORE,), "rows"),
    Case("marts", "89 nights", _marts(GAP, NIGHTS[-1]), None, _NOTHING_BARE, (GAP,), "rows"),
)
