"""Report: the page of a publication."""

from __future__ import annotations

from benchmarks.inputs.warehouses import published_city
from benchmarks.model import Case, Found, Job, Place
from pipelines.publish.report import write_report
from pipelines.publish.report.read import SQL, open_published


def _page(place: Place) -> Job:
    city = published_city(place)
    return Job(lambda: write_report(city, place.room / "report"), lambda: Found(_select(place)))


def _bare(place: Place) -> Job:
    return Job(lambda: _ignore(_select(place)), lambda: Found(_select(place)))


def _ignore(_: int) -> None:
    """The rows were fetched; nothing is done with them."""


def _select(place: Place) -> int:
    """How many rows the page is made of."""
    with open_published(published_city(place)) as con:
        statements = [path.read_text(encoding="utf-8") for path in sorted(SQL.glob("*.sql"))]
        return sum(len(con.execute(statement).fetchall()) for statement in statements)


CASES = (Case("report", "index.html", _page, _bare, "the page's own SELECTs", ("published",), "rows"),)
