"""Load of a changes feed: the first day with its full state, and the next one with 1 % changed."""

from __future__ import annotations

from benchmarks.inputs.deliveries import CITIZENS
from benchmarks.loads import bare, ours
from benchmarks.model import DAY, LATE_DAY, Case

_NEEDS = ("warehouses",)

CASES = (
    Case(
        "load_changes", "citizens, first day", ours(CITIZENS, DAY, "empty"),
        bare(CITIZENS, DAY, "empty", "load_citizens_first"), "two INSERTs, one with windows", _NEEDS,
    ),
    Case(
        "load_changes", "citizens, next day, 1 %", ours(CITIZENS, LATE_DAY, "citizens"),
        bare(CITIZENS, LATE_DAY, "citizens", "load_citizens_next"), "versions of the changed keys, made again", _NEEDS,
    ),
)  # fmt: skip
