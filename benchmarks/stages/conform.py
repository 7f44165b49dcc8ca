"""Conform: read records into the city's own columns."""

from __future__ import annotations

from datetime import date

from benchmarks.inputs.deliveries import CARDS, CITIZENS, DOSSIERS
from benchmarks.inputs.files import LARGE_DAY
from benchmarks.inputs.scratch import stored
from benchmarks.model import DAY, Case, Found, Job, Place, Prepare
from benchmarks.sql import count, rows_of, run_bare, scratch
from pipelines.conform import conform
from pipelines.contract import contract_of, layouts_of
from pipelines.validate.names import PLACE
from warehouse.sql import quoted


def _ours(feed: str, day: date) -> Prepare:
    def prepare(place: Place) -> Job:
        con = scratch(place, stored(place, "read", feed, day))
        contract, layouts = contract_of(feed), layouts_of(feed)
        columns = ", ".join(quoted(name) for name in (*PLACE, *(column.name for column in contract.columns)))
        query = f"SELECT {columns} FROM conformed"
        return Job(lambda: conform(con, contract, layouts), lambda: Found(count(con, query), rows_of(con, query)))

    return prepare


def _bare(feed: str, day: date, statement: str) -> Prepare:
    def prepare(place: Place) -> Job:
        con = scratch(place, stored(place, "read", feed, day))

        def work() -> None:
            run_bare(con, "conform_text")
            run_bare(con, statement)

        return Job(work, lambda: Found(count(con, "SELECT * FROM bare"), rows_of(con, "SELECT * FROM bare")))

    return prepare


def _case(name: str, feed: str, day: date, statement: str) -> Case:
    return Case(
        "conform",
        name,
        _ours(feed, day),
        _bare(feed, day, statement),
        "one SELECT of casts, CASE and regexps",
        ("read",),
    )


CASES = (
    _case("citizens", CITIZENS, DAY, "conform_citizens"),
    _case("cards", CARDS, DAY, "conform_cards"),
    _case("dossiers, one large file", DOSSIERS, LARGE_DAY, "conform_dossiers"),
)
