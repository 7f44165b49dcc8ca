"""The scorecard of Project 06: the city's own figure beside ours, and why there is none yet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.publish.report.drawings.spark import Spark, spark
from pipelines.publish.report.facts import Facts, Indicator, Trend
from pipelines.publish.report.numbers import UNKNOWN, Said, day, number, share, signed
from pipelines.publish.report.words import word

_PERCENT = "%"
_DECIMALS = {_PERCENT: 2, "days": 1}
"""Of units in which a figure is not whole; a change of hours in which money is drawn must be seen."""
_COVERED = (
    (" of ", " trong "),
    ("districts", "quận, huyện"),
    ("units", "đơn vị"),
    ("suppliers", "đơn vị"),
    ("supplier", "đơn vị"),
)


@dataclass(frozen=True)
class Figure:
    """A row of the scorecard as it is read.

    Attributes:
        name: the indicator's stable name.
        label: what it measures.
        unit: in what.
        stated: the city's own figure.
        stated_on: of which day.
        ours: the same figure from delivered records, or unknown.
        parts: numerator and denominator of a share, or unknown.
        as_of: up to which day.
        coverage: how much of what was due stands behind it.
        feeds: the records it is made of, each by code and name.
        note: what limits it, or why there is none.
        apart: ours less the city's own, in the same unit, or unknown.
        trend: ours over the days of the publication, None where it holds one day only.
    """

    name: str
    label: Said
    unit: Said
    stated: Said
    stated_on: Said
    ours: Said
    parts: Said
    as_of: Said
    coverage: Said
    feeds: tuple[Said, ...]
    note: Said
    apart: Said = UNKNOWN
    trend: Spark | None = None

    @property
    def is_computed(self) -> bool:
        """Whether there is a figure of ours."""
        return self.ours.is_known


def figures(facts: Facts) -> list[Figure]:
    """Every row of the scorecard with its trend."""
    trends = {one.indicator: one for one in facts.trends}
    return [replace(figure(row), trend=_trend(trends.get(row.indicator), row)) for row in facts.indicators]


def _trend(one: Trend | None, row: Indicator) -> Spark | None:
    if one is None or row.value is None:
        return None
    return spark(one.days, one.values, _DECIMALS.get(row.unit or "", 0))


def figure(row: Indicator) -> Figure:
    """A row as it is read."""
    is_share = row.unit == _PERCENT
    return Figure(
        name=row.indicator,
        label=Said(row.label_vi, row.label_en),
        unit=Said("", "") if is_share or row.unit is None else word("measured_in", row.unit),
        stated=_stated(row.stated_value, is_share),
        stated_on=day(row.stated_on),
        ours=_ours(row),
        parts=_parts(row, is_share),
        as_of=day(row.as_of),
        coverage=_coverage(row.coverage),
        feeds=tuple(word("feed", code) for code in (row.feed or "").split(", ") if code),
        note=_note(row.note),
        apart=_apart(row, is_share),
    )


def _ours(row: Indicator) -> Said:
    digits = _DECIMALS.get(row.unit or "", 0)
    if row.unit != _PERCENT:
        return number(row.value, digits)
    return share(None if row.value is None else row.value / 100, digits)


def _stated(value: float | None, is_share: bool) -> Said:
    """As exact as the city states it: whole, or with its two decimals."""
    if value is None:
        return UNKNOWN
    is_whole = float(value).is_integer()
    return share(value / 100, 0 if is_whole else 2) if is_share else number(value, 0 if is_whole else 1)


def _apart(row: Indicator, is_share: bool) -> Said:
    """Points of a share; of a count its part of the stated one too, since a city of any size may be looked at."""
    if row.value is None or row.stated_value is None:
        return UNKNOWN
    difference = row.value - row.stated_value
    if is_share:
        told = signed(difference, 2)
        return Said(f"{told.vi} điểm", f"{told.en} points", told.value)
    told = signed(difference, 0 if float(difference).is_integer() else 1)
    if row.unit in ("rank", "days") or not row.stated_value:
        return told
    part = share(row.value / row.stated_value)
    return Said(f"{told.vi} ({part.vi})", f"{told.en} ({part.en})", told.value)


def _parts(row: Indicator, is_share: bool) -> Said:
    if row.value is None or row.denominator is None or row.share is None:
        return UNKNOWN
    part, whole = number(round(row.share * row.denominator)), number(row.denominator)
    if is_share:
        return Said(f"{part.vi} trên {whole.vi}", f"{part.en} of {whole.en}")
    of = share(row.share)
    return Said(f"{of.vi} của {whole.vi}", f"{of.en} of {whole.en}")


def _coverage(value: str | None) -> Said:
    if value is None:
        return UNKNOWN
    vietnamese = value
    for english, word_vi in _COVERED:
        vietnamese = vietnamese.replace(english, word_vi)
    return Said(vietnamese, value)


def _note(value: str | None) -> Said:
    if not value:
        return UNKNOWN
    vietnamese, _, english = value.partition(" · ")
    return Said(vietnamese, english or vietnamese)
