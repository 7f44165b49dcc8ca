"""What the page says, as it stands in a published `city.duckdb`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class About:
    """Which publication this is."""

    name: str
    business_day: date
    made_at: datetime
    run_id: str
    fingerprint: str


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
class Delivered:
    """All that a supplier owed of a feed, counted."""

    feed: str
    supplier: str
    name_vi: str
    name_en: str
    due: int
    arrived: int
    late: int
    missing: int
    refused: int
    received: int | None
    unreadable: int | None
    duplicate: int | None
    quarantined: int | None
    loaded: int | None
    open_items: int | None


@dataclass(frozen=True)
class Broken:
    """A rule and the records that broke it."""

    feed: str
    rule_id: str
    severity: str
    reason_vi: str | None
    reason_en: str | None
    records: int
    suppliers: int


@dataclass(frozen=True)
class BrokenBySupplier:
    """A rule and the records of one supplier that broke it."""

    feed: str
    supplier: str
    name_vi: str
    rule_id: str
    severity: str
    reason_vi: str | None
    reason_en: str | None
    records: int


@dataclass(frozen=True)
class Matched:
    """Insurance cards of a district, an object group or the city; no counts where they are withheld."""

    code: str
    name_vi: str
    name_en: str
    cards: int | None
    matched: int | None
    share: float | None
    is_withheld: bool


@dataclass(frozen=True)
class MatchedCell:
    """Insurance cards of one object group in one district."""

    as_of: date
    district_code: str
    district_name: str
    group_code: str
    group_name: str
    cards: int | None
    matched: int | None
    share: float | None
    is_withheld: bool


@dataclass(frozen=True)
class Punctual:
    """Dossiers of a district or a field since the year began, or of the whole city on a day."""

    code: str
    name: str
    received: int
    finished: int
    early: int
    on_time: int
    late: int
    processing: int
    processing_late: int
    paused: int
    share: float | None


@dataclass(frozen=True)
class PunctualCell:
    """Dossiers of one field in one district: flows from `since` to `until`, stocks at the end of `until`."""

    since: date
    until: date
    district_code: str
    district_name: str
    field: str
    received: int
    finished: int
    early: int
    on_time: int
    late: int
    processing: int
    processing_late: int
    paused: int
    share: float | None


@dataclass(frozen=True)
class Explained:
    """A published column and its meaning."""

    schema_name: str
    table_name: str
    column_name: str
    type: str
    name_vi: str | None
    meaning: str | None
    classification: str | None
    feed: str | None


@dataclass(frozen=True)
class Facts:
    """All of it."""

    about: About
    indicators: tuple[Indicator, ...]
    settled: tuple[Settled, ...]
    owed: tuple[Owed, ...]
    delivered: tuple[Delivered, ...]
    broken: tuple[Broken, ...]
    broken_by_supplier: tuple[BrokenBySupplier, ...]
    cards_by_district: tuple[Matched, ...]
    cards_by_group: tuple[Matched, ...]
    cards_of_the_city: tuple[Matched, ...]
    card_cells: tuple[MatchedCell, ...]
    dossiers_by_district: tuple[Punctual, ...]
    dossiers_by_field: tuple[Punctual, ...]
    dossiers_by_day: tuple[Punctual, ...]
    dossier_cells: tuple[PunctualCell, ...]
    dictionary: tuple[Explained, ...]
