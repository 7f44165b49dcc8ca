"""JSON objects into records, whether they came as lines or in pages."""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contract import Layout
from pipelines.read.refusal import Refused, shape
from pipelines.read.tables import SQL, Part, over
from warehouse.sql import literal, quoted, render


def part_of(
    aside: duckdb.DuckDBPyConnection, layout: Layout, arrived: pa.Table, what: str
) -> tuple[Part, frozenset[str]]:
    """The records among values (`position`, `content` as text), and the keys their objects have.

    A record may leave a key out, which makes it NULL, and have keys nobody asked for, which are passed over.

    Args:
        aside: a connection with the macros of `sql/as_written.sql`.
        layout: says which keys are asked for.
        arrived: the values.
        what: what one of them is called in a reason.
    """
    item = over(aside, arrived, render("items", folder=SQL)).to_arrow_table()
    shapes = over(aside, item, render("item_shapes", folder=SQL)).fetchall()
    doubled = [shape for shape, keys in shapes if len(set(keys)) < len(keys)]
    facts = {"what": what, "doubled": doubled, "sources": list(layout.sources)}
    unfit = over(aside, item, render("unfit_items", folder=SQL), facts).to_arrow_table()
    fit = item.filter(pc.invert(pc.is_in(item["position"], unfit["position"]))) if unfit.num_rows else item
    record = over(aside, fit, render("record_items", _names(layout), SQL)).to_arrow_table().combine_chunks()
    position, *texts = (_whole(column) for column in record.columns)
    keys = frozenset(key for _, keys in shapes for key in keys)
    return Part(position, dict(zip(layout.sources, texts, strict=True)), unfit if unfit.num_rows else None), keys


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _names(layout: Layout) -> dict[str, object]:
    return {
        "structure": literal(json.dumps(dict.fromkeys(layout.sources, "VARCHAR"), ensure_ascii=False)),
        "columns": ", ".join(f"record.{quoted(source)} AS c{n}" for n, source in enumerate(layout.sources, 1)),
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
