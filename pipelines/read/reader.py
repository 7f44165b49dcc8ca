"""One landed delivery into rows, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read import tables
from pipelines.read.csv import read_csv
from pipelines.read.intact import assert_as_landed
from pipelines.read.jsonl import read_jsonl
from pipelines.read.pages import read_pages
from pipelines.read.parquet import read_parquet
from pipelines.read.refusal import NotForeseen, Refused
from pipelines.read.xlsx import read_xlsx
from pipelines.settings import Settings

Reader = Callable[[duckdb.DuckDBPyConnection, Path, Layout, Manifest], None]

READERS: dict[str, Reader] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "jsonl": read_jsonl,
    "http_pages": read_pages,
    "sql": read_parquet,
}

_OF_CONTENT = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What code raises that met content it did not expect; a full disk, no memory, a busy database are none of these."""


def read_delivery(
    con: duckdb.DuckDBPyConnection, settings: Settings, manifest: Manifest, layout: Layout, *, unchecked: bool = False
) -> None:
    """Fill `raw_<layout>`, `unreadable` and one line of `reading` with a delivery, in one transaction.

    `received` counts physical records: the rows parsed and the places that could not be. A file that cannot be read
    whole, or at which its reader breaks, leaves only its line in `reading`, with the sentence why in `refused_because`:
    one delivery never holds up another. `unchecked` content is taken as it lies there: for a look at a few columns,
    which hashing all of them would make slow.

    Raises:
        EngineFailure: what the manifest speaks of is not in the landing zone, or is not what landed.
    """
    path = settings.home / manifest.landed_path
    if not unchecked:
        assert_as_landed(settings, manifest, layout)
    tables.create(con, layout)
    tables.forget(con, layout, manifest.delivery_id)
    con.execute("BEGIN")
    try:
        READERS[layout.format](con, path, layout, manifest)
        con.execute(
            f"INSERT INTO reading SELECT $id, (SELECT count(*) FROM {tables.raw_table(layout)} WHERE delivery_id = $id)"
            " + (SELECT count(DISTINCT position) FROM unreadable WHERE delivery_id = $id), NULL",
            {"id": manifest.delivery_id},
        )
    except (Refused, *_OF_CONTENT) as reason:
        con.execute("ROLLBACK")
        refused = reason if isinstance(reason, Refused) else NotForeseen(reason)
        sentence = _sentence(refused, manifest, layout)
        con.execute("INSERT INTO reading VALUES (?, NULL, ?)", [manifest.delivery_id, sentence])
    except BaseException:
        con.execute("ROLLBACK")
        raise
    else:
        con.execute("COMMIT")


def _sentence(refused: Refused, manifest: Manifest, layout: Layout) -> str:
    source = f", {manifest.origin}" if manifest.origin else ""
    where = f", {refused.where}" if refused.where else ""
    return (
        f"{manifest.supplier}, {manifest.feed} of {manifest.business_day} ({layout.name}{source}{where}): "
        f"{refused.what} {refused.next_step}"
    )
