"""What stands behind the figures of a section: how many suppliers of its feeds are loaded, and who is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.publish.report.days import embedded
from pipelines.publish.report.facts import Covered, Facts
from pipelines.publish.report.numbers import Said, day
from pipelines.publish.report.words import word


@dataclass(frozen=True)
class Behind:
    """A feed on the newest day it was due: its name, `45/47`, who is missing, and its day where that is earlier."""

    feed: Said
    figure: str
    note: str
    as_of: Said | None
    is_complete: bool


def behind(feeds: Sequence[str], facts: Facts) -> dict[str, Behind]:
    """Every one of the feeds that was ever due."""
    newest: dict[str, Covered] = {}
    for one in facts.coverage:
        if one.feed in feeds:
            newest[one.feed] = one
    return {feed: _told(one, facts.about.business_day) for feed, one in newest.items()}


def behind_by_day(feeds: Sequence[str], facts: Facts) -> str:
    """The same of every day, for the script: feed, then day, then figure, note and whether it is complete."""
    found: dict[str, dict[str, list[object]]] = {}
    for one in facts.coverage:
        if one.feed in feeds:
            told = [f"{one.loaded}/{one.expected}", one.note or "", one.loaded == one.expected]
            found.setdefault(one.feed, {})[one.business_day.isoformat()] = told
    return embedded(found)


def _told(one: Covered, newest: date) -> Behind:
    return Behind(
        word("feed", one.feed),
        f"{one.loaded}/{one.expected}",
        one.note or "",
        None if one.business_day == newest else day(one.business_day),
        one.loaded == one.expected,
    )
