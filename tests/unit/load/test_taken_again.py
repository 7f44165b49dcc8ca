"""Deliveries that are taken through once more, or taken out, and what stands in their place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.contract import Contract
from pipelines.load import Decision, Struck
from pipelines.load.ledger import BrokenInvariant
from tests.builders import Delivered
from tests.unit.load.city import CHANGES, EVENTS, SNAPSHOT, City, day, hour
from warehouse.sql import run_sql


def told(contract: Contract, version: int = 1, held: tuple[str, ...] = (), **records: str) -> Delivered:
    instant = (hour(1),) if contract is CHANGES else ()
    good = tuple((key, value, *instant) for key, value in sorted(records.items()))
    return Delivered(day(1), good, version, held=held)


def read_otherwise(delivered: Delivered, contract: Contract, **records: str) -> Delivered:
    return replace(told(contract, delivered.version, **records), name=delivered.delivery_id)


def values(city: City, contract: Contract) -> list[tuple[object, ...]]:
    return city.rows(f"SELECT k, v FROM history.{contract.table} ORDER BY ALL")


KINDS = pytest.mark.parametrize("contract", [SNAPSHOT, CHANGES, EVENTS], ids=lambda contract: contract.kind)


@KINDS
def test_what_reads_otherwise_takes_its_own_place(city: City, contract: Contract) -> None:
    sent = told(contract, a="x", b="x")
    city.load(sent, contract=contract)
    done = city.load(read_otherwise(sent, contract, a="x", b="y"), contract=contract, again=True)
    assert done == {sent.delivery_id: "loaded"}
    assert values(city, contract) == [("a", "x"), ("b", "y")]


@KINDS
def test_what_reads_as_before_writes_its_try_and_nothing_else(city: City, contract: Contract) -> None:
    sent = told(contract, held=("c",), a="x", b="x")
    city.load(sent, contract=contract)
    before = city.everything()
    assert city.load(sent, contract=contract, again=True) == {sent.delivery_id: "unchanged"}
    after = city.everything()
    assert {table for table in after if after[table] != before[table]} == {"ops.attempt"}


@KINDS
def test_a_held_record_that_passes_is_loaded_and_its_item_settled(city: City, contract: Contract) -> None:
    sent = told(contract, held=("c",), a="x")
    city.load(sent, contract=contract)
    city.load(read_otherwise(sent, contract, a="x", c="z"), contract=contract, again=True)
    assert values(city, contract) == [("a", "x"), ("c", "z")]
    assert city.line(sent, "received, quarantined, loaded") == (2, 0, 2)
    assert city.rows("SELECT state, resolved_by FROM quarantine.record") == [("resolved", sent.delivery_id)]


@KINDS
def test_when_all_versions_of_a_day_are_refused_anew_none_stands(city: City, contract: Contract) -> None:
    first, second = told(contract, a="x"), told(contract, 2, a="y")
    city.load(first, second, contract=contract)
    city.load(contract=contract, refused=(first, second), again=True)
    assert [city.line(one) for one in (first, second)] == [("refused",), ("refused",)]
    assert values(city, contract) == []


@KINDS
def test_where_a_version_is_struck_the_one_before_stands_again(city: City, contract: Contract) -> None:
    first, second = told(contract, a="x"), told(contract, 2, a="y")
    city.load(first, contract=contract)
    city.load(second, contract=contract)
    city.load(first, contract=contract, again=True, struck=[Struck(second.delivery_id, "withdrawn", "a mistake")])
    assert [city.line(one) for one in (first, second)] == [("loaded",), ("withdrawn",)]
    assert values(city, contract) == [("a", "x")]


@KINDS
def test_a_day_that_would_lose_its_version_though_another_could_stand_changes_nothing(
    city: City, contract: Contract
) -> None:
    first, second = told(contract, a="x"), told(contract, 2, a="y")
    city.load(first, contract=contract)
    city.load(second, contract=contract)
    before = city.everything()
    with pytest.raises(BrokenInvariant, match="a version stands again"):
        city.load(contract=contract, struck=[Struck(second.delivery_id, "withdrawn", "a mistake")])
    assert city.everything() == before


@KINDS
def test_a_version_that_gives_way_to_an_accepted_one_keeps_its_counts(city: City, contract: Contract) -> None:
    first, second = told(contract, held=("c",), a="x"), told(contract, 2, a="y")
    city.load(first, contract=contract)
    counts = city.line(first, "received, quarantined, loaded, inserted, loaded_at")
    city.load(contract=contract, refused=[second])
    decision = Decision(second.delivery_id, "accept", "it is right", "lan")
    city.load(first, second, contract=contract, again=True, decision=decision)
    assert [city.line(one) for one in (first, second)] == [("superseded",), ("loaded",)]
    assert city.line(first, "received, quarantined, loaded, inserted, loaded_at") == counts
    assert run_sql(city.con, "publish/ledger").fetchall() == []


@KINDS
def test_a_word_that_came_while_a_delivery_was_read_again_counts(city: City, contract: Contract) -> None:
    first, second = told(contract, a="x"), told(contract, 2, a="y")
    city.load(first, contract=contract)
    city.load(second, contract=contract)
    struck = Struck(second.delivery_id, "withdrawn", "a mistake")
    decision = Decision(second.delivery_id, "withdraw", "a mistake", "lan")
    city.load(first, contract=contract, again=True, struck=[struck], decision=decision)
    # a replay that had begun before has read both
    city.load(first, second, contract=contract, again=True)
    assert [city.line(one) for one in (first, second)] == [("loaded",), ("withdrawn",)]
    assert values(city, contract) == [("a", "x")]
    assert run_sql(city.con, "publish/ledger").fetchall() == []
