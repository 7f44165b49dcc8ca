"""What earlier steps must have left: without it there is an error and no verdict."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.contract import contract_of
from pipelines.validate.failures import InputsMissing
from pipelines.validate.judge import judge
from pipelines.validate.row_hash import row_hash_sql
from tests.unit.expectations.records import DAY
from tests.unit.validate.made import CARD, DOSSIER, card, cards, dossiers
from tests.unit.validate.stage import AT, Sent, judged, write_baseline, write_conformed


@pytest.fixture
def folder(run_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(run_folder / "reference", tmp_path / "reference")
    return tmp_path


def judge_cards(folder: Path, day: date) -> None:
    with judged(folder, contract_of(CARD), [Sent("bhxh", day, cards(1))]):
        pass


def test_a_reference_table_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "reference" / "facility.parquet").unlink()
    with pytest.raises(InputsMissing, match="reference/facility.parquet is not there"):
        judge_cards(folder, DAY)


def test_a_list_that_knows_no_code_on_a_day_would_hold_every_record_and_is_an_error(folder: Path) -> None:
    with pytest.raises(InputsMissing, match="place knows no code on 1850-01-01"):
        judge_cards(folder, date(1850, 1, 1))


def test_a_delivery_nobody_read_is_an_error(folder: Path) -> None:
    with duckdb.connect() as con:
        write_baseline(con, CARD, [], folder)
        con.execute("CREATE TABLE delivery AS SELECT 'd' AS delivery_id, DATE '2024-01-15' AS business_day")
        con.execute("CREATE TABLE reading (delivery_id VARCHAR, received BIGINT, refused_because VARCHAR)")
        write_conformed(con, contract_of(CARD), [])
        with pytest.raises(InputsMissing, match="disagree"):
            judge(con, contract_of(CARD), folder, AT)


def test_records_without_a_column_of_the_contract_are_an_error(folder: Path) -> None:
    with duckdb.connect() as con:
        write_conformed(con, contract_of(CARD), [])
        con.execute("ALTER TABLE conformed DROP COLUMN sex")
        with pytest.raises(InputsMissing, match="lack sex"):
            judge(con, contract_of(CARD), folder, AT)


def test_a_code_counts_on_its_days_only(run_folder: Path) -> None:
    sent = [Sent("bhxh", on, [card(commune_code=code)]) for on, code in _codes_that_ended(run_folder)]
    with judged(run_folder, contract_of(CARD), sent) as con:
        rows = con.execute("SELECT business_day, quarantined FROM delivery ORDER BY ALL").fetchall()
    assert rows == [(date(2024, 12, 31), 0), (date(2025, 1, 1), 1)]


def _codes_that_ended(run_folder: Path) -> list[tuple[date, str]]:
    row = duckdb.sql(
        f"SELECT place_code FROM '{run_folder}/reference/place.parquet' WHERE level = 'commune' "
        "GROUP BY place_code HAVING max(valid_to) = DATE '2025-01-01' ORDER BY 1 LIMIT 1"
    ).fetchone()
    assert row is not None
    return [(date(2024, 12, 31), row[0]), (date(2025, 1, 1), row[0])]


def test_a_records_hash_tells_a_missing_value_from_an_empty_one_and_a_shifted_one() -> None:
    contract = contract_of(CARD)
    records = [
        card(citizen_id=None), card(citizen_id=""), card(citizen_id="-"), card(full_name="a", citizen_id="b"),
        card(full_name="ab", citizen_id=None), card(), card(full_name="1:a"),
    ]  # fmt: skip
    with duckdb.connect() as con:
        write_conformed(con, contract, [Sent("bhxh", DAY, records)])
        hashes = [row[0] for row in con.execute(f"SELECT {row_hash_sql(contract)} FROM conformed").fetchall()]
    assert len(set(hashes)) == len(records)


def test_a_records_hash_does_not_depend_on_the_session() -> None:
    contract = contract_of(DOSSIER)
    found = set()
    for zone in ("UTC", "Asia/Ho_Chi_Minh", "America/New_York"):
        with duckdb.connect() as con:
            con.execute(f"SET TimeZone = '{zone}'")
            write_conformed(con, contract, [Sent("d001", DAY, dossiers(2))])
            found.add(tuple(con.execute(f"SELECT {row_hash_sql(contract)} FROM conformed ORDER BY 1").fetchall()))
    assert len(found) == 1
