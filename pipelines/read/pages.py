"""The pages of an HTTP service, each as it was received."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read.items import take_items
from pipelines.read.refusal import Refused
from warehouse.sql import literal


def read_pages(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read a folder of `page-*.json`. Layout options: `items` and `total`, the keys of the list and of its full length.

    Raises:
        Refused: a page is not valid JSON or has no list, or the pages hold another number of records than announced.
    """
    items, total = str(layout.options.get("items", "data")), str(layout.options.get("total", "total"))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE page AS SELECT row_number() OVER (ORDER BY filename) AS page, filename, content "
        f"FROM read_text({literal(str(path / 'page-*.json'))})"
    )
    _refuse_broken(con, items)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE item AS SELECT row_number() OVER (ORDER BY page, place) AS position, content, "
        "false AS is_torn FROM (SELECT page, generate_subscripts(list, 1) AS place, unnest(list) AS content "
        "FROM (SELECT page, json_extract(content, $items)::JSON[] AS list FROM page))",
        {"items": f"$.{items}"},
    )
    _refuse_short(con, total, manifest)
    take_items(con, layout, manifest, "an item")


def _refuse_broken(con: duckdb.DuckDBPyConnection, items: str) -> None:
    broken = con.execute(
        "SELECT page, content FROM page WHERE NOT json_valid(content) ORDER BY page LIMIT 1"
    ).fetchone()
    if broken:
        place = _where_it_breaks(broken[1])
        raise Refused(
            f"Page {broken[0]} is not valid JSON: it breaks at character {place} of {len(broken[1])}.",
            place=f"page {broken[0]}, character {place}",
            ask="Ask the supplier to repeat the day; the next night asks again.",
        )
    listless = con.execute(
        "SELECT page FROM page WHERE json_type(content, $items) IS DISTINCT FROM 'ARRAY' ORDER BY page LIMIT 1",
        {"items": f"$.{items}"},
    ).fetchone()
    if listless:
        raise Refused(f"Page {listless[0]} holds no list '{items}'.", place=f"page {listless[0]}")


def _where_it_breaks(content: str) -> int:
    try:
        json.loads(content)
    except json.JSONDecodeError as error:
        return error.pos
    return len(content)


def _refuse_short(con: duckdb.DuckDBPyConnection, total: str, manifest: Manifest) -> None:
    found, announced = con.execute(
        "SELECT (SELECT count(*) FROM item), (SELECT max(json_extract(content, $total)::BIGINT) FROM page)",
        {"total": f"$.{total}"},
    ).fetchone() or (0, None)
    announced = manifest.records_announced if announced is None else announced
    if announced is not None and announced != found:
        raise Refused(
            f"The pages hold {found} records, but {announced} were announced.",
            place="all pages",
            ask="The next night asks again; if it stays so, ask the supplier.",
        )
