"""What the two kinds of load have in common: a warehouse of one's own, a judged day, and the history afterwards."""

from __future__ import annotations

from datetime import date

from benchmarks.inputs.scratch import stored
from benchmarks.inputs.warehouses import load_day, own_warehouse
from benchmarks.model import Found, Job, Place, Prepare
from benchmarks.sql import count, rows_of, run_bare
from pipelines.contract import contract_of
from warehouse.session import session


def ours(feed: str, day: date, state: str) -> Prepare:
    """The load of one day into a warehouse in some state, ledger and invariants included."""

    def prepare(place: Place) -> Job:
        settings = own_warehouse(place, state)
        return Job(lambda: load_day(settings, place, feed, day), lambda: _found(place, feed, day))

    return prepare


def bare(feed: str, day: date, state: str, statement: str) -> Prepare:
    """The same change of the same history in one transaction, and nothing else."""

    def prepare(place: Place) -> Job:
        settings = own_warehouse(place, state)

        def work() -> None:
            with session(settings, settings.warehouse_file) as con:
                con.execute(f"ATTACH '{stored(place, 'judged', feed, day)}' AS scratch (READ_ONLY)")
                con.execute("BEGIN")
                run_bare(con, statement)
                con.execute("COMMIT")

        return Job(work, lambda: _found(place, feed, day))

    return prepare


def _found(place: Place, feed: str, day: date) -> Found:
    table = contract_of(feed).table
    columns = ", ".join(column.name for column in contract_of(feed).content_columns)
    with session(place.own, place.own.warehouse_file) as con:
        con.execute(f"ATTACH '{stored(place, 'judged', feed, day)}' AS scratch (READ_ONLY)")
        history = f"SELECT {columns}, supplier, valid_from, valid_to, row_hash, delivery_id FROM history.{table}"
        return Found(count(con, "SELECT * FROM scratch.good"), rows_of(con, history))
