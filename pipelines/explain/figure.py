"""A published figure's story: what it means, and which deliveries it was made of, from the publication alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from pipelines.contract import contract_of, feeds
from pipelines.explain.choice import chosen_rows, columns_of
from warehouse.marts import REPORTS, Report, definition, report
from warehouse.sql import render

SQL = Path(__file__).resolve().parent / "sql"


@dataclass(frozen=True)
class Counted:
    """A delivery a figure is made of, with its line of the ledger."""

    delivery_id: str
    business_day: date
    version: int
    records: int
    quarantined: int
    unreadable: int
    landed_at: datetime
    landed_path: str


@dataclass(frozen=True)
class Lacking:
    """What was due, or sent as a correction, and is not part of a figure."""

    business_day: date
    state: str
    reason: str | None


@dataclass(frozen=True)
class Share:
    """One supplier's part of a feed behind a figure: its deliveries that count, by day, and what is lacking."""

    supplier: str
    deliveries: tuple[Counted, ...]
    lacking: tuple[Lacking, ...]

    @property
    def records(self) -> int:
        """The records that were loaded."""
        return sum(one.records for one in self.deliveries)

    @property
    def open_items(self) -> int:
        """Records in quarantine and places that could not be read, in the deliveries that count."""
        return sum(one.quarantined + one.unreadable for one in self.deliveries)


@dataclass(frozen=True)
class Behind:
    """A feed behind a figure.

    Attributes:
        feed: the feed.
        is_known: whether there is such a feed yet.
        is_newest_only: whether of each supplier only its newest day counts: the state of a register is its last one.
        shares: each supplier's part.
    """

    feed: str
    is_known: bool
    is_newest_only: bool
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Figure:
    """Rows of a mart, and all that stands behind them.

    Attributes:
        mart: its name.
        day: the business day up to which deliveries count.
        definitions: what its figures are, as the head of its SQL says, and that of the marts they are taken from.
        columns: the Vietnamese name and the meaning of each column.
        rows: the rows that were asked for; what the publication withholds is withheld here.
        behind: the feeds they are made of.
    """

    mart: str
    day: date
    definitions: Mapping[str, str]
    columns: Mapping[str, tuple[str, str]]
    rows: tuple[dict[str, Any], ...]
    behind: tuple[Behind, ...]


def explain_figure(con: duckdb.DuckDBPyConnection, mart: str, asked: Sequence[str]) -> Figure:
    """From rows of a mart to the deliveries behind them.

    Args:
        con: a publication's `city.duckdb`, for reading.
        mart: the mart, with or without `mart.` before it.
        asked: an indicator of the scorecard, or `column=value`; all rows when nothing is named.

    Raises:
        UnknownFigure: there is no such mart, indicator, column or row.
    """
    name = mart.removeprefix("mart.")
    rows = chosen_rows(con, name, asked)
    (day,) = con.execute("SELECT business_day FROM publication.about").fetchone() or (date.min,)
    made = report(name) if name in REPORTS else None
    through = [made.through[row["indicator"]] for row in rows if row.get("indicator") in made.through] if made else []
    return Figure(
        mart=name,
        day=day,
        definitions={one: definition(one) for one in dict.fromkeys([name, *through])} if made else {},
        columns={column: (name_vi, meaning) for column, name_vi, meaning in columns_of(con, name)},
        rows=tuple(rows),
        behind=tuple(_behind(con, made, rows, day)) if made else (),
    )


def _behind(
    con: duckdb.DuckDBPyConnection, made: Report, rows: Sequence[Mapping[str, Any]], day: date
) -> Iterator[Behind]:
    wanted = sorted({one for row in rows for one in _wanted(made, row)}, key=str)
    named = sorted({feed for feed, _, _ in wanted})
    newest_only = [feed for feed in named if made.counts == "records" and _is_snapshot(feed)]
    of_feed, of_supplier, of_day = zip(*wanted, strict=True) if wanted else ((), (), ())
    facts = {
        "of_feed": list(of_feed),
        "of_supplier": list(of_supplier),
        "of_day": list(of_day),
        "day": day,
        "newest_only": newest_only,
    }
    counted = _by_supplier(con, "counted", facts)
    lacking = _by_supplier(con, "lacking", facts)
    for feed in named:
        suppliers = sorted({supplier for of, supplier in (*counted, *lacking) if of == feed})
        shares = (
            Share(
                supplier,
                tuple(_counted(row) for row in counted.get((feed, supplier), [])),
                tuple(Lacking(*row) for row in lacking.get((feed, supplier), [])),
            )
            for supplier in suppliers
        )
        yield Behind(feed, feed in feeds(), feed in newest_only, tuple(shares))


def _is_snapshot(feed: str) -> bool:
    return feed in feeds() and contract_of(feed).kind == "snapshot"


def _wanted(made: Report, row: Mapping[str, Any]) -> Iterator[tuple[str, str | None, date | None]]:
    """What a row is made of: feed, and where it is of one supplier or one day alone, these."""
    if made.counts == "columns":
        return
    named = str(row.get("feed") or "").split(", ") if made.has_feed_by_row else made.feeds
    of_deliveries = made.counts == "deliveries"
    supplier = made.supplier.format_map(row) if made.supplier else row.get("supplier") if of_deliveries else None
    for feed in filter(None, named):
        yield feed, supplier, row.get("business_day") if of_deliveries else None


def _by_supplier(
    con: duckdb.DuckDBPyConnection, name: str, facts: Mapping[str, object]
) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Rows without their feed and supplier, by both."""
    rows = con.execute(render(name, folder=SQL), dict(facts)).fetchall()
    return {key: [row[2:] for row in some] for key, some in groupby(rows, key=lambda row: (row[0], row[1]))}


def _counted(row: tuple[Any, ...]) -> Counted:
    day, version, delivery_id, records, quarantined, unreadable, landed_at, landed_path = row
    return Counted(delivery_id, day, version, records, quarantined, unreadable, landed_at, landed_path)
