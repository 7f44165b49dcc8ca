"""The four figures that stand on top of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.publish.report.coverage import DESK_KINDS, desk_kind
from pipelines.publish.report.facts import Facts, Indicator, Owed
from pipelines.publish.report.numbers import UNKNOWN, Said, number, share
from pipelines.publish.report.table import sums


@dataclass(frozen=True)
class Highlight:
    """A large figure, what it is, what stands behind it, and the page and section that tell more."""

    label: Said
    figure: Said
    behind: Said
    page: str
    section: str


def highlights(facts: Facts) -> tuple[Highlight, ...]:
    """Deliveries, insurance, dossiers, records held back."""
    by_name = {one.indicator: one for one in facts.indicators}
    return (
        _delivered(facts),
        _insurance(by_name.get("insurance_synchronised")),
        _dossiers(by_name.get("dossier_on_time_share")),
        _held_back(facts),
    )


def _delivered(facts: Facts) -> Highlight:
    label = Said("Đơn vị đã giao trong ngày", "Suppliers that delivered")
    today = [one for one in facts.owed if one.business_day == facts.about.business_day]
    if not today:
        return Highlight(label, UNKNOWN, Said("chưa có gì đến hạn", "nothing was due yet"), "quality", "deliveries")
    good = sum(one.state in ("loaded", "late") for one in today)
    late = sum(one.state == "late" for one in today)
    return Highlight(
        label,
        Said(f"{good}/{len(today)}", f"{good}/{len(today)}"),
        Said(f"{_kinds(today).vi}; {late} giao muộn", f"{_kinds(today).en}; {late} late"),
        "quality",
        "deliveries",
    )


def _kinds(today: Sequence[Owed]) -> Said:
    suppliers = {one.supplier for one in today}
    counted = [(sum(desk_kind(one) == kind for one in suppliers), kind.name) for kind in DESK_KINDS]
    ministries = sum(desk_kind(one) is None for one in suppliers)
    told = [*((n, name) for n, name in counted if n), (ministries, Said("bộ, ngành", "ministries"))]
    return Said(", ".join(f"{n} {name.vi}" for n, name in told), ", ".join(f"{n} {name.en}" for n, name in told))


def _insurance(row: Indicator | None) -> Highlight:
    label = Said("Thẻ BHYT khớp dữ liệu dân cư", "Insurance cards matched")
    if row is None or row.value is None or row.denominator is None:
        return Highlight(label, UNKNOWN, Said("chưa tính được", "not computed yet"), "insurance", "insurance")
    matched, cards = number(row.value), number(row.denominator)
    return Highlight(
        label,
        share(row.share, 2),
        Said(f"{matched.vi} trên {cards.vi} thẻ", f"{matched.en} of {cards.en} cards"),
        "insurance",
        "insurance",
    )


def _dossiers(row: Indicator | None) -> Highlight:
    label = Said("Hồ sơ đúng và trước hạn", "Dossiers on time")
    if row is None or row.share is None:
        return Highlight(label, UNKNOWN, Said("chưa tính được", "not computed yet"), "procedures", "dossiers")
    stated = share(None if row.stated_value is None else row.stated_value / 100, 2)
    return Highlight(
        label,
        share(row.share, 2),
        Said(f"thành phố công bố {stated.vi}", f"the city states {stated.en}"),
        "procedures",
        "dossiers",
    )


def _held_back(facts: Facts) -> Highlight:
    label = Said("Bản ghi của ngày bị giữ lại", "Records of the day held back")
    today = [one for one in facts.owed if one.business_day == facts.about.business_day]
    received, held = sums([one.received for one in today]), sums([one.quarantined for one in today])
    if received is None:
        none = Said("chưa nhận bản ghi nào", "no record received yet")
        return Highlight(label, UNKNOWN, none, "quality", "quarantine")
    total = number(received)
    behind = Said(f"trên {total.vi} bản ghi đã nhận", f"of {total.en} records received")
    return Highlight(label, number(held), behind, "quality", "quarantine")
