"""Whole nights of made-up cities, without Airflow: what the warehouse holds is what a faultless reader would hold."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.contract import areas
from pipelines.settings import Settings
from tests.integration.conftest import FIRST, LAST, City, run_night
from tests.truth import ledger_differences, mart_differences, record_differences
from warehouse.session import session


@pytest.mark.parametrize(
    ("citizens", "seed"),
    [
        pytest.param(3_000, 1, id="a small city"),
        pytest.param(20_000, 7, id="another seed and 20,000 citizens", marks=pytest.mark.slow),
        pytest.param(300_000, 3, id="300,000 citizens", marks=pytest.mark.slow),
    ],
)
def test_every_count_every_record_and_every_cell_of_the_marts_equals_the_truth_on_both_nights(
    city: City, citizens: int, seed: int
) -> None:
    settings = city(citizens, seed)
    for day in (FIRST, LAST):
        settled = run_night(settings, day)
        assert [(s.problems, s.failure) for s in settled.values()] == [((), None)] * len(areas())
        assert ledger_differences(settings) == []
        assert set(record_differences(settings, day).values()) == {0}
        assert mart_differences(settings, day) == {}


def test_the_same_night_again_changes_no_line_of_the_ledger_and_no_record(city: City) -> None:
    settings = city(2_000, 5)
    run_night(settings, FIRST)
    run_night(settings, LAST)
    before = _content(settings)
    run_night(settings, LAST, run="again")
    run_night(settings, FIRST, run="again")
    assert _content(settings) == before


def _content(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        kept = "ops.delivery ops.verdict ops.warning ops.day_changed quarantine.record quarantine.unreadable"
        tables = [*kept.split(), *(f"history.{name}" for name in _tables(con, "history"))]
        return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}


def _tables(con: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    rows = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = ? ORDER BY ALL", [schema]).fetchall()
    return [row[0] for row in rows]
