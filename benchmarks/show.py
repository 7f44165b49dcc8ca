"""The table at the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Comparison, Spread

_REMARKABLE = 3.0
"""From this ratio on a figure is set in bold: there something is to be gained."""


def show(compared: Sequence[Comparison], console: Console) -> None:
    """Print one line per case, in sections by stage."""
    table = Table(title="Each stage beside the same work as bare SQL", box=SIMPLE_HEAD)
    table.add_column("")
    for heading in ("records", "a second", "CPU s", "peak MB", "bare CPU s", "ratio"):
        table.add_column(heading, justify="right", no_wrap=True)
    for stage, cases in groupby(compared, key=lambda one: one.case.stage):
        table.add_section()
        table.add_row(f"[bold]{stage}[/bold]")
        for one in cases:
            table.add_row(*_line(one))
    console.print(table)


def _line(one: Comparison) -> list[str]:
    unit = "" if one.case.unit == "records" else f" {one.case.unit}"
    return [
        one.case.name,
        f"{one.ours.records:,}{unit}",
        f"{one.per_second:,.0f}",
        _seconds(one.ours.cpu_seconds),
        f"{one.ours.peak_mb.median:,.0f}",
        _seconds(one.bare.cpu_seconds) if one.bare else "",
        _ratio(one.ratio),
    ]


def _seconds(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.least:.2f}–{spread.most:.2f})"


def _ratio(ratio: float | None) -> str:
    if ratio is None:
        return ""
    told = f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"
    return f"[bold]{told}[/bold]" if ratio >= _REMARKABLE else told
