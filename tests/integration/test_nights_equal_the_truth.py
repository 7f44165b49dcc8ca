"""Whole nights of made-up cities, without Airflow: what the warehouse holds is what a faultless reader would hold.

The same of the small city whose marts are recomputed cell by cell stands beside its marts.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.contract import areas
from pipelines.settings import Settings
from tests.conftest import FEW_FEEDS
from tests.integration.conftest import FIRST, LAST, City, run_night
from tests.truth import ledger_differences, mart_differences, record_differences
from warehouse.session import session

Unlike = dict[str, object]
"""What of a night was not as the truth has it; nothing when all is well."""


@pytest.mark.slow
@pytest.mark.parametrize(("citizens", "seed"), [(20_000, 7), (300_000, 3)])
def test_every_count_record_and_cell_of_the_marts_equals_the_truth_on_both_nights(
    city: City, citizens: int, seed: int
) -> None:
    assert _two_nights(city, citizens, seed)[1] == [{}, {}]


@pytest.mark.feeds(FEW_FEEDS)
def test_the_same_nights_again_change_no_line_of_the_ledger_and_no_record(city: City) -> None:
    settings = city(2_000, 1)
    for day in (FIRST, LAST):
        run_night(settings, day)
    before = _content(settings)
    run_night(settings, LAST, run="again")
    run_night(settings, FIRST, run="again")
    assert _content(settings) == before


def _two_nights(city: City, citizens: int, seed: int) -> tuple[Settings, list[Unlike]]:
    settings = city(citizens, seed)
    return settings, [_unlike(settings, day) for day in (FIRST, LAST)]


def _unlike(settings: Settings, day: date) -> Unlike:
    settled = run_night(settings, day)
    assert len(settled) == len(areas())
    found: Unlike = {
        "problems": [one for area in settled.values() for one in (*area.problems, area.failure) if one],
        "ledger": ledger_differences(settings),
        "records": {feed: number for feed, number in record_differences(settings, day).items() if number},
        "marts": mart_differences(settings, day),
    }
    return {what: differences for what, differences in found.items() if differences}


def _content(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        kept = "ops.delivery ops.verdict ops.warning ops.day_changed quarantine.record quarantine.unreadable"
        tables = [*kept.split(), *(f"history.{name}" for name in _tables(con, "history"))]
        return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}


def _tables(con: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    rows = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = ? ORDER BY ALL", [schema]).fetchall()
    return [row[0] for row in rows]
