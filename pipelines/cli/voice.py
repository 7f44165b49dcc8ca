"""How the program speaks: tables and progress for a person, one JSON document for a machine, errors on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipelines.cli.plain import document_of
from pipelines.clock import HANOI
from pipelines.errors import CityDBError

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for machines.")]

UNBROKEN = 24
"""Ids, days, names and numbers up to this length stay in one line however narrow the terminal is."""

_errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Voice:
    """What one command says.

    Args:
        as_json: say nothing but one JSON document.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.console = Console(highlight=False, soft_wrap=True, quiet=as_json)

    def say(self, text: str) -> None:
        """A line for a person."""
        self.console.print(escape(text))

    def rows(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, numbers: str = "") -> None:
        """A table for a person; `numbers` names the columns that are set to the right."""
        cells = [[shown(value) for value in row] for row in rows]
        aligned = numbers.split()
        table = Table(title=escape(title), title_justify="left", title_style="bold", header_style="bold")
        table.box, table.padding, table.pad_edge = box.SIMPLE_HEAD, (0, 0, 0, 1), False
        for place, column in enumerate(columns):
            longest = max((len(row[place]) for row in cells), default=0)
            table.add_column(
                column.replace("_", " "),
                justify="right" if column in aligned else "left",
                overflow="fold",
                min_width=min(longest, UNBROKEN),
            )
        for row in cells:
            table.add_row(*map(escape, row))
        self.console.print(table)

    def document(self, facts: object) -> None:
        """The JSON document of a command, when that is what was asked for."""
        if self.as_json:
            typer.echo(document_of(facts))

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Bars for long work, drawn only where the output is a terminal."""
        bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            disable=self.as_json or not self.console.is_terminal,
        )
        with bars:
            yield bars

    @contextmanager
    def telling(self) -> Iterator[Teller]:
        """Someone to tell what is being done: one line that changes in a terminal, plain lines elsewhere."""
        if self.as_json or not self.console.is_terminal:
            yield Teller(self, None)
            return
        with self.progress() as bars:
            yield Teller(self, bars)


class Teller:
    """Hears what a long command is doing."""

    def __init__(self, voice: Voice, bars: Progress | None) -> None:
        self._voice = voice
        self._bars = bars
        self._task = bars.add_task("", total=None) if bars else None

    def __call__(self, text: str) -> None:
        """Tell it."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, description=escape(text))
        else:
            self._voice.say(text)


def shown(value: object) -> str:
    """A value as a person reads it: instants in Hanoi's time, thousands set apart, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(HANOI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    return str(value)


def complain(failure: CityDBError) -> None:
    """Tell on stderr what happened, where, and what to do next; as JSON where the command was asked for JSON."""
    if "--json" in sys.argv:
        facts = {"code": failure.code, "what": failure.what, "where": failure.where, "next": failure.next_step}
        typer.echo(json.dumps({"error": facts}, ensure_ascii=False), err=True)
        return
    _errors.print(f"[bold red]✗[/] {escape(failure.what)}")
    if failure.where:
        _errors.print(f"  where  {escape(failure.where)}")
    if failure.next_step:
        _errors.print(f"  next   {escape(failure.next_step)}")
