"""What a publication is: its name, its day and its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{3,})")


@dataclass(frozen=True)
class Publication:
    """One publication on the shelf.

    Attributes:
        name: `<business day>-<sequence>`, e.g. `2024-01-16-001`.
        day: the business day it shows.
        folder: where its files are.
    """

    name: str
    day: date
    folder: Path

    @property
    def order(self) -> tuple[date, int]:
        """What publications are sorted by: day, then sequence."""
        return self.day, int(self.name.rsplit("-", 1)[1])

    @property
    def city(self) -> Path:
        """Marts, ledger, quality, dictionary and reference; free of identifiers."""
        return self.folder / "city.duckdb"

    @property
    def core(self) -> Path:
        """Pseudonymised records and their history; the two newest publications have it."""
        return self.folder / "core.duckdb"

    @property
    def report(self) -> Path:
        """The report's first page; the others and the tables stand beside it."""
        return self.folder / "report" / "index.html"


@dataclass(frozen=True)
class About:
    """What a publication says of itself in `publication.about`.

    Attributes:
        name: its name.
        business_day: the day it shows.
        made_at: the instant it was asked for.
        run_id: the run that made it.
        person_key_fingerprint: by which key its pseudonyms were made.
        fingerprint: of everything it was made from.
    """

    name: str
    business_day: date
    made_at: datetime
    run_id: str
    person_key_fingerprint: str
    fingerprint: str


def name_of(day: date, sequence: int) -> str:
    """The name of a publication."""
    return f"{day.isoformat()}-{sequence:03d}"


def publication_in(folder: Path) -> Publication | None:
    """The publication a folder's name speaks of, or None when it is no such name."""
    match = _NAME.fullmatch(folder.name)
    if match is None:
        return None
    try:
        return Publication(folder.name, date.fromisoformat(match[1]), folder)
    except ValueError:
        return None
