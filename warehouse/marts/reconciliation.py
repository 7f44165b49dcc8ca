"""Standing rules that hold registers against each other, and the list of what one of them finds on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from pipelines.contract import contract_of
from pipelines.yaml_file import read_yaml
from warehouse.sql import literal, render

FOLDER = Path(__file__).resolve().parent / "reconciliation"
DAYS_BEFORE = (0, 1, 7, 30)
"""The days a rule is asked on, counted back from the publication's day."""

_STANDS = {
    "snapshot": "valid_from <= {day} AND valid_to > {day}",
    "changes": "valid_from < end_of({day}) AND valid_to >= end_of({day})",
    "events": "occurred_at < end_of({day})",
}
"""When a record of each kind of feed stands at the end of a day."""


@dataclass(frozen=True)
class Rule:
    """A rule between registers.

    Attributes:
        rule_id: its stable name, and that of its SQL.
        owner: who is to mend what it finds: a supplier, or `desk` for the unit that holds the record.
        name_vi: what a finding is, in Vietnamese.
        name_en: the same in English.
        feeds: the feeds that are held against each other.
    """

    rule_id: str
    owner: str
    name_vi: str
    name_en: str
    feeds: tuple[str, ...]

    @property
    def select(self) -> str:
        """The records it asks, each with `day`, `unit`, `is_found` and what identifies it."""
        return render(self.rule_id, folder=FOLDER)


@dataclass(frozen=True)
class Findings:
    """What a rule finds on a day: titles, and a row for each finding; they name citizens."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name, in the order they are shown."""
    facts = read_yaml(FOLDER / "rules.yaml")
    return {
        rule_id: Rule(rule_id, told["owner"], told["name_vi"], told["name_en"], tuple(told["feeds"]))
        for rule_id, told in facts.items()
    }


def facts() -> dict[str, object]:
    """What `reconciliation.sql` is filled in with: the rules, their feeds and the days they are asked on."""
    return {
        "rules": [_told(rule) for rule in rules().values()],
        "feeds": list(_feeds(rules().values())),
        "days": "[" + ", ".join(f"$day::DATE - {before}" for before in DAYS_BEFORE) + "]",
    }


def findings(con: duckdb.DuckDBPyConnection, rule: Rule, day: date) -> Findings:
    """The findings of a rule at the end of `day`; the connection knows the views `known_<feed>` of that day."""
    names = {"feeds": list(_feeds([rule])), "rule": _told(rule)}
    answer = con.execute(render("findings", names, FOLDER.parent), {"day": day})
    titles = tuple(str(column[0]) for column in answer.description or ())
    return Findings(titles, tuple(answer.fetchall()))


def _told(rule: Rule) -> dict[str, str]:
    return {
        "literal": literal(rule.rule_id),
        "owner": literal(rule.owner),
        "name_vi": literal(rule.name_vi),
        "name_en": literal(rule.name_en),
        "feeds": "[" + ", ".join(literal(feed) for feed in rule.feeds) + "]",
        "select": rule.select,
    }


def _feeds(asked: Iterable[Rule]) -> Iterator[dict[str, object]]:
    for feed in sorted({feed for rule in asked for feed in rule.feeds}):
        contract = contract_of(feed)
        stands = {before: _STANDS[contract.kind].format(day=f"$day::DATE - {before}") for before in DAYS_BEFORE}
        yield {"table": contract.table, "stands": stands}
