"""Warehouses in the states a load may find them in."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from benchmarks.inputs.deliveries import CARDS, CITIZENS, DOSSIERS, RUN
from benchmarks.inputs.scratch import stored
from benchmarks.model import DAY, NEXT_DAY, Input, Place
from pipelines.clock import night_of
from pipelines.contract import areas, contract_of
from pipelines.load import load
from pipelines.night.settle import settle
from pipelines.publish.publish import publish
from pipelines.settings import Settings
from warehouse.connection import open_writer


def warehouse(place: Place, state: str) -> Path:
    """The build file in a state: `empty`, `cards`, `cards with a gap`, `citizens`, `settled`."""
    return place.inputs / f"{state}.duckdb"


def own_warehouse(place: Place, state: str) -> Settings:
    """A home of one's own whose build file is a copy of one in that state."""
    settings = place.own
    settings.warehouse_file.parent.mkdir(parents=True)
    shutil.copyfile(warehouse(place, state), settings.warehouse_file)
    return settings


def load_day(settings: Settings, place: Place, feed: str, day: date) -> None:
    """Load one judged day into the warehouse of a home."""
    at = night_of(day)
    with open_writer(settings, "benchmark", at) as con:
        load(con, contract_of(feed), stored(place, "judged", feed, day), at, RUN)


def _grow(place: Place, state: str, feed: str, day: date, into: str) -> None:
    settings = own_warehouse(place, state)
    load_day(settings, place, feed, day)
    shutil.move(settings.warehouse_file, warehouse(place, into))
    shutil.rmtree(settings.home)


def _grown(place: Place) -> None:
    _grow(place, "empty", CARDS, DAY, "cards")
    _grow(place, "cards", CARDS, NEXT_DAY, "cards with a gap")
    _grow(place, "empty", CITIZENS, DAY, "citizens")


def _settled(place: Place) -> None:
    """The first day of the feeds that are judged here, loaded, and all areas settled."""
    settings, at = own_warehouse(place, "empty"), night_of(DAY)
    for feed in (CARDS, CITIZENS, DOSSIERS):
        load_day(settings, place, feed, DAY)
    for area in areas():
        settle(settings, area, DAY, RUN, at)
    shutil.move(settings.warehouse_file, warehouse(place, "settled"))


def _published(place: Place) -> None:
    settings = own_warehouse(place, "settled")
    made = publish(settings, night_of(DAY), RUN)
    if made is None:
        raise SystemExit("nothing was published")
    shutil.copyfile(made.city, published_city(place))


def published_city(place: Place) -> Path:
    """The `city.duckdb` of a publication."""
    return place.inputs / "published.duckdb"


INPUTS = (
    Input("warehouses", _grown, needs=("judged",)),
    Input("settled", _settled, needs=("judged",)),
    Input("published", _published, needs=("settled",)),
)
