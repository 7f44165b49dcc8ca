"""A record's position in a delivery as a person would look for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import duckdb

from pipelines.contract import Layout
from pipelines.explain.story import Place
from pipelines.land.manifest import Manifest
from pipelines.read.pages import AT_ONCE
from pipelines.read.tables import SQL, over
from pipelines.settings import Settings
from warehouse.session import session
from warehouse.sql import quoted, render, run_sql


def places_of(settings: Settings, manifest: Manifest, layout: Layout, positions: Sequence[int]) -> list[Place]:
    """The places of some positions of a landed delivery.

    In text `position` is the line, in a workbook the row of the sheet, in an extract the row, and in pages the number
    of the item through all of them, for which the pages are counted.
    """
    path = manifest.landed_path
    if layout.format == "http_pages":
        pages = _first_items(settings, settings.home / path, layout, max(positions, default=0))
        return [_on_page(manifest, pages, position) for position in positions]
    of = f" of {manifest.origin}" if manifest.origin else ""
    return [Place(position, _told(layout, position) + of, manifest.origin, path) for position in positions]


def _told(layout: Layout, position: int) -> str:
    if layout.format == "xlsx":
        return f"sheet {layout.options['sheet']}, row {position}"
    if layout.format == "sql":
        return f"row {position} of our extract"
    return f"line {position}"


def _on_page(manifest: Manifest, pages: list[tuple[Path, int]], position: int) -> Place:
    page, (file, before) = max(
        ((number, one) for number, one in enumerate(pages, start=1) if one[1] < position), default=(0, (Path(), 0))
    )
    return Place(
        position,
        f"page {page}, item {position - before} of {manifest.origin}",
        manifest.origin,
        f"{manifest.landed_path}/{file.name}",
    )


def _first_items(settings: Settings, folder: Path, layout: Layout, last: int) -> list[tuple[Path, int]]:
    """Each page up to an item with the number of items on the pages before it."""
    items = f"$.{quoted(str(layout.options.get('items', 'data')))}"
    before, found = 0, []
    rest = iter(sorted(folder.glob("page-*.json")))
    with session(settings) as con:
        run_sql(con, "as_written", folder=SQL)
        while before < last and (some := list(islice(rest, AT_ONCE))):
            for file, count in zip(some, _counts(con, some, items), strict=True):
                found.append((file, before))
                before += count
    return found


def _counts(con: duckdb.DuckDBPyConnection, files: list[Path], items: str) -> list[int]:
    facts = {"files": [str(file) for file in files], "items": items, "total": items, "before": 0}
    page = con.execute(render("pages", folder=SQL), facts).to_arrow_table()
    rows = over(con, page, "SELECT json_array_length(json, $items) FROM arrived ORDER BY page", {"items": items})
    return [int(row[0] or 0) for row in rows.fetchall()]
