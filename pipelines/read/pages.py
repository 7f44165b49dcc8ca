"""The pages of an HTTP service, each as it was received."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read.items import part_of, refuse_renamed
from pipelines.read.refusal import Refused
from pipelines.read.tables import SQL, Part, over, take
from warehouse.sql import quoted, render, run_sql

AT_ONCE = 16
"""Pages in memory at once; a whole register has thousands."""


def read_pages(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read a folder of `page-*.json`. Layout options: `items` and `total`, the keys of the list and of its full length.

    Raises:
        Refused: a page is not valid JSON or has no list, or the pages hold another number of records than announced.
    """
    with con.cursor() as aside:
        run_sql(aside, "as_written", folder=SQL)
        take(con, layout, manifest, _parts(aside, path, layout, manifest.records_announced))


def _parts(aside: duckdb.DuckDBPyConnection, path: Path, layout: Layout, announced: int | None) -> Iterator[Part]:
    items, total = str(layout.options.get("items", "data")), str(layout.options.get("total", "total"))
    keys: set[str] = set()
    pages = found = 0
    for files in _some(sorted(path.glob("page-*.json"))):
        facts = {"items": _path(items), "total": _path(total), "files": files, "before": pages}
        page = aside.execute(render("pages", folder=SQL), facts).to_arrow_table()
        _refuse_broken(aside, page, items)
        facts = {"items": _path(items), "before": found}
        arrived = over(aside, page, render("page_items", folder=SQL), facts).to_arrow_table()
        part, new = part_of(aside, layout, arrived, "an item")
        yield part
        said = pc.max(page["total"]).as_py()
        announced = announced if said is None else said
        pages, found, keys = pages + len(files), found + arrived.num_rows, keys | new
    if announced is not None and announced != found:
        raise Refused(
            f"The pages hold {found} records, but {announced} were announced.",
            place="all pages",
            ask="The next night asks again; if it stays so, ask the supplier.",
        )
    refuse_renamed(layout, keys)


def _some(files: list[Path]) -> Iterator[list[str]]:
    rest = iter(files)
    while some := [str(file) for file in islice(rest, AT_ONCE)]:
        yield some


def _path(key: str) -> str:
    return f"$.{quoted(key)}"


def _refuse_broken(con: duckdb.DuckDBPyConnection, pages: pa.Table, items: str) -> None:
    row = over(
        con,
        pages,
        "SELECT page, content, json IS NULL FROM arrived "
        "WHERE json IS NULL OR list_type IS DISTINCT FROM 'ARRAY' ORDER BY page LIMIT 1",
    ).fetchone()
    if row is None:
        return
    page, content, is_broken = row
    again = "Ask the supplier to repeat the day; the next night asks again."
    if content is None:
        raise Refused(f"Page {page} holds bytes that are no UTF-8 text.", place=f"page {page}", ask=again)
    if is_broken:
        place = _where_it_breaks(content)
        raise Refused(
            f"Page {page} is not valid JSON: it breaks at character {place} of {len(content)}.",
            place=f"page {page}, character {place}",
            ask=again,
        )
    raise Refused(f"Page {page} holds no list '{items}'.", place=f"page {page}", ask=again)


def _where_it_breaks(content: str) -> int:
    try:
        json.loads(content)
    except json.JSONDecodeError as error:
        return error.pos
    except RecursionError:
        return 0
    return len(content)
