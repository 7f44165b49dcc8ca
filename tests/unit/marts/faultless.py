"""The marts of a made-up city once more, in plain Python: from what its simulator knows, and from the holiday list."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines.clock import HANOI
from pipelines.reference.tables import FOLDER as REFERENCE

Content = Mapping[str, Any]
Pauses = Mapping[str, timedelta]
"""Dossier → working time it waited for its applicant, as far as its desk told."""

PROCESSING, PAUSED, FINISHED = {2, 4}, {5, 6, 8}, {7, 9, 10}
DESK_HOURS = ((time(7), time(11, 30)), (time(13, 30), time(17)))


@dataclass(frozen=True)
class Truth:
    """What a faultless reader holds after each day: day → feed → records by supplier and key."""

    records: Mapping[date, Mapping[str, Mapping[tuple[str, str], Content]]]

    @classmethod
    def of(cls, home: Path) -> Truth:
        held: dict[date, dict[str, dict[tuple[str, str], Content]]] = defaultdict(lambda: defaultdict(dict))
        path = home / "simulated" / "truth" / "records.parquet"
        for feed, supplier, key, day, content in duckdb.sql(
            "SELECT feed, supplier, record_key, unnest(generate_series(from_day, to_day - 1, INTERVAL 1 DAY))::DATE, "
            f"content FROM '{path}'"
        ).fetchall():
            held[day][feed][supplier, key] = json.loads(content)
        return cls(held)

    def cards(self, day: date) -> dict[tuple[str, str], tuple[int, int]]:
        """(district, payer group) → valid cards and matched cards, with the totals under `all`."""
        living = {
            content["citizen_id"]
            for content in self.records[day]["population.citizen"].values()
            if content["died_on"] is None or date.fromisoformat(content["died_on"]) > day
        }
        cards: Counter[tuple[str, str]] = Counter()
        matched: Counter[tuple[str, str]] = Counter()
        for card in self.records[day]["insurance.card"].values():
            if _day(card["starts_on"], date.min) <= day <= _day(card["ends_on"], date.max):
                cell = _fact("hanoi_communes_until_2024-12-31", "ward_code", "district_code")[card["commune_code"]]
                group = _fact("insurance_object_codes", "object_code", "payer_group")[card["object_code"]]
                for one in ((cell, group), (cell, "all"), ("all", group), ("all", "all")):
                    cards[one] += 1
                    matched[one] += card["citizen_id"] in living
        return {cell: (cards[cell], matched[cell]) for cell in cards}

    def dossiers(self, day: date, newest: date, first: date, pauses: Pauses) -> dict[tuple[str, str], Counter[str]]:
        """(supplier, field) → figures of a day, as known on the evening of `newest`; desks began on `first`."""
        figures: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        known = [one for one in sorted(self.records) if one <= newest]
        for (supplier, code), content in self.records[newest]["procedures.dossier"].items():
            line = figures[
                supplier, _fact("administrative_procedures", "procedure_code", "field")[content["procedure_code"]]
            ]
            lives = [self.records[one]["procedures.dossier"].get((supplier, code)) for one in known]
            was_accepted = any(life and life["status_code"] not in (1, 3) for life in lives)
            line["received"] += was_accepted and _hanoi(content["received_at"]) == day
            promised = promised_day(content, first, pauses.get(code, timedelta(0)))
            if content["status_code"] in FINISHED and _hanoi(content["finished_at"]) == day:
                line["finished"] += 1
                line[_punctuality(day, promised)] += 1
            standing = self.records[day]["procedures.dossier"].get((supplier, code))
            if standing:
                promised = promised_day(standing, first, pauses.get(code, timedelta(0)))
                is_processing = standing["status_code"] in PROCESSING
                line["processing"] += is_processing
                line["processing_late"] += is_processing and promised is not None and promised <= day
                line["paused"] += standing["status_code"] in PAUSED
        return {key: line for key, line in figures.items() if line.total() > 0}


def promised_day(dossier: Content, first: date, waited: timedelta) -> date | None:
    """The record's own promised day, or the one its working hours come to."""
    if dossier["due_at"]:
        return _hanoi(dossier["due_at"])
    received = _instant(dossier["received_at"])
    if dossier["processing_hours"] is None or received.date() < first:
        return None
    left = timedelta(hours=dossier["processing_hours"]) + waited
    for opens, closes in _working_time(received):
        if opens + left <= closes:
            return opens.date()
        left -= closes - opens
    raise AssertionError("the calendar ends")


def working_time_between(start: datetime, end: datetime) -> timedelta:
    """How long the desks were open between two instants."""
    total = timedelta(0)
    for opens, closes in _working_time(start.astimezone(HANOI)):
        if opens >= end:
            return total
        total += min(closes, end) - opens
    raise AssertionError("the calendar ends")


def _working_time(since: datetime) -> Iterator[tuple[datetime, datetime]]:
    for n in range(200):
        day = since.date() + timedelta(days=n)
        if day.weekday() < 5 and day.isoformat() not in _fact("holidays", "day", "name"):
            for opens, closes in DESK_HOURS:
                start, end = datetime.combine(day, opens, HANOI), datetime.combine(day, closes, HANOI)
                if end > since:
                    yield max(start, since), end


def _punctuality(end: date, promised: date | None) -> str:
    if promised is None or promised == end:
        return "on_time"
    return "early" if end < promised else "late"


@cache
def _fact(name: str, key: str, value: str) -> dict[str, str]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {row[key]: row[value] for row in csv.DictReader(lines)}


def _day(text: str | None, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(HANOI)


def _hanoi(text: str) -> date:
    return _instant(text).date()
