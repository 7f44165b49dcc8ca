"""How one supplier, or one kind of file, writes a feed: facts in YAML, so that a new supplier is no Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import yaml

from pipelines.errors import ContractFailure
from pipelines.yaml_file import read_yaml

Gives = Literal["dated", "present_only"]
Format = Literal["csv", "xlsx", "jsonl", "http_pages", "sql"]

OTHER_SOURCES = ("precision",)
"""Options of a mapping that name a further title of the supplier's."""


@dataclass(frozen=True)
class ColumnMapping:
    """Where a contract column comes from and how its text becomes the city's own.

    Attributes:
        column: the contract column.
        source: the supplier's title or key (`from:`), None for a constant.
        op: the name of a conforming operation (`as:`).
        options: everything else written beside it.
    """

    column: str
    source: str | None
    op: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Layout:
    """One way of writing a feed.

    Attributes:
        feed: the feed it writes.
        name: the layout's name, unique within the feed.
        suppliers: who delivers like this.
        gives: whether the supplier can still give any past day (`dated`) or only its present state.
        format: which reader reads it.
        options: the block of that format (encoding, delimiter, sheet, url path …), read by extractor and reader.
        columns: one mapping for each contract column.
        first_on: the first business day that is written like this; None when it has always been.
        last_on: the last such day, included; None while there is no end.
    """

    feed: str
    name: str
    suppliers: tuple[str, ...]
    gives: Gives
    format: Format
    options: Mapping[str, Any]
    columns: tuple[ColumnMapping, ...]
    first_on: date | None = None
    last_on: date | None = None

    def is_for(self, day: date) -> bool:
        """Whether a business day is one of its days."""
        first, last = self._span
        return first <= day <= last

    def overlaps(self, other: Layout) -> bool:
        """Whether there is a day for which both are."""
        return self.is_for(other._span[0]) or other.is_for(self._span[0])

    @property
    def _span(self) -> tuple[date, date]:
        return self.first_on or date.min, self.last_on or date.max

    @property
    def sources(self) -> tuple[str, ...]:
        """The supplier's titles the mapping needs, each once, in order of first use."""
        named = ((m.source, *(m.options.get(option) for option in OTHER_SOURCES)) for m in self.columns)
        return tuple(dict.fromkeys(str(source) for sources in named for source in sources if source is not None))


def read_layout(path: Path, feed: str) -> Layout:
    """The layout a file describes.

    Raises:
        ContractFailure: a part is missing, unknown or of the wrong shape.
    """
    try:
        facts = read_yaml(path)
        return _layout(facts, feed)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as reason:
        raise ContractFailure(
            f"The layout cannot be read: {type(reason).__name__}: {reason}.",
            where=str(path),
            next_step="Compare it with another layout of the same feed.",
        ) from reason


def _layout(facts: dict[str, Any], feed: str) -> Layout:
    unknown = set(facts) - {"name", "suppliers", "days", "gives", "format", "columns", *get_args(Format)}
    if unknown:
        raise ValueError(f"unknown part {', '.join(sorted(unknown))}")
    if facts["gives"] not in get_args(Gives):
        raise ValueError(f"gives is {facts['gives']!r}, not one of {', '.join(get_args(Gives))}")
    if facts["format"] not in get_args(Format):
        raise ValueError(f"format is {facts['format']!r}, not one of {', '.join(get_args(Format))}")
    suppliers = tuple(str(name) for name in facts["suppliers"])
    if not suppliers:
        raise ValueError("no supplier is named")
    first_on, last_on = _days(facts["days"]) if "days" in facts else (None, None)
    return Layout(
        feed=feed,
        name=facts["name"],
        suppliers=suppliers,
        gives=facts["gives"],
        format=facts["format"],
        options=MappingProxyType(dict(facts.get(facts["format"]) or {})),
        columns=tuple(_mapping(column, block) for column, block in facts["columns"].items()),
        first_on=first_on,
        last_on=last_on,
    )


def _days(block: object) -> tuple[date | None, date | None]:
    if not isinstance(block, dict) or not block or set(block) - {"from", "until"}:
        raise ValueError("days holds something else than from and until")
    first, last = (date.fromisoformat(str(block[end])) if end in block else None for end in ("from", "until"))
    if first and last and last < first:
        raise ValueError(f"days end on {last}, before they begin on {first}")
    return first, last


def _mapping(column: str, block: dict[str, Any]) -> ColumnMapping:
    options = {key: value for key, value in block.items() if key not in {"from", "as"}}
    source = block.get("from")
    return ColumnMapping(column, None if source is None else str(source), block["as"], MappingProxyType(options))
