"""Report: the pages and tables of a publication, of one night and of 89."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.inputs.nights import GAP
from benchmarks.inputs.warehouses import published_city
from benchmarks.model import Case, Found, Job, Place, Prepare
from pipelines.publish.report import write_report
from pipelines.publish.report.answer import ask
from pipelines.publish.report.read import SQL, open_published
from pipelines.publish.report.spec import downloads
from warehouse.sql import run_sql

City = Callable[[Place], Path]


def _many_nights(place: Place) -> Path:
    return (place.inputs / GAP / "published" / "current").resolve() / "city.duckdb"


def _pages(city: City) -> Prepare:
    def prepare(place: Place) -> Job:
        return Job(lambda: write_report(city(place), place.room / "report"), lambda: Found(_select(city(place))))

    return prepare


def _bare(city: City) -> Prepare:
    def prepare(place: Place) -> Job:
        return Job(lambda: _ignore(_select(city(place))), lambda: Found(_select(city(place))))

    return prepare


def _ignore(_: int) -> None:
    """The rows were fetched; nothing is done with them."""


def _select(city: Path) -> int:
    """How many rows the report is made of."""
    with open_published(city) as con:
        run_sql(con, "prepare", folder=SQL)
        return sum(len(ask(con, name).rows) for name in downloads())


_BARE_IS = "the report's own SELECTs"

CASES = (
    Case("report", "one night", _pages(published_city), _bare(published_city), _BARE_IS, ("published",), "rows"),
    Case("report", "89 days", _pages(_many_nights), _bare(_many_nights), _BARE_IS, (GAP,), "rows"),
)
