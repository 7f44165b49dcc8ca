"""How much of what was due stands behind the page, in one sentence, and what is open, with its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.publish.report.facts import Facts, Owed, Settled
from pipelines.publish.report.numbers import Said, day
from pipelines.publish.report.words import word

_GOOD = ("loaded", "late")
_NAMED = 5
"""How many names the sentence holds; all of them stand in the list below it."""


@dataclass(frozen=True)
class Problem:
    """What is open, from whom, for which days, and why."""

    state: str
    who: Said
    feed: Said
    days: Said
    reason: str


@dataclass(frozen=True)
class Coverage:
    """What the top of the page says of the night.

    Attributes:
        tone: `complete`, `incomplete`, or `nothing` when no delivery was due yet.
        headline: one sentence.
        today: what is open of the page's own day.
        earlier: what is open of the days before.
        late: who came after the time it was due, but came.
    """

    tone: str
    headline: Said
    today: tuple[Problem, ...]
    earlier: tuple[Problem, ...]
    late: tuple[Said, ...]


def coverage(facts: Facts) -> Coverage:
    """The coverage of the publication's day."""
    when = facts.about.business_day
    today = [one for one in facts.owed if one.business_day == when]
    unsettled = [_unsettled(one, when) for one in facts.settled if not one.is_settled or one.note]
    open_today = [*unsettled, *_grouped(one for one in today if one.state not in _GOOD)]
    open_before = _grouped(one for one in facts.owed if one.business_day < when and one.state not in _GOOD)
    late = tuple(dict.fromkeys(Said(one.name_vi, one.name_en) for one in today if one.state == "late"))
    tone = "incomplete" if open_today else "complete" if today else "nothing"
    return Coverage(tone, _headline(tone, when, today, facts.settled), tuple(open_today), tuple(open_before), late)


@dataclass(frozen=True)
class DeskKind:
    """Suppliers of which there are many alike: they are counted, not named one by one.

    Attributes:
        pattern: their short names.
        name: what several of them are called.
    """

    pattern: re.Pattern[str]
    name: Said


DESK_KINDS = (
    DeskKind(re.compile(r"d[0-9]+"), Said("quận, huyện, thị xã", "districts")),
    DeskKind(re.compile(r"s[a-z]+"), Said("sở", "departments")),
    DeskKind(re.compile(r"x[0-9]+"), Said("trung tâm hành chính công cấp xã", "commune service centres")),
)


def desk_kind(supplier: str) -> DeskKind | None:
    """Which kind of one-stop desk a supplier is, or None when it is a ministry."""
    return next((kind for kind in DESK_KINDS if kind.pattern.fullmatch(supplier)), None)


def _unsettled(one: Settled, when: date) -> Problem:
    who = word("areas", one.area)
    state = "failed" if one.is_settled else "unsettled"
    return Problem(state, who, Said("cả mảng", "the whole area"), day(when), one.note or "")


def _grouped(owed: Iterable[Owed]) -> list[Problem]:
    groups: dict[tuple[str, str, str, str], list[Owed]] = {}
    for one in owed:
        groups.setdefault((one.feed, one.supplier, one.state, one.reason or ""), []).append(one)
    return [
        Problem(state, Said(same[0].name_vi, same[0].name_en), word("feed", feed), _days(same), reason)
        for (feed, _, state, reason), same in groups.items()
    ]


def _days(owed: Sequence[Owed]) -> Said:
    runs: list[list[date]] = []
    for when in sorted(one.business_day for one in owed):
        if runs and when - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(when)
        else:
            runs.append([when])
    ends = [(day(run[0]), day(run[-1])) for run in runs]
    return Said(
        ", ".join(first.vi if first == last else f"{first.vi} – {last.vi}" for first, last in ends),
        ", ".join(first.en if first == last else f"{first.en} – {last.en}" for first, last in ends),
    )


def _headline(tone: str, when: date, today: Sequence[Owed], settled: Sequence[Settled]) -> Said:
    shown = day(when)
    if tone == "nothing":
        return Said(
            f"Chưa có dữ liệu nào đến hạn cho ngày {shown.vi}; mọi chỉ tiêu dưới đây còn để trống.",
            f"No delivery was due for {shown.en} yet; every figure below is still empty.",
        )
    clauses = [*_desk_clauses(today), *_ministry_clauses(today, tone), *_settlement_clauses(settled)]
    if not today:
        clauses.insert(0, Said("chưa đơn vị nào đến hạn giao dữ liệu", "nothing was due from any supplier"))
    return Said(
        f"Ngày {shown.vi}: {'. '.join(one.vi for one in clauses)}.", f"{shown.en}: {'. '.join(o.en for o in clauses)}."
    )


def _desk_clauses(today: Sequence[Owed]) -> list[Said]:
    alike = [(kind, [one for one in today if desk_kind(one.supplier) == kind]) for kind in DESK_KINDS]
    return [_desk_clause(kind, owed) for kind, owed in alike if owed]


def _desk_clause(kind: DeskKind, owed: Sequence[Owed]) -> Said:
    desks = {one.supplier for one in owed}
    good = len(desks - {one.supplier for one in owed if one.state not in _GOOD})
    vietnamese = [f"{good} trong {len(desks)} {kind.name.vi} đã giao dữ liệu"]
    english = [f"{good} of {len(desks)} {kind.name.en} have delivered"]
    for state, label_vi, label_en in (
        ("missing", "thiếu", "missing"),
        ("refused", "bị từ chối", "refused"),
        ("landed", "đã nhận nhưng chưa nạp", "received but not loaded"),
    ):
        absent = list({one.supplier: one for one in owed if one.state == state}.values())
        if absent:
            vietnamese.append(f"{label_vi}: {_names([one.name_vi for one in absent], 'và {} đơn vị khác')}")
            english.append(f"{label_en}: {_names([one.name_en for one in absent], 'and {} others')}")
    return Said("; ".join(vietnamese), "; ".join(english))


def _ministry_clauses(today: Sequence[Owed], tone: str) -> list[Said]:
    ministries = [one for one in today if desk_kind(one.supplier) is None]
    absent = [one for one in ministries if one.state not in _GOOD]
    if absent:
        return [_absent(one) for one in absent]
    if tone == "complete" and ministries:
        vietnamese = " và ".join(dict.fromkeys(one.name_vi for one in ministries))
        english = " and ".join(dict.fromkeys(one.name_en for one in ministries))
        return [Said(f"{vietnamese} đã giao đủ", f"{english} delivered in full")]
    return []


def _absent(one: Owed) -> Said:
    feed, state = word("feed", one.feed), word("state", one.state)
    return Said(f"{one.name_vi} – {feed.vi}: {state.vi.lower()}", f"{one.name_en} – {feed.en}: {state.en.lower()}")


def _settlement_clauses(settled: Sequence[Settled]) -> list[Said]:
    open_areas = [word("areas", one.area) for one in settled if not one.is_settled]
    if not open_areas:
        return []
    vietnamese = ", ".join(one.vi.lower() for one in open_areas)
    english = ", ".join(one.en.lower() for one in open_areas)
    return [Said(f"Mảng chưa chốt: {vietnamese}", f"Areas not settled: {english}")]


def _names(names: Sequence[str], rest: str) -> str:
    if len(names) <= _NAMED + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMED])} {rest.format(len(names) - _NAMED)}"
