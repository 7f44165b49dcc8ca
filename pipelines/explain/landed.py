"""A landed delivery read again for the sake of one record: the same readers and the same conforming as on its night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb

from pipelines.conform import conform
from pipelines.contract import Contract, Layout, contract_of, layout_of
from pipelines.errors import CityDBError, EngineFailure
from pipelines.explain.place import places_of
from pipelines.explain.story import Delivery, Place
from pipelines.land.manifest import Manifest, manifests
from pipelines.read import read_delivery
from pipelines.read.tables import raw_table
from pipelines.settings import Settings
from pipelines.validate.inputs import announce
from warehouse.session import session
from warehouse.sql import quoted

Found = list[tuple[int, datetime | None]]
"""Positions of a record in a delivery, each with the instant it speaks of."""


@dataclass(frozen=True)
class Stood:
    """One place at which a delivery holds the record.

    Attributes:
        place: where.
        at: the instant it speaks of, in a changes feed.
        content: what it says, where that was asked for.
    """

    place: Place
    at: datetime | None
    content: Mapping[str, object]


@dataclass(frozen=True)
class Reading:
    """The places of a record in a delivery, in order; or why the delivery cannot be read any more."""

    stood: tuple[Stood, ...]
    trouble: str | None = None


def read_again(
    settings: Settings, contract: Contract, delivery: Delivery, key: str, *, with_content: bool = False
) -> Reading:
    """Where a delivery holds the record of a key, as today's layout reads it.

    Only the key is conformed of all records, and the rest of those that were found.
    """
    try:
        manifest = manifest_of(settings, contract.feed, delivery)
        contract = contract_of(contract.feed, manifest.business_day)
        layout = layout_of(contract.feed, manifest.supplier, manifest.business_day)
        with session(settings) as con:
            announce(con, [manifest])
            # of a register, which is large, only the columns of the key are read
            is_narrow = layout.format == "sql" and not with_content
            read = _key_alone(contract, layout)[1] if is_narrow else layout
            read_delivery(con, settings, manifest, read, unchecked=is_narrow)
            refusal = con.execute("SELECT refused_because FROM reading").fetchone()
            if refusal and refusal[0]:
                return Reading((), str(refusal[0]))
            found = _find(con, contract, layout, key)
            contents = _contents(con, contract, layout, found) if with_content and found else {}
        places = places_of(settings, manifest, layout, [position for position, _ in found])
    except CityDBError as failure:
        return Reading((), failure.sentence)
    except (duckdb.Error, OSError) as failure:
        # its own words may quote a record
        return Reading((), f"The landed content cannot be read: {type(failure).__name__} [{delivery.landed_path}]")
    stood = zip(places, found, strict=True)
    return Reading(tuple(Stood(place, at, contents.get(position, {})) for place, (position, at) in stood))


def manifest_of(settings: Settings, feed: str, delivery: Delivery) -> Manifest:
    """The manifest of a delivery the ledger knows.

    Raises:
        EngineFailure: the landing zone has none.
    """
    for found in manifests(settings, feed, delivery.business_day, delivery.supplier):
        if found.delivery_id == delivery.delivery_id:
            return found
    raise EngineFailure(
        f"The landing zone lacks the manifest of delivery {delivery.delivery_id}.",
        where=str(settings.landing / "manifests"),
        next_step="Restore it from the backup of the landing zone.",
    )


def record_key(contract: Contract, owner: str = "") -> str:
    """SQL for a record's key as quarantine and explanations have it: its parts joined with `|`."""
    return " || '|' || ".join(f"{owner}{quoted(column.name)}::VARCHAR" for column in contract.key_columns)


def _find(con: duckdb.DuckDBPyConnection, contract: Contract, layout: Layout, key: str) -> Found:
    """Positions with their instants."""
    narrow, of_key = _key_alone(contract, layout)
    conform(con, narrow, [of_key])
    instant = quoted(contract.effective_column) if contract.effective_column else "NULL"
    rows = con.execute(
        f"SELECT position, {instant} FROM conformed WHERE {record_key(contract)} = $key ORDER BY position",
        {"key": key},
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def _key_alone(contract: Contract, layout: Layout) -> tuple[Contract, Layout]:
    """Both without any column but those of the key and the instant."""
    wanted = {column.name for column in contract.key_columns} | {contract.effective_column}
    return (
        replace(contract, columns=tuple(one for one in contract.columns if one.name in wanted)),
        replace(layout, columns=tuple(one for one in layout.columns if one.column in wanted)),
    )


def _contents(
    con: duckdb.DuckDBPyConnection, contract: Contract, layout: Layout, found: Found
) -> dict[int, dict[str, object]]:
    kept = [position for position, _ in found]
    con.execute(f"DELETE FROM {raw_table(layout)} WHERE NOT list_contains(?, position)", [kept])
    conform(con, contract, [layout])
    names = [column.name for column in contract.content_columns]
    rows = con.execute(f"SELECT position, {', '.join(map(quoted, names))} FROM conformed").fetchall()
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
