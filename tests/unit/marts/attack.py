"""Somebody who knows only what is published tries to find out what is not: by solving the sums of the table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog


@dataclass(frozen=True)
class Cell:
    """A published cell; the figure of a withheld one is None."""

    district: str
    group: str
    figure: int | None


@dataclass(frozen=True)
class Found:
    """What the sums leave of a withheld cell: it is a whole number from `least` to `most`."""

    district: str
    group: str
    least: int
    most: int


def attack(cells: Sequence[Cell], of: Collection[tuple[str, str]] | None = None) -> list[Found]:
    """The narrowest interval of each withheld cell, or of some, that all published cells and totals allow.

    The sums form a network, so the corners of the polytope are whole numbers and linear programs give exact ends.
    A total none of whose parts are in the table tells nothing.
    """
    hidden = [n for n, cell in enumerate(cells) if cell.figure is None]
    sums = [_sum(cells, "district", one) for one in sorted({cell.district for cell in cells})]
    sums += [_sum(cells, "group", one) for one in sorted({cell.group for cell in cells})]
    sums = [one for one in sums if max(one) > 0]
    known = np.array([cell.figure or 0 for cell in cells], dtype=float)
    equations = np.array(sums)
    wanted = [n for n in hidden if of is None or (cells[n].district, cells[n].group) in of]
    return [_interval(cells, n, equations[:, hidden], -equations @ known, hidden.index(n)) for n in wanted]


def _sum(cells: Sequence[Cell], axis: str, value: str) -> list[int]:
    """One equation: the parts of a line, less its total, are nothing."""
    other = "group" if axis == "district" else "district"
    return [
        0 if getattr(cell, axis) != value else -1 if getattr(cell, other) == "all" else 1 for cell in cells
    ]  # fmt: skip


def _interval(cells: Sequence[Cell], n: int, left: np.ndarray, right: np.ndarray, variable: int) -> Found:
    ends = []
    for direction in (1, -1):
        goal = np.zeros(left.shape[1])
        goal[variable] = direction
        answer = linprog(goal, A_eq=left, b_eq=right, bounds=(0, 10_000_000), method="highs")
        assert answer.status == 0, answer.message
        ends.append(round(answer.x[variable]))
    return Found(cells[n].district, cells[n].group, *ends)
