"""What is asked of records and deliveries: rules as facts, read from JSON suites and made from a contract."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from expectations.failures import SuiteFailure
from pipelines.contract import Contract

Level = Literal["row", "batch"]
Severity = Literal["critical", "warning"]

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Rule:
    """One expectation, and what to tell people when it is not met.

    Attributes:
        rule_id: its stable name, `<column>.<check>`; quarantine and reports speak of it.
        level: `row` is asked of every record, `batch` of every delivery.
        severity: `critical` keeps the record (or the delivery) out; `warning` is counted.
        expectation: the type in Great Expectations.
        arguments: the expectation's arguments.
        reason_vi: what is wrong, in Vietnamese, without any value of the record.
        reason_en: the same in English. A batch rule's holds `{names}` of columns of the delivery's profile.
    """

    rule_id: str
    level: Level
    severity: Severity
    expectation: str
    arguments: Mapping[str, Any]
    reason_vi: str
    reason_en: str

    @property
    def reason(self) -> str:
        """The reason in both languages."""
        return f"{self.reason_vi} / {self.reason_en}"


def record_rules(contract: Contract, traced: Collection[str] | None = None) -> tuple[Rule, ...]:
    """Every rule a record of a feed must obey: what follows from its contract first, then its suite.

    Args:
        contract: the feed's contract.
        traced: the columns for which conforming keeps what it could not map, in `<column>__unmapped`;
            None stands for all of them.

    Raises:
        SuiteFailure: the feed's suite cannot be read, or a rule stands twice.
    """
    from expectations.fixed import rules_from_contract

    columns = {column.name for column in contract.columns}
    fixed = rules_from_contract(contract, columns if traced is None else columns & set(traced))
    return _distinct((*fixed, *read_suite(_suite_of(contract))), contract.feed)


def _suite_of(contract: Contract) -> Path:
    """The suite of an earlier version of a contract stands below `earlier/`; without one the newest is meant."""
    earlier = FOLDER / "earlier" / f"{contract.table}-{contract.version}.json"
    return earlier if earlier.exists() else FOLDER / f"{contract.table}.json"


def delivery_rules() -> tuple[Rule, ...]:
    """Every rule a delivery as a whole must obey; the first that is broken is the reason it is refused for."""
    return _distinct(read_suite(FOLDER / "delivery.json"), "delivery")


@cache
def read_suite(path: Path) -> tuple[Rule, ...]:
    """The rules of a suite file, in order.

    Raises:
        SuiteFailure: the file is no suite, or a rule lacks a part.
    """
    try:
        suite = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_rule(entry) for entry in suite["expectations"])
    except (OSError, KeyError, TypeError, ValueError) as reason:
        raise SuiteFailure(
            f"The suite cannot be read: {type(reason).__name__}: {reason}.",
            where=str(path),
            next_step="Compare it with the suite of another feed.",
        ) from reason


def _rule(entry: dict[str, Any]) -> Rule:
    meta = entry["meta"]
    if meta["level"] not in get_args(Level) or meta["severity"] not in get_args(Severity):
        raise ValueError(f"{meta['rule_id']}: level is row or batch, severity is critical or warning")
    return Rule(
        rule_id=meta["rule_id"],
        level=meta["level"],
        severity=meta["severity"],
        expectation=entry["type"],
        arguments=MappingProxyType(dict(entry["kwargs"])),
        reason_vi=meta["reason_vi"],
        reason_en=meta["reason_en"],
    )


def _distinct(rules: tuple[Rule, ...], where: str) -> tuple[Rule, ...]:
    ids = [rule.rule_id for rule in rules]
    twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
    if twice:
        raise SuiteFailure(
            f"Rules stand twice: {', '.join(twice)}.", where=where, next_step="Give each its own rule_id."
        )
    return rules
