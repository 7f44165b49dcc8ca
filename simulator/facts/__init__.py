"""Facts of the real city that only the made-up one needs, as tables beside this file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FACTS = Path(__file__).resolve().parent
"""The folder of these tables."""

REFERENCE = FACTS.parents[1] / "pipelines" / "reference"
"""The folder of the city's own reference tables."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a small table of facts."""
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Wire:
    """How some suppliers send a feed.

    Attributes:
        feed: the feed.
        kind: `snapshot`, `changes` or `events`.
        transport: `http`, `sql`, or the kind of file: `csv_utf8`, `csv_tcvn3`, `xlsx`, `jsonl`.
        place: the path of a service, the table of a database, or how the names of files begin.
        suppliers: who sends it like this.
        titles: what its fields are called, in their order; empty for the feeds whose sending is written out by hand.
        numbers: those of them that are number cells in a workbook.
        first_day: the first business day it is sent like this, None for always.
        last_day: the last one, None for ever.
        weekday: the ISO weekday it is sent for, None for every day.
    """

    feed: str
    kind: str
    transport: str
    place: str
    suppliers: tuple[str, ...]
    titles: tuple[str, ...]
    numbers: frozenset[str]
    first_day: date | None
    last_day: date | None
    weekday: int | None

    def is_sent_on(self, day: date) -> bool:
        """Whether a delivery of that business day is due."""
        is_in_time = (self.first_day or day) <= day <= (self.last_day or day)
        return is_in_time and self.weekday in (None, day.isoweekday())


@cache
def wires() -> tuple[Wire, ...]:
    """Every feed as it is sent, a supplier's main feed before its others."""
    return tuple(_wire(row) for row in rows("feeds"))


def wires_of(supplier: str) -> tuple[Wire, ...]:
    """The feeds of a supplier, its main feed first."""
    found = [wire for wire in wires() if supplier in wire.suppliers]
    return tuple(sorted(found, key=lambda wire: bool(wire.titles)))


def folders(first: date, last: date) -> tuple[str, ...]:
    """Every supplier that puts files into a drop folder on some day of a window."""
    files = [
        wire
        for wire in wires()
        if wire.transport not in {"http", "sql"}
        and (wire.first_day or first) <= last
        and first <= (wire.last_day or last)
    ]
    return tuple(sorted({supplier for wire in files for supplier in wire.suppliers}))


def drop_folders() -> dict[str, str]:
    """The kind of file in which each one-stop desk drops its dossiers, by supplier."""
    dossiers = [wire for wire in wires() if wire.feed == "procedures.dossier"]
    return {supplier: wire.transport for wire in dossiers for supplier in wire.suppliers}


def _wire(row: dict[str, str]) -> Wire:
    written = row["titles"].split("|") if row["titles"] else []
    titles = tuple(title.partition(":")[0] for title in written)
    numbers = frozenset(title for title, typed in zip(titles, written, strict=True) if typed.endswith(":number"))
    suppliers = communes() if row["suppliers"] == "communes" else tuple(row["suppliers"].split())
    first, last = (date.fromisoformat(row[name]) if row[name] else None for name in ("first_day", "last_day"))
    weekday = int(row["weekday"]) if row["weekday"] else None
    sent = row["feed"], row["kind"], row["transport"], row["place"]
    return Wire(*sent, suppliers, titles, numbers, first, last, weekday)


def communes() -> tuple[str, ...]:
    """The service centres of the communes there are from July 2025 on, as suppliers."""
    with (REFERENCE / "hanoi_communes_from_2025-07-01.csv").open(encoding="utf-8", newline="") as file:
        return tuple(f"x{row['ward_code']}" for row in csv.DictReader(file))
