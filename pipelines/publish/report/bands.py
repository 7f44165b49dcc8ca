"""Parts of a whole side by side: how long it took, from the quickest to what has not come yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.publish.report.numbers import Said, share

BANDS = (
    Said("trong 1 giờ", "within an hour", "b1"),
    Said("trong 1 ngày", "within a day", "b2"),
    Said("trong 3 ngày", "within 3 days", "b3"),
    Said("trong 7 ngày", "within 7 days", "b4"),
    Said("sau 7 ngày", "later", "b5"),
    Said("chưa nhận", "not in hand yet", "b6"),
    Said("chưa báo có", "not credited yet", "b7"),
)
"""From the quickest; `value` is the class that colours it."""


@dataclass(frozen=True)
class Part:
    """A part: where it begins and how wide it is, in percent, its class, and what it says of itself."""

    at: float
    width: float
    look: str
    title: Said


@dataclass(frozen=True)
class Bands:
    """All parts; `summary` is what someone hears who cannot see them."""

    parts: tuple[Part, ...]
    summary: Said
    order: str


def bands(counts: Sequence[int | None] | None) -> Bands:
    """The parts of a row; none where nothing is counted."""
    known = [count or 0 for count in counts or ()]
    whole = sum(known)
    if not whole:
        return Bands((), Said("–", "–"), "")
    parts, at = [], 0.0
    for count, band in zip(known, BANDS, strict=True):
        width = 100 * count / whole
        if count:
            told = share(count / whole)
            parts.append(
                Part(round(at, 2), round(width, 2), band.value, Said(f"{told.vi} {band.vi}", f"{told.en} {band.en}"))
            )
        at += width
    vietnamese, english = ", ".join(one.title.vi for one in parts), ", ".join(one.title.en for one in parts)
    return Bands(tuple(parts), Said(vietnamese, english), f"{known[0] / whole:.4f}")
