"""The steps between what is due and the settlement: ask a supplier, validate an area, load a feed."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from pipelines import extract
from pipelines.contract import contract_of, feeds_of
from pipelines.extract.model import Errand, Outcome
from pipelines.land.manifest import Manifest, manifests
from pipelines.load import Loaded
from pipelines.load import load as load_feed
from pipelines.night.model import run_folder
from pipelines.settings import Settings
from warehouse.connection import open_writer


def collect(settings: Settings, area: str, day: date, run_id: str, errand: Errand, at: datetime) -> Outcome:
    """What one supplier gave for the days of an errand; kept in the run's folder for the settlement."""
    outcome = extract.collect(settings, errand, at)
    folder = run_folder(settings, area, day, run_id) / "outcomes"
    folder.mkdir(exist_ok=True, mode=0o700)
    (folder / f"{errand.feed}.{errand.supplier}.json").write_text(outcome.to_json(), encoding="utf-8")
    return outcome


def validate(settings: Settings, area: str, day: date, run_id: str, at: datetime) -> list[str]:
    """Read, conform and validate everything of the area that landed and is not in the ledger.

    Returns:
        The feeds that now have a scratch database to load, sorted.
    """
    folder = run_folder(settings, area, day, run_id)
    ready = []
    for feed in feeds_of(area):
        found = undecided(settings, feed, folder)
        if found:
            from pipelines.validate import prepare

            prepare(settings, feed, found, folder, at)
            ready.append(feed)
    return ready


def load(settings: Settings, feed: str, day: date, run_id: str, at: datetime) -> tuple[Loaded, ...]:
    """Enter a validated feed into the warehouse.

    Raises:
        EngineFailure: the load does not add up; nothing was changed.
        WarehouseHeld: another writer did not let go.
    """
    area = feed.split(".")[0]
    scratch = run_folder(settings, area, day, run_id) / f"{feed}.duckdb"
    with open_writer(settings, f"load of {feed} for {day}", at) as con:
        return load_feed(con, contract_of(feed), scratch, at, run_id)


def undecided(settings: Settings, feed: str, folder: Path) -> list[Manifest]:
    """What landed for the run's days and has not been decided: this night's, and what a dead process left behind."""
    facts = json.loads((folder / "known.json").read_text(encoding="utf-8"))
    known = set(facts["known"])
    window = [date.fromisoformat(day) for day in facts["window"]]
    found = [manifest for day in window for manifest in manifests(settings, feed, day)]
    return [manifest for manifest in found if manifest.delivery_id not in known]
