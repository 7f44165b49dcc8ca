"""The scorecard of Project 06: the city's own figure beside ours, and why there is none yet."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.publish.report.facts import Indicator
from pipelines.publish.report.numbers import UNKNOWN, Said, day, number, share
from pipelines.publish.report.words import word

_PERCENT = "%"
_COVERED = ((" of ", " trong "), ("districts", "quận, huyện"), ("suppliers", "đơn vị"), ("supplier", "đơn vị"))


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

    @property
    def is_computed(self) -> bool:
        """Whether there is a figure of ours."""
        return self.ours.is_known


def figure(row: Indicator) -> Figure:
    """A row as it is read."""
    is_share = row.unit == _PERCENT
    return Figure(
        name=row.indicator,
        label=Said(row.label_vi, row.label_en),
        unit=Said("", "") if is_share or row.unit is None else word("units", row.unit),
        stated=_stated(row.stated_value, is_share),
        stated_on=day(row.stated_on),
        ours=share(None if row.value is None else row.value / 100, 2) if is_share else number(row.value),
        parts=_parts(row, is_share),
        as_of=day(row.as_of),
        coverage=_coverage(row.coverage),
        feeds=tuple(word("feeds", code) for code in (row.feed or "").split(", ") if code),
        note=_note(row.note),
    )


def _stated(value: float | None, is_share: bool) -> Said:
    """As exact as the city states it: whole, or with its two decimals."""
    if value is None:
        return UNKNOWN
    is_whole = float(value).is_integer()
    return share(value / 100, 0 if is_whole else 2) if is_share else number(value, 0 if is_whole else 1)


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
