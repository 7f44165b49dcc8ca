"""Scratch databases as each stage leaves them for the next: read, conformed, judged."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.inputs.deliveries import CARDS, CITIZENS, DOSSIERS, delivery, run_dir
from benchmarks.inputs.files import LARGE_DAY, large_file, layout_named
from benchmarks.model import DAY, LATE_DAY, NEXT_DAY, Input, Place
from expectations import record_rules
from pipelines.clock import night_of
from pipelines.conform import conform
from pipelines.contract import Contract, contract_of, layout_of, layouts_of
from pipelines.land import Manifest, manifests
from pipelines.read import read_delivery
from pipelines.validate import prepare
from pipelines.validate.inputs import announce, hand_over
from pipelines.validate.names import names_of
from warehouse.session import session

LARGE = "csv_utf8"
"""The layout whose large file stands for dossiers where many records are wanted."""


def stored(place: Place, stage: str, feed: str, day: date = DAY) -> Path:
    """Where the scratch database of a feed and day stands as a stage left it."""
    return place.inputs / f"{feed}.{day}.{stage}.duckdb"


def read_into(con: duckdb.DuckDBPyConnection, place: Place, found: list[Manifest]) -> None:
    """What stands before conforming: the deliveries announced and read."""
    announce(con, found)
    for one in found:
        read_delivery(con, place.settings, one, layout_of(one.feed, one.supplier))


def _read(place: Place) -> None:
    deliveries = {
        stored(place, "read", CITIZENS): [delivery(place.settings, CITIZENS)],
        stored(place, "read", CARDS): [delivery(place.settings, CARDS)],
        stored(place, "read", DOSSIERS): manifests(place.settings, DOSSIERS, DAY),
        stored(place, "read", DOSSIERS, LARGE_DAY): [large_file(place.settings, LARGE)],
    }
    for path, found in deliveries.items():
        with session(place.settings, path) as con:
            read_into(con, place, found)


def _conformed(place: Place) -> None:
    for feed in (CITIZENS, CARDS, DOSSIERS):
        path = stored(place, "conformed", feed)
        path.write_bytes(stored(place, "read", feed).read_bytes())
        with session(place.settings, path) as con:
            conform(con, contract_of(feed), layouts_of(feed))
            _keep_conditions(con, place, contract_of(feed))


def _keep_conditions(con: duckdb.DuckDBPyConnection, place: Place, contract: Contract) -> None:
    """What Great Expectations compiles the rules to, so that the scan can be measured without it."""
    from expectations.inspection import inspection

    names = names_of(con, contract)
    hand_over(con, contract, run_dir(place.settings, contract.feed))
    with inspection(con, "conformed", record_rules(contract, names.traced), row_name="position") as asked:
        told = json.dumps(asked.conditions())
    (place.inputs / f"{contract.feed}.conditions.json").write_text(told, encoding="utf-8")


def _judged(place: Place) -> None:
    wanted = {CARDS: (DAY, LATE_DAY, NEXT_DAY), CITIZENS: (DAY, LATE_DAY), DOSSIERS: (DAY,)}
    for feed, day in ((feed, day) for feed, days in wanted.items() for day in days):
        found = manifests(place.settings, feed, day)
        made = prepare(place.settings, feed, found, run_dir(place.settings, feed), night_of(day))
        made.rename(stored(place, "judged", feed, day))


INPUTS = (
    Input("read", _read, needs=("landed", "large files")),
    Input("conformed", _conformed, needs=("read",)),
    Input("judged", _judged, needs=("more days",)),
)

__all__ = ["INPUTS", "LARGE", "LARGE_DAY", "layout_named", "read_into", "stored"]
