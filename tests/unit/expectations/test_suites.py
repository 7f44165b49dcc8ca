"""The suites as files: each can be read, and a mistake in one is named by file and rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from expectations import delivery_rules, record_rules
from expectations.failures import SuiteFailure
from expectations.rules import FOLDER, _distinct, read_suite
from pipelines.contract import contract_of, feeds

SUITES = sorted(FOLDER.glob("*.json"))


def test_every_feed_has_a_suite_and_every_suite_a_feed() -> None:
    assert {path.stem for path in SUITES} == {"delivery", *(contract_of(feed).table for feed in feeds())}


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_a_suite_is_json_great_expectations_itself_can_load(path: Path) -> None:
    from great_expectations.core import ExpectationSuite

    from expectations import record_rule  # noqa: F401  # makes our own expectation known

    facts = json.loads(path.read_text(encoding="utf-8"))
    for entry in facts["expectations"]:
        entry["kwargs"].setdefault("column", "position")
    suite = ExpectationSuite(name=facts["name"], expectations=facts["expectations"], meta=facts["meta"])
    assert len(suite.expectations) == len(read_suite(path))


@pytest.mark.parametrize("feed", feeds())
def test_rule_ids_are_distinct_and_speak_of_a_column_first(feed: str) -> None:
    columns = {column.name for column in contract_of(feed).columns}
    ids = [rule.rule_id for rule in record_rules(contract_of(feed))]
    assert len(set(ids)) == len(ids)
    assert {rule_id.split(".")[0] for rule_id in ids} <= columns


def test_levels_are_as_the_stage_asks_for_them() -> None:
    assert {rule.level for feed in feeds() for rule in record_rules(contract_of(feed))} == {"row"}
    assert {(rule.level, rule.severity) for rule in delivery_rules()} == {("batch", "critical")}


def test_columns_that_conforming_does_not_trace_have_no_rule_about_what_was_not_mapped() -> None:
    ids = {rule.rule_id for rule in record_rules(contract_of("insurance.card"), traced=["sex"])}
    assert {rule_id for rule_id in ids if rule_id.endswith(".mapped")} == {"sex.mapped"}


def mistake(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        facts = json.loads((FOLDER / "insurance_card.json").read_text(encoding="utf-8"))
        change(facts)
        path = folder / "toy.json"
        path.write_text(json.dumps(facts))
        return path

    return write


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (lambda folder: folder / "none.json", "FileNotFoundError"),
        (mistake(lambda facts: facts.pop("expectations")), "KeyError: 'expectations'"),
        (mistake(lambda facts: facts["expectations"][0].pop("type")), "KeyError: 'type'"),
        (mistake(lambda facts: facts["expectations"][0]["meta"].pop("reason_vi")), "KeyError: 'reason_vi'"),
        (mistake(lambda facts: facts["expectations"][0]["meta"].update(severity="fatal")), "card_number.shape"),
        (mistake(lambda facts: facts["expectations"][0]["meta"].update(level="table")), "card_number.shape"),
    ],
)
def test_a_mistake_in_a_suite_is_told_with_its_file(tmp_path: Path, write: Callable[[Path], Path], says: str) -> None:
    path = write(tmp_path)
    with pytest.raises(SuiteFailure) as failure:
        read_suite(path)
    assert says in failure.value.sentence
    assert str(path) in failure.value.sentence


def test_a_file_that_is_no_json_is_told(tmp_path: Path) -> None:
    (tmp_path / "toy.json").write_text("{")
    with pytest.raises(SuiteFailure, match="JSONDecodeError"):
        read_suite(tmp_path / "toy.json")


def test_a_rule_that_stands_twice_is_told_by_name() -> None:
    rules = delivery_rules()
    with pytest.raises(SuiteFailure, match=r"delivery\.read"):
        _distinct((*rules, rules[0]), "delivery")
