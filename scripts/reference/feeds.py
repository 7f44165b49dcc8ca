"""`feeds.md`: what each feed holds, who delivers it how, and what is asked of its records."""

from __future__ import annotations

from calendar import day_name
from collections.abc import Iterable

from expectations import Rule, delivery_rules, record_rules
from pipelines.contract import Column, Contract, Layout, contract_of, feeds, layouts_of
from pipelines.contract.model import EVERY_DAY
from scripts.reference.markdown import code, page, table

INTRODUCTION = """
A feed is one kind of record under one contract. This page is made of the contracts
(`pipelines/feeds/*/contract.odcs.yaml`), the layouts beside them and the rules in `expectations/`.

**Columns.** *key* tells the place in the record's key. *class* is `identifier` (names one person), `personal` (says
something about one) or `public`. *published* is what `core.duckdb` shows: the value `as is`, only its `year`, the
person's `person_key`, a `keyed hash`, or nothing (`withheld`). `city.duckdb` holds no record at all.

**Rules.** A record that breaks a *critical* rule is held in the quarantine with the reason; a *warning* is counted
and the record is loaded. A rule whose condition is unknown because a value is missing is met: that something is
required is a rule of its own. The words used in conditions are defined in `expectations/vocabulary.sql`.
"""

KINDS = {
    "changes": "changes: each delivery tells what changed; a record says from which instant it holds",
    "snapshot": "snapshot: each delivery is the supplier's whole state on the day; who is absent has ended",
    "events": "events: facts that happened once and never change",
}

GENERAL = {
    "required": ("bị thiếu", "is missing", "of each column that is required"),
    "mapped": (
        "có giá trị không đọc được theo định dạng đã thống nhất",
        "holds something the layout cannot map",
        "of each column: nothing is guessed, so a text that cannot become a date, number or code holds the record",
    ),
}
"""Rules that follow from every contract alike: what they say after the column's name, and of which columns."""

GIVES = {
    "dated": "any day it still keeps",
    "present_only": "its present state only",
}


def feeds_page() -> str:
    """The page."""
    parts = [_feed(contract_of(feed)) for feed in feeds()]
    return page("Feeds", INTRODUCTION, [*parts, _of_every_record(), _of_deliveries()])


def _feed(contract: Contract) -> str:
    facts = {
        "kind": KINDS[contract.kind],
        "key": ", ".join(code(column.name) for column in contract.key_columns),
        "due": f"{contract.due:%H:%M} in Hanoi, the day after the business day{_weekdays(contract)}",
        "owner": contract.owner,
        "contract": f"version {contract.version}, for business days from {contract.valid_from}",
        "history": f"{code('history.' + contract.table)}, {code('history.' + contract.table + '_current')}",
    }
    if contract.is_handed_on:
        facts["handed on"] = "a record may go on at another supplier; who began to tell of it last holds it"
    return "\n\n".join(
        [
            f"## {contract.feed} · {contract.title}",
            "\n".join(f"- **{name}**: {fact}" for name, fact in facts.items()),
            f"### Columns of {contract.feed}",
            table(["column", "Vietnamese", "type", "key", "required", "meaning", "class", "published"],
                  map(_column, contract.columns)),
            f"### Suppliers of {contract.feed}",
            table(["layout", "format", "suppliers", "days", "can still give"], map(_layout, layouts_of(contract.feed))),
            f"### Rules of {contract.feed}",
            "Besides those of every record (below):",
            _rules(rule for rule in record_rules(contract) if rule.rule_id.rpartition(".")[2] not in GENERAL),
        ]
    )  # fmt: skip


def _weekdays(contract: Contract) -> str:
    if contract.due_weekdays == EVERY_DAY:
        return ""
    return f"; owed for {', '.join(f'{day_name[day - 1]}s' for day in contract.due_weekdays)} alone"


def _column(column: Column) -> list[str]:
    allowed = f" One of: {', '.join(code(value) for value in column.allowed)}." if column.allowed else ""
    known = f" A code of {code('reference.' + column.references)}." if column.references else ""
    return [
        code(column.name),
        column.business_name,
        column.type,
        str(column.key_position or ""),
        "yes" if column.required else "",
        column.description + ("." if allowed or known else "") + allowed + known,
        column.classification,
        column.publish_as.replace("_", " ") if column.publish_as != "person_key" else code("person_key"),
    ]


def _layout(layout: Layout) -> list[str]:
    ends = [f"{word} {day}" for word, day in (("from", layout.first_on), ("until", layout.last_on)) if day]
    return [code(layout.name), layout.format, ", ".join(layout.suppliers), " ".join(ends) or "all", GIVES[layout.gives]]


def _rules(rules: Iterable[Rule]) -> str:
    rows = [[code(rule.rule_id), rule.severity, rule.reason_vi, rule.reason_en, _condition(rule)] for rule in rules]
    return table(["rule", "severity", "lý do", "reason", "must hold"], rows)


def _condition(rule: Rule) -> str:
    facts = rule.arguments
    match rule.expectation:
        case "expect_record_to_satisfy":
            return code(facts["condition"])
        case "expect_column_values_to_not_be_null":
            return code(f"{facts['column']} IS NOT NULL")
        case "expect_column_values_to_be_null":
            return code(f"{facts['column']} IS NULL")
        case "expect_column_values_to_be_in_set":
            return code(f"{facts['column']} IN ({', '.join(map(repr, facts['value_set']))})")
        case "expect_column_values_to_match_regex":
            return code(f"{facts['column']} ~ '{facts['regex']}'")
    return code(f"{rule.expectation} {dict(facts)}")


EVERY_RECORD = """
A record that equals an earlier one of its delivery in all columns is a *duplicate*: it is counted, and the first one
stays. Of records that contradict each other all are held, because nobody can know which is right. All these rules are
critical.
"""

EVERY_DELIVERY = """
Asked of each delivery as a whole. The first one it breaks is the reason it is refused for; nothing of a refused
delivery reaches history or quarantine. What a delivery is measured against are loaded deliveries of earlier business
days. Words in braces are filled in with the delivery's own numbers.
"""


def _of_every_record() -> str:
    from pipelines.validate.records import CONTRADICTION

    general = [[f"`<column>.{check}`", f"… {vi}", f"… {en}", which] for check, (vi, en, which) in GENERAL.items()]
    which = "of records of one key in one delivery (in a feed of changes: of one key and instant) that differ"
    contradiction = [code(CONTRADICTION.rule_id), CONTRADICTION.reason_vi, CONTRADICTION.reason_en, which]
    rules = table(["rule", "lý do", "reason", "asked"], [contradiction, *general])
    return f"## Rules of every record\n{EVERY_RECORD}\n{rules}"


def _of_deliveries() -> str:
    return f"## Rules of every delivery\n{EVERY_DELIVERY}\n{_rules(delivery_rules())}"
