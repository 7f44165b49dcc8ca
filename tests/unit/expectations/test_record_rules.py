"""Every rule of every feed on real records, put by Great Expectations: one record breaks it, another does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from expectations import record_rules
from expectations.inspection import inspection
from pipelines.contract import Contract, contract_of, feeds
from pipelines.validate.inputs import hand_over
from pipelines.validate.names import names_of
from pipelines.validate.records import scan
from tests.unit.expectations.records import DAY, GOOD, STILL_GOOD, Record, examples_of
from tests.unit.validate.stage import Sent, write_baseline, write_conformed


@dataclass(frozen=True)
class Asked:
    """What came of asking all rules of a feed of many records at once."""

    contract: Contract
    broken: dict[str, set[str]]
    counted: dict[str, int]
    verdicts: dict[str, bool]


@pytest.fixture(scope="module", params=feeds())
def asked(request: pytest.FixtureRequest, reference_folder: Path) -> Iterator[Asked]:
    contract = contract_of(request.param)
    records = named_records(contract)
    rules = record_rules(contract)
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        write_conformed(con, contract, [Sent("toy", DAY, list(records.values()))])
        for place, record in enumerate(records.values(), start=1):
            if "business_day" in record:
                con.execute("UPDATE conformed SET business_day = ? WHERE position = ?", [record["business_day"], place])
        write_baseline(con, contract.feed, [], reference_folder)
        con.execute("CREATE TABLE delivery AS SELECT DISTINCT delivery_id, business_day FROM conformed")
        hand_over(con, contract, reference_folder)
        names = names_of(con, contract)
        with inspection(con, "conformed", rules, row_name="position") as found:
            verdicts = found.verdicts(rows=len(records), columns=names.columns)
            counted = found.counts()
            scan(con, names, found.conditions(), target="broken", table="conformed", row_name="position")
        rows = dict(con.execute("SELECT position, rule_ids FROM broken").fetchall())
    broken = {name: set(rows.get(place, [])) for place, name in enumerate(records, start=1)}
    yield Asked(contract, broken, counted, verdicts)


def named_records(contract: Contract) -> dict[str, Record]:
    good = GOOD[contract.feed]
    still = {name: {**good, **change} for name, change in STILL_GOOD[contract.feed].items()}
    broken = {rule: {**good, **example.change} for rule, example in examples_of(contract).items()}
    return {"good": good, **still, **broken}


@pytest.mark.parametrize("feed", feeds())
def test_every_rule_has_a_record_that_breaks_it(feed: str) -> None:
    contract = contract_of(feed)
    assert {rule.rule_id for rule in record_rules(contract)} == set(examples_of(contract))


def test_a_good_record_and_all_its_odd_but_good_sisters_break_nothing(asked: Asked) -> None:
    names = ["good", *STILL_GOOD[asked.contract.feed]]
    assert {name: asked.broken[name] for name in names if asked.broken[name]} == {}


def test_each_bad_record_breaks_the_rule_it_was_made_for_and_no_other_than_it_names(asked: Asked) -> None:
    examples = examples_of(asked.contract)
    wrong = {
        rule: asked.broken[rule]
        for rule, example in examples.items()
        if example.also | {rule} != asked.broken[rule]
    }  # fmt: skip
    assert wrong == {}


def test_great_expectations_counts_what_the_scan_finds_for_every_rule(asked: Asked) -> None:
    scanned = Counter(rule for rules in asked.broken.values() for rule in rules)
    assert asked.counted == {rule.rule_id: scanned[rule.rule_id] for rule in record_rules(asked.contract)}
    assert {rule for rule, is_met in asked.verdicts.items() if not is_met} == set(scanned)


@pytest.mark.parametrize("feed", feeds())
def test_a_reason_is_said_in_both_languages_and_holds_no_place_for_a_value(feed: str) -> None:
    for rule in record_rules(contract_of(feed)):
        assert rule.reason == f"{rule.reason_vi} / {rule.reason_en}"
        assert rule.reason_vi and rule.reason_en, rule.rule_id
        assert not set("{}%$") & set(rule.reason), rule.rule_id
