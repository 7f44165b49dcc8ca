"""A record's story as the warehouse knows it: what each supplier told under a key, and what became of that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines.contract import Contract
from pipelines.explain.failures import NobodyDelivered, NotAKey
from pipelines.explain.landed import record_key
from pipelines.explain.story import Change, Delivery, Held, Story, Telling, differences
from pipelines.read.text import canonical
from warehouse.history import identifiers
from warehouse.sql import quoted, render

SQL = Path(__file__).resolve().parent / "sql"
_OWNER = {"snapshot": "", "changes": "told.", "events": "claim."}
"""The table of each kind's statement that the record's columns are taken from."""


def recall(con: duckdb.DuckDBPyConnection, contract: Contract, key: str) -> Story:
    """What a warehouse knows of one key. No landed file is opened, so that its writer need not wait for that.

    Args:
        con: the warehouse, for reading.
        contract: the feed's contract.
        key: the key; a compound one is its parts joined with `|`.

    Raises:
        NotAKey: it is empty, or has too few parts.
        NobodyDelivered: no loaded delivery holds it and nothing of it is in quarantine.
    """
    facts = {"key": _fit(contract, key), "feed": contract.feed}
    tellings, held = _compared(_tellings(con, contract, facts)), _held(con, facts)
    if not tellings and not held:
        raise NobodyDelivered(contract, facts["key"])
    ids = sorted({one.delivery_id for one in tellings} | {one.delivery_id for one in held})
    lines = [Delivery(*row) for row in _rows(con, "lines", {"feed": contract.feed, "delivery_ids": ids})]
    return Story(
        feed=contract.feed,
        key=facts["key"],
        tellings=tuple(tellings),
        held=held,
        unobserved=_unobserved(con, contract, facts["key"]),
        deliveries={line.delivery_id: line for line in lines},
    )


def _fit(contract: Contract, key: str) -> str:
    wanted, parts = canonical(key), len(contract.key_columns)
    if not wanted.isascii() and any("\ud800" <= letter <= "\udfff" for letter in wanted):
        raise NotAKey(contract, "The key holds bytes that are no UTF-8 text.")
    if not wanted:
        raise NotAKey(contract, "The key is empty.")
    if wanted.count("|") < parts - 1:
        raise NotAKey(contract, f"The key has {parts} parts, and {wanted.count('|') + 1} came.")
    return wanted


def _tellings(con: duckdb.DuckDBPyConnection, contract: Contract, facts: Mapping[str, object]) -> Iterator[Telling]:
    columns = [column.name for column in contract.content_columns]
    names = identifiers(contract) | {
        "record_key": record_key(contract),
        "holder_key": record_key(contract, "holder."),
        "content": ", ".join(_OWNER[contract.kind] + quoted(name) for name in columns),
    }
    asked = facts if contract.kind == "snapshot" else {"key": facts["key"]}
    for supplier, what, since, until, delivery_id, *content in _rows(con, f"told_{contract.kind}", asked, names):
        yield Telling(supplier, what, since, until, delivery_id, dict(zip(columns, content, strict=True)))


def _compared(tellings: Iterator[Telling]) -> list[Telling]:
    told = list(tellings)
    return [replace(one, changes=_changes(one, told)) for one in told]


def _changes(one: Telling, told: Sequence[Telling]) -> tuple[Change, ...]:
    """What a version changes of the one before it, and what a beaten telling would have changed of what stands."""
    versions = [other for other in told if other.supplier == one.supplier and other.what == "version"]
    if one.what == "version":
        earlier = [other for other in versions if moment(other.since) < moment(one.since)]
        return differences(earlier[-1].content, one.content) if earlier else ()
    if one.what == "beaten":
        standing = [other for other in versions if moment(other.since) <= moment(one.since)] or versions
        return differences(standing[-1].content, one.content) if standing else ()
    return ()


def moment(since: date | datetime) -> str:
    """What tellings are ordered by, days and instants alike."""
    return since.isoformat()


def _held(con: duckdb.DuckDBPyConnection, facts: Mapping[str, object]) -> tuple[Held, ...]:
    return tuple(
        Held(
            supplier=supplier,
            business_day=day,
            delivery_id=delivery_id,
            position=position,
            state=state,
            rule_ids=tuple(rule_ids),
            reasons=tuple(reasons),
            payload=json.loads(payload),
            resolved_by=resolved_by,
            resolved_at=resolved_at,
        )
        for supplier, day, delivery_id, position, state, rule_ids, reasons, payload, resolved_by, resolved_at in _rows(
            con, "held", facts
        )
    )


def _unobserved(con: duckdb.DuckDBPyConnection, contract: Contract, key: str) -> tuple[tuple[str, date], ...]:
    if contract.kind != "snapshot":
        return ()
    names = identifiers(contract) | {"record_key": record_key(contract)}
    return tuple((supplier, day) for supplier, day in _rows(con, "unobserved", {"key": key}, names))


def _rows(
    con: duckdb.DuckDBPyConnection,
    name: str,
    facts: Mapping[str, object],
    names: Mapping[str, object] | None = None,
) -> list[tuple[Any, ...]]:
    return con.execute(render(name, names, SQL), dict(facts)).fetchall()
