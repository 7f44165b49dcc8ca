"""What the columns of marts and history tables are called and mean, read from the notes beside the SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipelines.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent

Counted = Literal["records", "deliveries", "columns"]


@dataclass(frozen=True)
class MartColumn:
    """A column of a published table: name, DuckDB type, Vietnamese name and meaning."""

    name: str
    type: str
    name_vi: str
    meaning: str


@dataclass(frozen=True)
class Withheld:
    """What of a mart of people is withheld where few are counted; how, `withhold.sql` tells.

    Attributes:
        row: the column that names the rows of the table the mart is; `all` is their total.
        column: the column that names its columns; `all` is their total. None where the table is one of rows alone.
        parts: the disjoint counts a cell consists of, columns of the mart's SELECT.
        figures: the columns that a withheld cell leaves empty.
        zero_tells: whether a part nobody is in tells of people too.
        total_is_shown: whether the city's total is published however small its parts are.
    """

    row: str
    column: str | None
    parts: tuple[str, ...]
    figures: tuple[str, ...]
    zero_tells: bool
    total_is_shown: bool


@dataclass(frozen=True)
class Report:
    """A mart, and what its figures are made of.

    Attributes:
        name: its name.
        feeds: the feeds whose records it reads itself; with a column `feed` each row names those it is made of.
        counts: what a row counts: records as history knew them, or the deliveries themselves that its columns name.
        supplier: who delivered what a row is made of, as a pattern over its columns; None when all suppliers did.
        through: the mart each indicator is taken from, where it is taken from one.
        withheld: what is withheld of it where few people are counted; None where it counts no people by attributes.
        columns: its columns in order.
    """

    name: str
    feeds: tuple[str, ...]
    counts: Counted
    supplier: str | None
    through: Mapping[str, str]
    withheld: Withheld | None
    columns: tuple[MartColumn, ...]

    @property
    def has_feed_by_row(self) -> bool:
        """Whether each row names the feeds it is made of."""
        return any(column.name == "feed" for column in self.columns)


@cache
def report(name: str) -> Report:
    """The mart of that name, as `<name>.yaml` describes it."""
    facts = _facts(name)
    return Report(
        name=name,
        feeds=tuple(facts["feeds"]),
        counts=facts["counts"],
        supplier=facts.get("supplier"),
        through=facts.get("through", {}),
        withheld=_withheld(facts["withheld"]) if "withheld" in facts else None,
        columns=_columns(facts),
    )


@cache
def history_columns(names: tuple[str, ...], validity: str) -> tuple[MartColumn, ...]:
    """The columns of these names of a published history table; `validity` is the type of its days."""
    columns = {one.name: one for one in _columns(_facts("history"))}
    return tuple(
        MartColumn(one.name, validity if one.type == "VALIDITY" else one.type, one.name_vi, one.meaning)
        for one in map(columns.__getitem__, names)
    )


def _facts(name: str) -> dict[str, Any]:
    return dict(read_yaml(FOLDER / f"{name}.yaml"))


def _columns(facts: dict[str, Any]) -> tuple[MartColumn, ...]:
    return tuple(MartColumn(name, *told) for name, told in facts["columns"].items())


def _withheld(facts: dict[str, Any]) -> Withheld:
    return Withheld(
        row=facts["row"],
        column=facts.get("column"),
        parts=tuple(facts["parts"]),
        figures=tuple(facts["figures"]),
        zero_tells=facts.get("zero_tells", False),
        total_is_shown=facts.get("total_is_shown", False),
    )
