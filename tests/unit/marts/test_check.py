"""That every sum which is checked can be broken, and is then named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.unit.marts.city import City, hanoi
from tests.unit.marts.test_withheld_cells import districts, fill, large_table
from warehouse.marts import broken_sums

DAY = date(2024, 1, 15)


ONE_LINE_EACH = """
DELETE FROM ops.delivery WHERE rowid NOT IN (SELECT max(rowid) FROM ops.delivery GROUP BY delivery_id);
DELETE FROM ops.obligation
WHERE rowid NOT IN (SELECT max(rowid) FROM ops.obligation GROUP BY feed, supplier, business_day);
"""


@pytest.fixture(scope="module")
def made(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city with a withheld cell and two dossiers, and its marts."""
    folder = tmp_path_factory.mktemp("made")
    city = City.opened(Path(shutil.copy(blank, folder)), folder)
    table = large_table(districts(city))
    table["003", "3_nsnn_dong"] = (80, 2)
    city.load_all(DAY)
    fill(city, table)
    city.con.execute(ONE_LINE_EACH)
    city.dossier([("2024-01-15 08:00", 4, {})], due_at=hanoi("2024-01-15 10:00"))
    city.dossier([("2024-01-15 08:00", 9, {})])
    city.build(DAY)
    yield city
    city.con.close()


@pytest.fixture
def city_with_marts(made: City) -> Iterator[City]:
    """The same city; what a test does to it is undone."""
    made.con.execute("BEGIN")
    yield made
    made.con.execute("ROLLBACK")


def test_nothing_is_broken_in_fresh_marts(city_with_marts: City) -> None:
    assert broken_sums(city_with_marts.con) == []


@pytest.mark.parametrize(
    ("statement", "invariant"),
    [
        ("UPDATE mart.insurance_sync SET matched_share = 0.5 WHERE district_code = '001'",
         "matched_share = matched / cards"),
        ("UPDATE mart.insurance_sync SET matched = cards + 1 WHERE district_code = '001'", "matched <= cards"),
        ("UPDATE mart.insurance_sync SET matched = cards - 4 WHERE district_code = '001'", "nothing below 5"),
        ("UPDATE mart.insurance_sync SET cards = 90 WHERE is_suppressed", "a withheld cell holds no figure"),
        ("UPDATE mart.insurance_sync SET cards = cards + 1 WHERE district_code = '001' AND object_group = 'all'",
         "the parts of a line come to its total"),
        ("UPDATE mart.insurance_sync SET cards = cards - 900 WHERE district_code = '003' AND object_group = 'all'",
         "the parts of a line come to no more than its total"),
        ("UPDATE mart.insurance_sync SET is_suppressed = true, cards = NULL, matched = NULL, matched_share = NULL "
         "WHERE district_code = '009' AND object_group = '1_nld_nsdld'", "no line hides a single cell"),
        ("UPDATE mart.dossier_on_time SET late = late + 1", "finished = early + on_time + late"),
        ("UPDATE mart.dossier_on_time SET on_time_share = 0.25", "on_time_share = (early + on_time) / finished"),
        ("UPDATE mart.dossier_on_time SET processing_late = processing + 1", "processing_late <= processing"),
        ("UPDATE mart.dossier_on_time SET received = -1", "nothing is negative"),
        ("UPDATE mart.delivery_quality SET missing = missing + 1 WHERE supplier = 'd001'", "due = arrived + missing"),
        ("UPDATE mart.delivery_quality SET duplicate = 1 WHERE supplier = 'd001'", "received = unreadable + duplicate"),
        ("DELETE FROM mart.delivery_quality_day WHERE supplier = 'd001'", "the sum of its days"),
        ("UPDATE mart.delivery_quality SET quarantined = 1, received = 1 WHERE supplier = 'd001'",
         "every quarantined record broke a rule"),
        ("UPDATE mart.coverage SET missing = 3", "expected = loaded + missing + refused"),
        ("UPDATE mart.coverage SET late = loaded + 1", "late are loaded"),
        ("UPDATE mart.coverage SET loaded = loaded - 1, missing = missing + 1", "what was due on the day"),
        ("INSERT INTO mart.project06_scorecard FROM mart.project06_scorecard LIMIT 1", "one row per indicator"),
        ("UPDATE mart.project06_scorecard SET share = 1.5", "a share is between 0 and 1"),
        ("UPDATE mart.project06_scorecard SET value = NULL, note = NULL", "a figure that is missing has a note"),
        ("UPDATE mart.project06_scorecard SET value = 1 WHERE indicator = 'insurance_synchronised'",
         "insurance_synchronised is the total of insurance_sync"),
        ("DELETE FROM mart.dictionary WHERE table_name = 'coverage' AND column_name = 'late'",
         "every column of a mart once"),
        ("ALTER TABLE mart.coverage ADD COLUMN more INTEGER", "every column of a mart once"),
    ],
)  # fmt: skip
def test_a_broken_sum_is_named(city_with_marts: City, statement: str, invariant: str) -> None:
    con = city_with_marts.con
    con.execute(statement.replace(" mart.", " published.mart."))
    assert any(invariant in name and count > 0 for name, count in broken_sums(con)), broken_sums(con)
