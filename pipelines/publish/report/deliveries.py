"""What every supplier delivered: four weeks of days, and what the records were worth."""

from __future__ import annotations

from pipelines.publish.report.coverage import desk_kind
from pipelines.publish.report.csv_file import csv_address
from pipelines.publish.report.facts import Delivered, Facts, Owed
from pipelines.publish.report.numbers import Said
from pipelines.publish.report.strip import Strip, StripHead
from pipelines.publish.report.table import Cell, Column, Table, count, sums
from pipelines.publish.report.words import word

_COUNTS = {
    "late": Said("Muộn", "Late"),
    "missing": Said("Thiếu", "Missing"),
    "refused": Said("Từ chối", "Refused"),
    "received": Said("Bản ghi nhận", "Received"),
    "unreadable": Said("Không đọc được", "Unreadable"),
    "duplicate": Said("Trùng", "Duplicate"),
    "quarantined": Said("Giữ lại", "Held back"),
    "loaded": Said("Đã nạp", "Loaded"),
    "open_items": Said("Còn mở", "Still open"),
}
_SHOULD_BE_ZERO = ("missing", "refused")


def deliveries(facts: Facts) -> Table:
    """Every supplier and feed, ministries first."""
    head = StripHead.of(facts.owed)
    days: dict[tuple[str, str], list[Owed]] = {}
    for one in facts.owed:
        days.setdefault((one.feed, one.supplier), []).append(one)
    return Table(
        name="delivery_quality",
        caption=Said("Giao nộp của từng đơn vị", "Deliveries by supplier"),
        columns=(
            Column(Said("Đơn vị", "Supplier")),
            Column(Said("Từng ngày", "Day by day"), "strip", days=head),
            *(Column(title, "number") for title in _COUNTS.values()),
        ),
        rows=tuple(
            (_who(one), _strip(head, days.get((one.feed, one.supplier), [])), *_counts(one)) for one in facts.delivered
        ),
        totals=_totals(facts) if facts.delivered else (),
        csv=csv_address(Delivered, facts.delivered),
    )


def _who(one: Delivered) -> Cell:
    english = one.name_vi if desk_kind(one.supplier) else one.name_en
    return Cell(Said(one.name_vi, english), one.name_vi, word("feeds", one.feed))


def _strip(head: StripHead, owed: list[Owed]) -> Cell:
    good = sum(one.state in ("loaded", "late") for one in owed)
    strip = Strip.of(head, owed)
    return Cell(strip.summary, f"{good / len(owed):.4f}" if owed else "", strip=strip)


def _counts(one: Delivered) -> tuple[Cell, ...]:
    return tuple(count(getattr(one, name), should_be_zero=name in _SHOULD_BE_ZERO) for name in _COUNTS)


def _totals(facts: Facts) -> tuple[Cell, ...]:
    everyone = Said("Tất cả", "All")
    return (
        Cell(everyone),
        Cell(Said("", "")),
        *(count(sums([getattr(one, name) for one in facts.delivered])) for name in _COUNTS),
    )
