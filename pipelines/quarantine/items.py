"""Held records and unreadable places, as the warehouse has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.read.refusal import shape
from warehouse.sql import render

SQL = Path(__file__).resolve().parent / "sql"


@dataclass(frozen=True)
class Choice:
    """Which items: None stands for all.

    Attributes:
        supplier, feed: whose.
        first, last: business days, both included.
        with_resolved: whether what a newer delivery or a replay has settled is wanted too.
    """

    supplier: str | None = None
    feed: str | None = None
    first: date | None = None
    last: date | None = None
    with_resolved: bool = False


@dataclass(frozen=True)
class Item:
    """One record that is held, or one place that could not be read.

    Attributes:
        feed, supplier, business_day, delivery_id: the delivery it came in.
        position: line, row or item in the delivery.
        state: `open` or `resolved`.
        rule_ids, reasons: what is wrong with it; the rule of an unreadable place is `unreadable`.
        payload: the record as the supplier sent it, by its own titles; empty for an unreadable place.
    """

    feed: str
    supplier: str
    business_day: date
    delivery_id: str
    position: int
    state: str
    rule_ids: tuple[str, ...]
    reasons: tuple[str, ...]
    payload: dict[str, str | None]

    @property
    def masked(self) -> dict[str, str]:
        """The record by shape: how many digits, letters or characters each field has, and never which."""
        return {title: shape(text) for title, text in self.payload.items() if text}


def items(con: duckdb.DuckDBPyConnection, choice: Choice) -> list[Item]:
    """The held records that were chosen, by day, feed, supplier and place."""
    return _found(con, "records", choice)


def unreadable(con: duckdb.DuckDBPyConnection, choice: Choice) -> list[Item]:
    """The places that could not be read in the deliveries that were chosen, in the same order."""
    return _found(con, "unreadable", choice)


def _found(con: duckdb.DuckDBPyConnection, name: str, choice: Choice) -> list[Item]:
    rows = con.execute(render(name, folder=SQL), dict(vars(choice))).fetchall()
    return [
        Item(feed, supplier, day, delivery_id, position, state, tuple(rule_ids), tuple(reasons), json.loads(payload))
        for feed, supplier, day, delivery_id, position, state, rule_ids, reasons, payload in rows
    ]
