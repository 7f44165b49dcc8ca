"""All stages and inputs there are, each in a module of its own that is loaded when it is asked for.

So a process that measures one stage has loaded nothing of the others, and its memory is its own.
"""

from __future__ import annotations

from importlib import import_module

from benchmarks.model import Case, Input

STAGES = (
    "extract",
    "land",
    "read",
    "conform",
    "validate",
    "load_snapshot",
    "load_changes",
    "publish",
    "marts",
    "report",
    "backfill",
)
"""In the order of a delivery's way; each is a module of `benchmarks/stages/` with its `CASES`."""

_INPUTS = ("city", "deliveries", "files", "scratch", "warehouses", "nights")


def cases_of(stage: str) -> tuple[Case, ...]:
    """The cases of one stage."""
    cases: tuple[Case, ...] = import_module(f"benchmarks.stages.{stage}").CASES
    return cases


def case_of(title: str) -> Case:
    """The case of that title."""
    stage = title.split(":")[0]
    return next(case for case in cases_of(stage) if case.title == title)


def inputs() -> dict[str, Input]:
    """All inputs by name."""
    made = [one for module in _INPUTS for one in import_module(f"benchmarks.inputs.{module}").INPUTS]
    return {one.name: one for one in made}


def in_order(wanted: tuple[str, ...], among: dict[str, Input]) -> list[str]:
    """Inputs and all they are made from, each after what it needs."""
    ordered: dict[str, None] = {}
    for name in wanted:
        ordered.update(dict.fromkeys(in_order(among[name].needs, among)))
        ordered[name] = None
    return list(ordered)
