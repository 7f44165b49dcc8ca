"""Records that were held back or only noted, by the rule they broke."""

from __future__ import annotations

from pipelines.publish.report.csv_file import csv_address
from pipelines.publish.report.facts import Broken, BrokenBySupplier, Facts
from pipelines.publish.report.numbers import Said
from pipelines.publish.report.table import Bar, Cell, Column, Table, count, said, text
from pipelines.publish.report.words import word

_RECORDS = Column(Said("Bản ghi", "Records"), "number")
_RULE = Column(Said("Quy tắc", "Rule"))
_EFFECT = Column(Said("Xử lý", "Effect"))


def by_rule(facts: Facts) -> Table:
    """Every rule that was broken, the most frequent first."""
    most = max((one.records for one in facts.broken), default=0)
    return Table(
        name="quarantined_by_rule",
        caption=Said("Bản ghi theo quy tắc", "Records by rule"),
        columns=(
            _RULE,
            Column(Said("Số bản ghi", "How many"), "bar"),
            _RECORDS,
            Column(Said("Đơn vị", "Suppliers"), "number"),
            _EFFECT,
            Column(Said("Nguồn", "Feed")),
        ),
        rows=tuple(
            (
                _rule(one),
                _bar(one, most),
                count(one.records),
                count(one.suppliers),
                said(word("severities", one.severity)),
                said(word("feeds", one.feed)),
            )
            for one in facts.broken
        ),
        csv=csv_address(Broken, facts.broken),
    )


def by_supplier(facts: Facts) -> Table:
    """Every supplier and rule."""
    return Table(
        name="delivery_quality_rule",
        caption=Said("Bản ghi theo đơn vị và quy tắc", "Records by supplier and rule"),
        columns=(Column(Said("Đơn vị", "Supplier")), _RULE, _EFFECT, _RECORDS),
        rows=tuple(
            (text(one.name_vi), _rule(one), said(word("severities", one.severity)), count(one.records))
            for one in facts.broken_by_supplier
        ),
        csv=csv_address(BrokenBySupplier, facts.broken_by_supplier),
        is_long=True,
    )


def _rule(one: Broken | BrokenBySupplier) -> Cell:
    return Cell(Said(one.reason_vi or one.rule_id, one.reason_en or one.rule_id), one.reason_vi or one.rule_id)


def _bar(one: Broken, most: int) -> Cell:
    length = round(100 * one.records / most, 2)
    return Cell(count(one.records).said, str(one.records), bar=Bar(length, one.severity == "critical"))
