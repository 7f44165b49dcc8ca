"""The list of what a rule between registers finds: for its owner alone, harmless to open, and kept in the ledger."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines.settings import Settings
from tests.unit.cli.test_program import citydb
from tests.unit.marts.city import City, empty_warehouse, hanoi

DAY = date(2024, 1, 15)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A warehouse with one card of somebody who is dead, and one of somebody who is not."""
    folder = tmp_path_factory.mktemp("home")
    city = City.opened(empty_warehouse(folder), folder)
    for number, died_on in (("=1+1", date(2024, 1, 10)), ("DN4012345678901", None)):
        city.citizen(f"of {number}", hanoi("2023-01-01 08:00"), day=DAY, died_on=died_on)
        city.card(f"of {number}", date(2023, 1, 1), card_number=number)
    city.deliver("insurance.card", "bhxh", DAY)
    city.con.close()
    yield folder


def attempts(home: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(Settings(home=home).warehouse_file), read_only=True) as con:
        return con.execute("SELECT step, outcome, because FROM ops.attempt WHERE decided_by IS NOT NULL").fetchall()


def test_a_list_is_private_and_that_it_was_written_is_kept(home: Path, tmp_path: Path) -> None:
    before = len(attempts(home))
    ended = citydb(
        home, "reconcile", "export", "insured_but_dead", "--to", str(tmp_path / "dead.csv"), "--day", str(DAY)
    )
    assert ended.returncode == 0, ended.stderr
    rows = list(csv.reader(StringIO((tmp_path / "dead.csv").read_bytes().decode("utf-8-sig"))))
    assert rows == [
        ["day", "unit", "card_number", "citizen_id", "died_on"],
        ["2024-01-15", "bhxh", "'=1+1", "of =1+1", "2024-01-10"],
    ]
    assert stat.S_IMODE((tmp_path / "dead.csv").stat().st_mode) == 0o600
    assert attempts(home)[before:] == [("reconcile", "export", "1 records of insured_but_dead")]
    assert "of =1+1" not in ended.stdout + ended.stderr


def test_a_workbook_holds_every_cell_as_text(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "dead.xlsx"
    ended = citydb(home, "reconcile", "export", "insured_but_dead", "--to", str(path), "--day", str(DAY), "--json")
    assert json.loads(ended.stdout)["findings"] == 1
    (_, row) = load_workbook(path)["insured_but_dead"].iter_rows()
    assert [(cell.value, cell.data_type) for cell in row][2] == ("=1+1", "s")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bogus", "--to", "a.csv", "--day", "2024-01-15"], "There is no rule 'bogus'"),
        (["card_sex", "--to", "a.txt", "--day", "2024-01-15"], "neither .csv nor .xlsx"),
        (["card_sex", "--to", "a.csv"], "Nothing is published yet"),
        (["card_sex", "--to", "a.csv", "--day", "2024-01-16"], "Nothing is known of 2024-01-16 yet"),
    ],
)
def test_what_cannot_be_written_is_said(home: Path, tmp_path: Path, arguments: list[str], says: str) -> None:
    ended = citydb(home, "reconcile", "export", *arguments)
    assert (ended.returncode, says in ended.stderr) == (2, True), ended.stderr


def test_where_nothing_is_found_nothing_is_written(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "sex.csv"
    before = attempts(home)
    ended = citydb(home, "reconcile", "export", "card_sex", "--to", str(path), "--day", str(DAY))
    assert "card_sex finds nothing on 2024-01-15" in ended.stdout + ended.stderr
    assert not path.exists() and attempts(home) == before


def test_the_rules_are_listed_with_their_owners(home: Path) -> None:
    told = json.loads(citydb(home, "reconcile", "rules", "--json").stdout)["rules"]
    assert {"rule_id", "owner", "name_vi", "name_en"} == set(told[0])
    assert "insured_but_dead" in {rule["rule_id"] for rule in told}
