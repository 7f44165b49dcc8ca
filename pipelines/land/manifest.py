"""What is known of a landed delivery: one small JSON file each, and the only proof that it landed."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.errors import EngineFailure
from pipelines.settings import Settings

_DELIVERY_ID = re.compile(r"[0-9a-f]{16}")

LARGEST_VERSION = 9_999
"""Whoever writes more digits means something else: an instant, a number of a record, or of a person."""


class ManifestFailure(EngineFailure):
    """The landing zone does not hold what was asked of it, or holds a manifest nobody can read."""

    code = "landing.manifest"


@dataclass(frozen=True)
class Manifest:
    """One delivery as it landed.

    Attributes:
        delivery_id: 16 hex digits, made of feed, supplier, day, version and identity.
        feed: the feed it belongs to.
        supplier: who delivered it.
        business_day: the day it speaks of.
        version: the supplier's number, or landing's where the supplier gives none; from 1 to 9,999.
        bytes: size as received.
        sha256: its identity: of the bytes for files, of the set of records for HTTP and SQL.
        landed_path: where the content lies, relative to the home.
        records_announced: how many records the supplier said there are, where it says so.
        fetched_at: the instant it was fetched, UTC.
        contract_version: the contract it was fetched under.
        layout: the layout it was fetched by.
        origin: where at the supplier it stood: a file name its layout's pattern admits, a table, a URL path.
        is_numbered: whether the version is the supplier's own number; not known, and False, of what landed before
            this was kept.
        items: the JSON path of the records on a page that the identity was made with; empty of everything but pages,
            and of pages that landed before this was kept.
    """

    delivery_id: str
    feed: str
    supplier: str
    business_day: date
    version: int
    bytes: int
    sha256: str
    landed_path: str
    records_announced: int | None
    fetched_at: datetime
    contract_version: str
    layout: str
    origin: str = ""
    is_numbered: bool = False
    items: str = ""

    def to_json(self) -> str:
        """The manifest as its file holds it."""
        facts = asdict(self) | {
            "business_day": self.business_day.isoformat(),
            "fetched_at": self.fetched_at.astimezone(UTC).isoformat(),
        }
        return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest a file holds.

        Raises:
            ValueError, TypeError, KeyError: the text is no manifest.
        """
        facts: dict[str, Any] = json.loads(text)
        facts["business_day"] = date.fromisoformat(facts["business_day"])
        facts["fetched_at"] = datetime.fromisoformat(facts["fetched_at"])
        return cls(**facts)


def is_version(number: int) -> bool:
    """Whether a number can be that of a version."""
    return 1 <= number <= LARGEST_VERSION


def delivery_id_of(feed: str, supplier: str, day: date, version: int, identity: str) -> str:
    """The name of a delivery everywhere: first 16 hex digits of the hash of what makes it that delivery."""
    return sha256(f"{feed}|{supplier}|{day.isoformat()}|{version}|{identity}".encode()).hexdigest()[:16]


def folder_of(settings: Settings, feed: str, day: date, supplier: str) -> Path:
    """Where the manifests of a feed, day and supplier stand."""
    return settings.landing / "manifests" / feed / day.isoformat() / supplier


def manifests(settings: Settings, feed: str, day: date | None = None, supplier: str | None = None) -> list[Manifest]:
    """What landed of a feed, by day, supplier and version.

    A manifest whose version can be none counts as nothing here, so that it stops nobody; `citydb verify` tells of it.

    Raises:
        ManifestFailure: a manifest cannot be read.
    """
    root = settings.landing / "manifests" / feed
    pattern = f"{day.isoformat() if day else '*'}/{supplier or '*'}/*.json"
    found = [_read(path) for path in root.glob(pattern)]
    return sorted((m for m in found if is_version(m.version)), key=lambda m: (m.business_day, m.supplier, m.version))


def manifest(settings: Settings, delivery_id: str) -> Manifest:
    """The manifest of a delivery.

    Raises:
        ManifestFailure: no such delivery landed.
    """
    if _DELIVERY_ID.fullmatch(delivery_id):
        for path in (settings.landing / "manifests").glob(f"*/*/*/{delivery_id}.json"):
            return _read(path)
    raise ManifestFailure(
        "No delivery of that id landed.",
        where=str(settings.landing),
        next_step="An id has 16 hex digits; `citydb ledger` lists them.",
    )


def _read(path: Path) -> Manifest:
    try:
        return Manifest.from_json(path.read_text(encoding="utf-8"))
    except (ValueError, TypeError, KeyError) as reason:
        raise ManifestFailure(
            f"A manifest cannot be read: {type(reason).__name__}.",
            where=str(path),
            next_step="Restore it from the backup of the landing zone, or remove it and let the delivery be fetched.",
        ) from reason
