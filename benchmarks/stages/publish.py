"""Publish: the two database files, and everything from the warehouse to the swap of `current`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from benchmarks.inputs.deliveries import CARDS, CITIZENS, DOSSIERS, RUN
from benchmarks.inputs.warehouses import own_warehouse
from benchmarks.model import DAY, Case, Found, Job, Place, Prepare
from benchmarks.sql import count, rows_of, run_bare
from pipelines.clock import night_of
from pipelines.contract import contract_of
from pipelines.publish.city import write_city
from pipelines.publish.core import write_core
from pipelines.publish.key import PersonKey
from pipelines.publish.publish import publish
from warehouse.session import session

AT: datetime = night_of(DAY)
_KEY = PersonKey(bytes(range(32)))
_HISTORIES = [f"history.{contract_of(feed).table}" for feed in (CARDS, CITIZENS, DOSSIERS)]

_FIGURES = """
    SELECT
        (SELECT (cards, matched) FROM mart.insurance_sync WHERE district_code = 'all' AND object_group = 'all'),
        (SELECT (sum(received), sum(finished)) FROM mart.dossier_on_time)
"""

Write = Callable[[duckdb.DuckDBPyConnection], None]


@contextmanager
def _attached(place: Place, catalog: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, and a new file under a catalog's name."""
    with session(place.own, place.own.warehouse_file) as con:
        con.execute(f"ATTACH '{_file(place, catalog)}' AS {catalog}")
        yield con
        con.execute(f"DETACH {catalog}")


def _file(place: Place, catalog: str) -> Path:
    return place.room / f"{catalog}.duckdb"


def _writing(catalog: str, write: Write, told: Callable[[duckdb.DuckDBPyConnection], str]) -> Prepare:
    def prepare(place: Place) -> Job:
        own_warehouse(place, "settled")

        def work() -> None:
            with _attached(place, catalog) as con:
                write(con)

        def found() -> Found:
            with session(place.own, _file(place, catalog)) as con:
                return Found(_records(place), told(con))

        return Job(work, found)

    return prepare


def _records(place: Place) -> int:
    with session(place.own, place.own.warehouse_file) as con:
        return sum(count(con, f"FROM {table}") for table in _HISTORIES)


def _city_rows(con: duckdb.DuckDBPyConnection) -> str:
    return str(con.execute(_FIGURES).fetchone())


def _core_rows(con: duckdb.DuckDBPyConnection) -> str:
    return "; ".join(rows_of(con, f"FROM {table}") for table in _HISTORIES)


def _core(con: duckdb.DuckDBPyConnection) -> None:
    _KEY.teach(con)
    write_core(con)


def _bare_city(con: duckdb.DuckDBPyConnection) -> None:
    run_bare(con, "publish_city", day=DAY)


def _bare_core(con: duckdb.DuckDBPyConnection) -> None:
    block = _KEY.secret.ljust(64, b"\0")
    inner, outer = bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
    run_bare(con, "publish_core", inner_pad=inner, outer_pad=outer)


def _whole(place: Place) -> Job:
    settings = own_warehouse(place, "settled")

    def work() -> None:
        if publish(settings, AT, RUN) is None:
            raise SystemExit("nothing was published")

    return Job(work, lambda: Found(_records(place)))


def _bare_whole(place: Place) -> Job:
    own_warehouse(place, "settled")

    def work() -> None:
        with _attached(place, "published") as con:
            _bare_city(con)
        with _attached(place, "core") as con:
            _bare_core(con)

    return Job(work, lambda: Found(_records(place)))


_NEEDS = ("settled",)

CASES = (
    Case(
        "publish", "city.duckdb", _writing("published", lambda con: write_city(con, DAY), _city_rows),
        _writing("published", _bare_city, _city_rows), "the counts behind two reports, small tables copied", _NEEDS,
    ),
    Case(
        "publish", "core.duckdb", _writing("core", _core, _core_rows), _writing("core", _bare_core, _core_rows),
        "three sorted SELECTs with HMAC", _NEEDS,
    ),
    Case("publish", "whole stage", _whole, _bare_whole, "the two files alone", _NEEDS),
)  # fmt: skip
