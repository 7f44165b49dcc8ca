"""What the columns of marts and history tables are called and mean, read from the notes beside the SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

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
class Report:
    """A mart, and what its figures are made of.

    Attributes:
        name: its name.
        feeds: the feeds whose records it reads; none where each row names its own in a column `feed`.
        counts: what a row counts: records as history knew them, or the deliveries themselves that its columns name.
        supplier: who delivered what a row is made of, as a pattern over its columns; None when all suppliers did.
        through: the mart each indicator is taken from, where it is taken from one.
        columns: its columns in order.
    """

    name: str
    feeds: tuple[str, ...]
    counts: Counted
    supplier: str | None
    through: Mapping[str, str]
    columns: tuple[MartColumn, ...]


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
        columns=_columns(facts),
    )


@cache
def history_columns(validity: str) -> tuple[MartColumn, ...]:
    """The columns every published history table has beside its feed's own; `validity` is the type of its days."""
    columns = _columns(_facts("history"))
    return tuple(
        MartColumn(one.name, validity if one.type == "VALIDITY" else one.type, one.name_vi, one.meaning)
        for one in columns
    )


def _facts(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


def _columns(facts: dict[str, Any]) -> tuple[MartColumn, ...]:
    return tuple(MartColumn(name, *told) for name, told in facts["columns"].items())
