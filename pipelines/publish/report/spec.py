"""What the report consists of: pages of sections of tables and drawings, as `pages/*.yaml` lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.publish.report.numbers import Said
from pipelines.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent

PAGES = ("index", "population", "insurance", "welfare", "procedures", "campaign", "quality", "dictionary")
"""The pages in the order in which they are read."""


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a table: the SELECT's column, what it is called, and how its values are written or drawn."""

    name: str
    title: Said
    kind: str


@dataclass(frozen=True)
class Block:
    """A table or a drawing.

    Attributes:
        kind: `table`, `lines`, `map`, `tiles`, or `part` for a template of its own.
        name: of the statement `sql/<name>.sql`, or of the template; it names the downloads too.
        caption: what it shows.
        columns: from left to right; of `lines` the first is the day.
        is_by_day: whether the rows tell of several days, each with its `business_day`, of which one is shown.
        is_long: whether it scrolls in a frame of its own and has a filter.
        is_half: whether it stands beside the next one.
        is_folded: whether it is shown on request.
        is_by_district: whether it has a row for each district, as long as there are districts.
        key: the legend above it.
        sorted_by: the column the rows come sorted by, `-` before it when descending.
        stated: the indicator whose stated figure a column of dots shows too.
    """

    kind: str
    name: str
    caption: Said
    columns: tuple[ColumnSpec, ...] = ()
    is_by_day: bool = False
    is_long: bool = False
    is_half: bool = False
    is_folded: bool = False
    is_by_district: bool = False
    key: str = ""
    sorted_by: str = ""
    stated: str = ""


@dataclass(frozen=True)
class Section:
    """Part of a page.

    Attributes:
        name: its anchor, and the topic of its definitions.
        title: its heading.
        lede: what stands below the heading.
        empty: what stands in place of its tables while none of them has a row.
        feeds: the feeds whose coverage it names.
        blocks: its tables and drawings.
    """

    name: str
    title: Said
    lede: Said
    empty: Said
    feeds: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A file of the report."""

    name: str
    title: Said
    nav: Said
    sections: tuple[Section, ...]

    @property
    def file(self) -> str:
        """Its name in the folder."""
        return f"{self.name}.html"

    @property
    def blocks(self) -> Iterator[Block]:
        """Its tables and drawings."""
        return (block for section in self.sections for block in section.blocks)

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds whose coverage it names, each once."""
        return tuple(dict.fromkeys(feed for section in self.sections for feed in section.feeds))


@cache
def pages() -> tuple[Page, ...]:
    """Every page of the report."""
    return tuple(_page(name) for name in PAGES)


@cache
def downloads() -> tuple[str, ...]:
    """The names of all tables that can be downloaded."""
    named = [block.name for page in pages() for block in page.blocks if block.kind != "part"]
    return tuple(dict.fromkeys([*named, "project06_scorecard"]))


@cache
def files() -> frozenset[str]:
    """Every file of the report, as a path in its folder."""
    tables = {f"tables/{name}.{ending}" for name in downloads() for ending in ("csv", "xlsx")}
    return frozenset({page.file for page in pages()} | tables)


def said(pair: object) -> Said:
    """A pair of Vietnamese and English; nothing at all as two empty texts."""
    if not pair:
        return Said("", "")
    vietnamese, english = pair if isinstance(pair, list) else (pair, pair)
    return Said(str(vietnamese), str(english))


def _page(name: str) -> Page:
    facts = read_yaml(FOLDER / "pages" / f"{name}.yaml")
    return Page(name, said(facts["title"]), said(facts["nav"]), tuple(map(_section, facts["sections"])))


def _section(facts: Mapping[str, Any]) -> Section:
    return Section(
        name=facts["name"],
        title=said(facts.get("title")),
        lede=said(facts.get("lede")),
        empty=said(facts.get("empty")),
        feeds=tuple(facts.get("feeds", ())),
        blocks=tuple(map(_block, facts["blocks"])),
    )


def _block(facts: Mapping[str, Any]) -> Block:
    (kind,) = {"table", "lines", "map", "tiles", "part"} & set(facts)
    return Block(
        kind=kind,
        name=facts[kind],
        caption=said(facts.get("caption")),
        columns=_columns_of(facts.get("columns", ())),
        is_by_day=facts.get("by_day", False),
        is_long=facts.get("long", False),
        is_half=facts.get("half", False),
        is_folded=facts.get("folded", False),
        is_by_district=facts.get("by_district", False),
        key=facts.get("key", ""),
        sorted_by=facts.get("sorted", ""),
        stated=facts.get("stated", ""),
    )


def _columns_of(references: Sequence[str]) -> tuple[ColumnSpec, ...]:
    """The columns in their order; where one is both drawn and written, what is written is called a share."""
    found = [column(one) for one in references]
    drawn = {one.name for one in found if one.kind == "plot"}
    plain = column("share").title
    return tuple(replace(one, title=plain) if one.name in drawn and one.kind == "share" else one for one in found)


def column(reference: str) -> ColumnSpec:
    """The column that `name` or `name.kind` speaks of; what it is called stands in `columns.yaml`."""
    name, _, kind = reference.partition(".")
    vietnamese, english, usual = _columns()[name]
    return ColumnSpec(name, Said(vietnamese, english), kind or usual)


@cache
def _columns() -> dict[str, tuple[str, str, str]]:
    found = read_yaml(FOLDER / "columns.yaml")
    return {name: (row[0], row[1], row[2] if len(row) > 2 else "count") for name, row in found.items()}
