"""How a day stands and what the ledger holds is told of days and suppliers that are known, and of no others."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.unit.cli.test_program import citydb
from tests.unit.marts.city import City, empty_warehouse

DAY, QUIET, NEWEST = date(2024, 1, 15), date(2024, 1, 16), date(2024, 1, 17)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with two days of cards, and between them one that was settled and on which nothing was due."""
    folder = tmp_path_factory.mktemp("home")
    city = City.opened(empty_warehouse(folder), folder)
    for day in (DAY, NEWEST):
        city.owe("insurance.card", day)
        city.deliver("insurance.card", "bhxh", day)
    settled = datetime(2024, 1, 17, tzinfo=UTC)
    city.put("ops.settlement", area="insurance", business_day=QUIET, settled_at=settled, run_id="test", is_settled=True)
    city.con.close()
    return folder


@pytest.mark.parametrize("day", ["2024-01-18", "2030-01-01", "0001-01-01"])
def test_of_a_day_that_was_never_collected_nothing_is_known(home: Path, day: str) -> None:
    ended = citydb(home, "status", "--live", "--day", day)
    assert ended.returncode == 2
    assert f"Nothing is known of {day} yet" in ended.stderr
    assert "known from 2024-01-15 to 2024-01-17" in ended.stderr
    assert "Nothing is open" not in ended.stdout


@pytest.mark.parametrize(("day", "due"), [(DAY, [1]), (QUIET, [])])
def test_a_day_that_was_collected_is_told_even_when_nothing_was_due(home: Path, day: date, due: list[int]) -> None:
    ended = citydb(home, "status", "--live", "--day", str(day), "--json")
    assert ended.returncode == 0, ended.stderr
    assert [feed["due"] for feed in json.loads(ended.stdout)["feeds"]] == due


@pytest.mark.parametrize("words", [["ledger", "--live"], ["quarantine", "list"]], ids=" ".join)
def test_a_supplier_nobody_knows_is_refused(home: Path, words: list[str]) -> None:
    ended = citydb(home, *words, "--supplier", "nope")
    assert ended.returncode == 2
    assert "Nothing was ever due from 'nope'" in ended.stderr
    assert "Suppliers are: bhxh" in ended.stderr


def test_an_open_range_of_the_ledger_goes_to_its_end(home: Path) -> None:
    ended = citydb(home, "ledger", "--live", "--supplier", "bhxh", "--from", str(QUIET), "--json")
    assert ended.returncode == 0, ended.stderr
    assert [line["business_day"] for line in json.loads(ended.stdout)["deliveries"]] == [str(NEWEST)]
