"""Load of a snapshot feed: the first day, the next one with 1 % changed, and a day between that comes late."""

from __future__ import annotations

from benchmarks.inputs.deliveries import CARDS
from benchmarks.loads import bare, ours
from benchmarks.model import DAY, LATE_DAY, NEXT_DAY, Case

_NEEDS = ("warehouses",)

CASES = (
    Case(
        "load_snapshot", "cards, first day", ours(CARDS, DAY, "empty"), bare(CARDS, DAY, "empty", "load_cards_first"),
        "one INSERT", _NEEDS,
    ),
    Case(
        "load_snapshot", "cards, next day, 1 % changed", ours(CARDS, NEXT_DAY, "cards"),
        bare(CARDS, NEXT_DAY, "cards", "load_cards_next"), "difference by key and hash, UPDATE, INSERT", _NEEDS,
    ),
    Case(
        "load_snapshot", "cards, late day", ours(CARDS, LATE_DAY, "cards with a gap"),
        bare(CARDS, LATE_DAY, "cards with a gap", "load_cards_late"), "runs of the other keys, made again", _NEEDS,
    ),
)  # fmt: skip
