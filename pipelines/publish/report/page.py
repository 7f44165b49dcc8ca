"""A page of the report: answers, templates, style and script joined into one file that asks no other host."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.publish.report.answer import Answer
from pipelines.publish.report.bands import BANDS
from pipelines.publish.report.behind import behind, behind_by_day
from pipelines.publish.report.coverage import coverage
from pipelines.publish.report.days import payload
from pipelines.publish.report.definitions import all_definitions, definitions_of
from pipelines.publish.report.drawings.commune_map import CommuneMap, commune_map
from pipelines.publish.report.drawings.lines import Lines, lines
from pipelines.publish.report.drawings.tiles import Tiles, tiles
from pipelines.publish.report.facts import Facts
from pipelines.publish.report.highlights import highlights
from pipelines.publish.report.numbers import day, instant, number, share, weekday
from pipelines.publish.report.scorecard import figures
from pipelines.publish.report.spec import Block, Page, Section, pages
from pipelines.publish.report.table import Table
from pipelines.publish.report.tabulate import tabulate
from pipelines.publish.report.words import word

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Shown:
    """A block as it is drawn; parts of their own have neither table nor drawing.

    Attributes:
        block: what it is.
        table: its rows.
        drawing: what is drawn of them.
        days: the rows of every day, for the script.
    """

    block: Block
    table: Table | None = None
    drawing: Lines | Tiles | CommuneMap | None = None
    days: str = ""

    @property
    def has_rows(self) -> bool:
        """Whether it has a row on any day, be it a total alone."""
        is_of_days = bool(self.days) and '"days":{}' not in self.days
        return bool(self.table and (self.table.rows or self.table.totals or is_of_days))


@dataclass(frozen=True)
class ShownSection:
    """A section with its blocks, beside each other where they are halves."""

    section: Section
    rows: tuple[tuple[Shown, ...], ...]
    is_empty: bool
    is_by_day: bool


def page_text(page: Page, facts: Facts, answers: Mapping[str, Answer]) -> str:
    """The whole page as HTML; the same facts always give the same text."""
    style, script = _asset("page.css"), _asset("page.js")
    stated = {one.indicator: one.stated_value for one in facts.indicators}
    sections = [_section(section, answers, stated) for section in page.sections]
    days = sorted({one.business_day for one in facts.coverage}, reverse=True)
    is_by_day = any(one.is_by_day for one in sections)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            pages=pages(),
            sections=sections,
            days=[day(one) for one in days] if is_by_day else [],
            about=facts.about,
            campaign=facts.campaign,
            day=day(facts.about.business_day),
            weekday=weekday(facts.about.business_day),
            made_at=instant(facts.about.made_at),
            coverage=coverage(facts),
            behind=behind(page.feeds, facts),
            behind_by_day=behind_by_day(page.feeds, facts) if is_by_day else "",
            highlights=highlights(facts),
            figures=figures(facts),
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def _section(section: Section, answers: Mapping[str, Answer], stated: Mapping[str, float | None]) -> ShownSection:
    shown = [_shown(block, answers, stated) for block in section.blocks]
    rows: list[list[Shown]] = []
    for one in shown:
        if one.block.is_half and rows and rows[-1][-1].block.is_half and len(rows[-1]) == 1:
            rows[-1].append(one)
        else:
            rows.append([one])
    counted = [bool(answers[block.name].rows) for block in section.blocks if block.kind != "part"]
    return ShownSection(
        section,
        tuple(tuple(row) for row in rows),
        is_empty=bool(section.empty.vi) and not any(counted),
        is_by_day=any(block.is_by_day for block in section.blocks),
    )


def _shown(block: Block, answers: Mapping[str, Answer], stated: Mapping[str, float | None]) -> Shown:
    if block.kind == "part":
        return Shown(block)
    answer = answers[block.name]
    own = stated.get(block.stated)
    table = tabulate(block, answer, None if own is None else own / 100)
    if block.kind == "table":
        return Shown(block, table, days=payload(block, answer) if block.is_by_day else "")
    return Shown(block, table, _drawing(block, answer))


def _drawing(block: Block, answer: Answer) -> Lines | Tiles | CommuneMap:
    if block.kind == "lines":
        return lines(block, answer)
    return tiles(block, answer) if block.kind == "tiles" else commune_map(answer)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        definitions_of=definitions_of, all_definitions=all_definitions, word=word, number=number, share=share,
        the_day=day, bands=BANDS,
    )  # fmt: skip
    return environment


def _asset(name: str) -> str:
    return (FOLDER / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
