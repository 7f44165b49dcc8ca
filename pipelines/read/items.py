"""JSON objects into records, whether they came as lines or in pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read.refusal import Refused, shape
from pipelines.read.tables import SQL, over, raw_table
from warehouse.sql import literal, quoted, render


@dataclass(frozen=True)
class Taken:
    """How many values there were, and the keys their objects have."""

    count: int
    keys: frozenset[str]


def take_items(
    con: duckdb.DuckDBPyConnection, layout: Layout, manifest: Manifest, arrived: pa.Table, what: str
) -> Taken:
    """Enter values (`position`, `content` as text), and tell how many they are and which keys their objects have.

    Expects the macros of `sql/as_written.sql`. A record may leave a key out, which makes it NULL, and have keys nobody
    asked for, which are passed over.
    """
    item = over(con, arrived, render("items", folder=SQL)).to_arrow_table()
    shapes = over(con, item, render("item_shapes", folder=SQL)).fetchall()
    doubled = [shape for shape, keys in shapes if len(set(keys)) < len(keys)]
    facts = {"what": what, "doubled": doubled, "sources": list(layout.sources)}
    unfit = over(con, item, render("unfit_items", folder=SQL), facts).to_arrow_table()
    if unfit.num_rows:
        over(con, unfit, "INSERT INTO unreadable SELECT $id, * FROM arrived", {"id": manifest.delivery_id})
        item = item.filter(pc.invert(pc.is_in(item["position"], unfit["position"])))
    over(con, item, render("take_items", _names(layout), SQL), {"id": manifest.delivery_id})
    return Taken(arrived.num_rows, frozenset(key for _, keys in shapes for key in keys))


def _names(layout: Layout) -> dict[str, object]:
    return {
        "table": raw_table(layout),
        "structure": literal(json.dumps(dict.fromkeys(layout.sources, "VARCHAR"), ensure_ascii=False)),
        "columns": ", ".join(f"record.{quoted(source)}" for source in layout.sources),
    }


def refuse_renamed(layout: Layout, found: Iterable[str]) -> None:
    """Compare the keys of all records with those a layout names.

    Raises:
        Refused: no record has a key the layout names while there are keys it does not name: a renamed column.
    """
    missing = sorted(set(layout.sources) - set(found))
    unknown = sorted(set(found) - set(layout.sources))
    if missing and unknown:
        raise Refused(
            f"No record has the agreed key {', '.join(missing)}, but there are keys nobody agreed on "
            f"({', '.join(shape(key) for key in unknown[:5])}).",
            place="all records",
            ask="Ask the supplier for the agreed keys, or describe the new ones in a layout.",
        )
