"""What the page says, as it stands in a published `city.duckdb`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class About:
    """Which publication this is, and the day since which there are no districts on its own."""

    name: str
    business_day: date
    made_at: datetime
    run_id: str
    fingerprint: str
    no_districts_since: date | None


@dataclass(frozen=True)
class Indicator:
    """A row of the scorecard; `value` and `stated_value` are in `unit`."""

    indicator: str
    label_vi: str
    label_en: str
    value: float | None
    denominator: float | None
    share: float | None
    unit: str | None
    as_of: date | None
    coverage: str | None
    feed: str | None
    stated_value: float | None
    stated_on: date | None
    note: str | None


@dataclass(frozen=True)
class Settled:
    """How an area ended the night; a note on a settled area says what broke."""

    area: str
    is_settled: bool
    note: str | None


@dataclass(frozen=True)
class Owed:
    """What a supplier owed for a day, and what became of it."""

    feed: str
    supplier: str
    name_vi: str
    name_en: str
    business_day: date
    state: str
    received: int | None
    quarantined: int | None
    reason: str | None


@dataclass(frozen=True)
class Trend:
    """A figure of the scorecard on the days of which the publication holds it, in its unit."""

    indicator: str
    days: list[date]
    values: list[float]


@dataclass(frozen=True)
class Campaign:
    """What the source says of the campaign of 60 days and nights; `first_day` is the one figures are held against."""

    name_vi: str
    name_en: str
    length_days: int
    starts_on: date | None
    ends_on: date | None
    note: str | None
    first_day: date | None


@dataclass(frozen=True)
class Covered:
    """How many suppliers owed a feed for a day, how many are loaded, and who is not."""

    business_day: date
    feed: str
    expected: int
    loaded: int
    note: str | None


@dataclass(frozen=True)
class Facts:
    """What pages say in words; their tables are answers of statements."""

    about: About
    indicators: tuple[Indicator, ...]
    settled: tuple[Settled, ...]
    owed: tuple[Owed, ...]
    trends: tuple[Trend, ...]
    campaign: Campaign | None
    coverage: tuple[Covered, ...]
