"""Arrivals as a supplier causes them, with little to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.land import Arrival, Landed, land_file
from pipelines.settings import Settings

DAY = date(2024, 1, 15)
AT = datetime(2024, 1, 15, 19, 0, tzinfo=UTC)


def arrival(
    version: int | None = None, *, supplier: str = "d001", day: date = DAY, origin: str | None = None
) -> Arrival:
    """From a file named as districts name it, unless it is said where it stood."""
    numbered = "" if version is None else f"-v{version}"
    return Arrival(
        feed="procedures.dossier",
        supplier=supplier,
        business_day=day,
        layout="csv_utf8",
        contract_version="1.0.0",
        fetched_at=AT,
        version=version,
        origin=origin or f"hoso-{day:%Y%m%d}{numbered}.csv",
    )


def land_text(
    home: Settings,
    text: str,
    version: int | None = None,
    *,
    supplier: str = "d001",
    day: date = DAY,
    origin: str | None = None,
) -> Landed:
    source = home.home / f"source-{supplier}"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text, encoding="utf-8")
    return land_file(home, arrival(version, supplier=supplier, day=day, origin=origin), source, "csv")


def content_of(home: Settings, landed: Landed) -> str:
    return Path(home.home / landed.manifest.landed_path).read_text(encoding="utf-8")
