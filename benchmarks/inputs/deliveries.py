"""Landed deliveries: the first day as the suppliers give it, two more days made of it by SQL."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from benchmarks.model import DAY, LATE_DAY, NEXT_DAY, Input, Place
from benchmarks.sql import run_bare
from pipelines.clock import night_of
from pipelines.contract import areas, contract_of, layout_of
from pipelines.extract.http.layout import page_layout
from pipelines.land import (
    Arrival,
    Content,
    Manifest,
    identity_of_pages,
    identity_of_table,
    land,
    manifests,
    workspace,
)
from pipelines.night.due import due
from pipelines.night.model import run_folder
from pipelines.night.steps import collect
from pipelines.settings import Settings
from warehouse.session import session

RUN = "benchmark"
CITIZENS, CARDS, DOSSIERS = "population.citizen", "insurance.card", "procedures.dossier"
SUPPLIER = {CITIZENS: "bca", CARDS: "bhxh"}
_PAGE = 2_000


def run_dir(settings: Settings, feed: str) -> Path:
    """Where the night of the first day left reference tables and baseline for a feed."""
    return run_folder(settings, feed.split(".")[0], DAY, RUN)


def delivery(settings: Settings, feed: str, day: date = DAY) -> Manifest:
    """The one delivery of a feed that has one supplier."""
    (found,) = manifests(settings, feed, day, SUPPLIER[feed])
    return found


def _landed(place: Place) -> None:
    """The first night up to the landing zone; the warehouse as that night found it is kept aside."""
    for area in areas():
        at = night_of(DAY)
        for errand in due(place.settings, area, DAY, at, RUN):
            outcome = collect(place.settings, area, DAY, RUN, errand, at)
            if outcome.missing:
                raise SystemExit(outcome.missing[0].reason)
    place.inputs.mkdir(exist_ok=True)
    shutil.copyfile(place.settings.warehouse_file, place.inputs / "empty.duckdb")


def _cards(place: Place, day: date) -> None:
    source = place.settings.home / delivery(place.settings, CARDS).landed_path
    with workspace(place.settings) as room, session(place.settings) as con:
        target = room / "content.parquet"
        run_bare(con, f"make_cards_{'late' if day == LATE_DAY else 'next'}", source=str(source))
        con.execute(f"COPY made TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        row = con.execute("SELECT count(*) FROM made").fetchone() or (0,)
        content = Content(target, "parquet", identity_of_table(place.settings, target))
        land(place.settings, _arrival(CARDS, day, row[0]), content)


def _citizens(place: Place) -> None:
    source = place.settings.home / delivery(place.settings, CITIZENS).landed_path
    layout = page_layout(layout_of(CITIZENS, SUPPLIER[CITIZENS]))
    with workspace(place.settings) as room, session(place.settings) as con:
        run_bare(con, "make_citizens_next", pages=f"{source}/page-*.json")
        items = [row[0] for row in con.execute("SELECT item FROM made ORDER BY place").fetchall()]
        folder = room / "pages"
        folder.mkdir()
        pages = list(_write_pages(folder, items))
        content = Content(folder, "pages", identity_of_pages(place.settings, pages, layout.items), layout.items)
        land(place.settings, _arrival(CITIZENS, LATE_DAY, len(items)), content)


def _write_pages(folder: Path, items: list[str]) -> Iterable[Path]:
    for number, offset in enumerate(range(0, len(items), _PAGE), start=1):
        head = json.dumps({"status": 1, "errorCode": 0, "total": len(items), "offset": offset, "limit": _PAGE})
        path = folder / f"page-{number:05d}.json"
        path.write_text(f'{head[:-1]}, "data": [{", ".join(items[offset : offset + _PAGE])}]}}', encoding="utf-8")
        yield path


def _arrival(feed: str, day: date, records: int) -> Arrival:
    layout = layout_of(feed, SUPPLIER[feed])
    return Arrival(
        feed=feed,
        supplier=SUPPLIER[feed],
        business_day=day,
        layout=layout.name,
        contract_version=contract_of(feed).version,
        fetched_at=night_of(day),
        records_announced=records,
        origin="made by SQL",
    )


def _more_days(place: Place) -> None:
    _cards(place, LATE_DAY)
    _cards(place, NEXT_DAY)
    _citizens(place)


INPUTS = (
    Input("landed", _landed, needs=("suppliers",)),
    Input("more days", _more_days, needs=("landed",)),
)
