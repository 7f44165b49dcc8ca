"""Each record once: unreadable, duplicate, quarantined or loaded, in this order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.contract import contract_of
from tests.unit.expectations.records import DAY, noon
from tests.unit.validate.made import CARD, DOSSIER, card, dossier, dossiers
from tests.unit.validate.stage import Line, Sent, judged, lines

Change = dict[str, Any]
OTHER: Change = {"fee_vnd": 1}
BAD: Change = {"channel": "telegraph"}
ODD: Change = {"applicant_phone": "12345"}
NAMELESS: Change = {"dossier_code": None}

SENT = [
    Sent("all_good", DAY, dossiers(3)),
    Sent("a_a_b", DAY, [dossier(), dossier(), dossier(**OTHER)]),
    Sent("a_b_a", DAY, [dossier(), dossier(**OTHER), dossier()]),
    Sent("bad_twice", DAY, [dossier(**BAD), dossier(**BAD), dossier(2)]),
    Sent("bad_and_other", DAY, [dossier(**BAD), dossier(**OTHER), dossier(2)]),
    Sent("two_instants", DAY, [dossier(updated_at=noon(14), returned_at=noon(14)), dossier()]),
    Sent("first_stays", DAY, [dossier(2), dossier(1), dossier(2), dossier(2)]),
    Sent("torn", DAY, dossiers(2), unreadable=3),
    Sent("nameless", DAY, [dossier(**NAMELESS), dossier(**NAMELESS), dossier(**NAMELESS, **OTHER)]),
    Sent("odd", DAY, [dossier(**ODD), dossier(2), dossier(3, **ODD), dossier(4, **ODD, **BAD), dossier(**ODD)]),
    Sent("header_only", DAY),
    Sent("two_rules", DAY, [dossier(**BAD, applicant_type="tourist")]),
    # the same record from two suppliers, and in two versions of one, is nobody's duplicate
    Sent("v1_and_v2", DAY, dossiers(2)),
    Sent("v1_and_v2", DAY, dossiers(2), version=2),
]  # fmt: skip


@pytest.fixture(scope="module")
def con(run_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with judged(run_folder, contract_of(DOSSIER), SENT) as connection:
        yield connection


@pytest.fixture(scope="module")
def line(con: duckdb.DuckDBPyConnection) -> dict[str, Line]:
    return {supplier: found for (supplier, _, version), found in lines(con).items() if version == 1}


def held(con: duckdb.DuckDBPyConnection, supplier: str) -> dict[int, list[str]]:
    rows = con.execute("SELECT position, rule_ids FROM quarantined WHERE supplier = ?", [supplier]).fetchall()
    return dict(rows)


def loaded(con: duckdb.DuckDBPyConnection, supplier: str, version: int = 1) -> list[int]:
    rows = con.execute(
        "SELECT position FROM good WHERE supplier = ? AND version = ? ORDER BY 1", [supplier, version]
    ).fetchall()
    return [row[0] for row in rows]


def warned(con: duckdb.DuckDBPyConnection, supplier: str) -> dict[str, int]:
    rows = con.execute(
        "SELECT rule_id, count FROM warnings JOIN delivery USING (delivery_id) WHERE supplier = ?", [supplier]
    ).fetchall()
    return dict(rows)


@pytest.mark.parametrize(
    ("supplier", "received", "unreadable", "duplicate", "quarantined", "loaded"),
    [
        ("all_good", 3, 0, 0, 0, 3),
        ("a_a_b", 3, 0, 1, 2, 0),
        ("a_b_a", 3, 0, 1, 2, 0),
        ("bad_twice", 3, 0, 1, 1, 1),
        ("bad_and_other", 3, 0, 0, 2, 1),
        ("two_instants", 2, 0, 0, 0, 2),
        ("first_stays", 4, 0, 2, 0, 2),
        ("torn", 5, 3, 0, 0, 2),
        ("nameless", 3, 0, 1, 2, 0),
        ("odd", 5, 0, 1, 1, 3),
        ("header_only", 0, 0, 0, 0, 0),
        ("two_rules", 1, 0, 0, 1, 0),
    ],
)
def test_each_record_is_counted_once(
    line: dict[str, Line], supplier: str, received: int, unreadable: int, duplicate: int, quarantined: int, loaded: int
) -> None:
    assert line[supplier].state == "good"
    assert line[supplier].counts == (received, unreadable, duplicate, quarantined, loaded)


def test_the_first_of_equal_records_stays(con: duckdb.DuckDBPyConnection) -> None:
    assert loaded(con, "first_stays") == [1, 2]


def test_both_records_of_a_contradiction_are_held_and_its_duplicate_is_not(con: duckdb.DuckDBPyConnection) -> None:
    assert held(con, "a_a_b") == {1: ["record.contradiction"], 3: ["record.contradiction"]}
    assert held(con, "a_b_a") == {1: ["record.contradiction"], 2: ["record.contradiction"]}


def test_a_contradiction_comes_before_the_rules_a_record_breaks_besides(con: duckdb.DuckDBPyConnection) -> None:
    assert held(con, "bad_and_other") == {
        1: ["record.contradiction", "channel.allowed"],
        2: ["record.contradiction"],
    }


def test_a_record_that_breaks_two_rules_is_held_once_with_both_reasons(con: duckdb.DuckDBPyConnection) -> None:
    row = con.execute("SELECT rule_ids, reasons FROM quarantined WHERE supplier = 'two_rules'").fetchall()
    assert [(set(rules), len(reasons)) for rules, reasons in row] == [
        ({"channel.allowed", "applicant_type.allowed"}, 2)
    ]


def test_records_without_a_key_contradict_nobody(con: duckdb.DuckDBPyConnection) -> None:
    assert held(con, "nameless") == {1: ["dossier_code.required"], 3: ["dossier_code.required"]}


def test_a_delivery_is_complete_unless_something_is_unreadable_or_held_without_a_key(line: dict[str, Line]) -> None:
    assert {supplier for supplier, found in line.items() if not found.is_complete} == {"torn", "nameless"}


def test_a_warning_is_counted_on_what_is_loaded_and_holds_nothing(con: duckdb.DuckDBPyConnection) -> None:
    assert loaded(con, "odd") == [1, 2, 3]
    assert held(con, "odd") == {4: ["channel.allowed"]}
    assert warned(con, "odd") == {"applicant_phone.shape": 2}
    assert warned(con, "all_good") == {}


def test_deliveries_do_not_see_each_others_records(con: duckdb.DuckDBPyConnection) -> None:
    assert loaded(con, "v1_and_v2", 1) == loaded(con, "v1_and_v2", 2) == [1, 2]


def test_what_is_held_is_kept_whole_as_the_supplier_wrote_it(con: duckdb.DuckDBPyConnection) -> None:
    row = con.execute(
        "SELECT feed, business_day, record_key, payload FROM quarantined WHERE supplier = 'bad_twice'"
    ).fetchone()
    assert row is not None
    assert row[:3] == (DOSSIER, DAY, "000.00.01.H26-240112-0001")
    assert json.loads(row[3]) == {"told": "as the supplier wrote it 1"}


def test_no_reason_repeats_anything_a_record_holds(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("SELECT DISTINCT unnest(reasons) FROM quarantined").fetchall()
    told = " ".join(row[0] for row in rows)
    for value in ("telegraph", "tourist", "12345", "001190012345", "Nguyễn", "H26"):
        assert value not in told


def test_a_contradiction_in_a_snapshot_is_two_records_of_one_key(run_folder: Path) -> None:
    sent = [
        Sent("bhxh", DAY, [card(), card(), card(facility_code="01929"), card(2)]),
        Sent("whole", DAY, [card(1), card(2)]),
    ]
    with judged(run_folder, contract_of(CARD), sent) as con:
        found = {supplier: found.counts for (supplier, _, _), found in lines(con).items()}
        assert found == {"bhxh": (4, 0, 1, 2, 1), "whole": (2, 0, 0, 0, 2)}
        assert held(con, "bhxh") == {1: ["record.contradiction"], 3: ["record.contradiction"]}
