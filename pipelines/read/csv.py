"""Delimited text, line by line: a record is a physical line, so that no quote can swallow its neighbours.

DuckDB's own reader let 1,960 of 2,000 rows vanish behind one unclosed quote, without an error. Here every line is
counted before it is parsed.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read import text
from pipelines.read.lines import lines_into
from pipelines.read.refusal import Refused, shape
from pipelines.read.tables import raw_table
from warehouse.sql import quoted, run_sql

SQL = Path(__file__).resolve().parent / "sql"


def read_csv(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read a delimited file.

    Layout options: `encoding`, `delimiter`, `quote` (default `"`), `multiline` (default no), `total_row` (a pattern
    whose lines are no records).

    Raises:
        Refused: no bytes, no header or another one, or a quote that opens on one line and does not close on it.
    """
    options = layout.options
    delimiter, quote = str(options.get("delimiter", ",")), str(options.get("quote", '"'))
    lines_into(con, text.decode(path.read_bytes(), str(options.get("encoding", "utf-8"))))
    if options.get("multiline"):
        run_sql(con, "join_lines", {"quote": quote.replace("'", "''")}, SQL)
    _refuse_open_quote(con, quote, may_span=bool(options.get("multiline")))
    names = {
        "delimiter": delimiter.replace("'", "''"),
        "quote": quote.replace("'", "''"),
        "pattern": _field_pattern(delimiter, quote).replace("'", "''"),
    }
    run_sql(con, "split_fields", names, SQL)
    titles = _header(con, layout)
    con.execute("CREATE OR REPLACE TEMP TABLE file AS SELECT ?::VARCHAR AS delivery_id", [manifest.delivery_id])
    run_sql(
        con,
        "take_fields",
        {
            "table": raw_table(layout),
            "width": len(titles),
            "columns": ", ".join(
                f"fields[{titles.index(text.canonical(source)) + 1}] AS {quoted(source)}" for source in layout.sources
            ),
            "total_row": str(options.get("total_row", "")).replace("'", "''"),
        },
        SQL,
    )


def _field_pattern(delimiter: str, quote: str) -> str:
    """One field with the delimiter before it: quoted (with doubled quotes inside) or free of quotes."""
    d, q = re.escape(delimiter), re.escape(quote)
    return f"{d}(?:{q}(?:[^{q}]|{q}{q})*{q}|[^{d}{q}]*)"


def _refuse_open_quote(con: duckdb.DuckDBPyConnection, quote: str, *, may_span: bool) -> None:
    row = con.execute(
        "SELECT min(position), count(*) FROM line WHERE (length(content) - length(replace(content, $q, ''))) % 2 = 1",
        {"q": quote},
    ).fetchone()
    if row and row[0] is not None:
        meaning = "never closes" if may_span or row[1] == 1 else "does not close on its line"
        raise Refused(
            f"A quote that opens on line {row[0]} {meaning}, so where records end cannot be known.",
            place=f"line {row[0]}",
            ask="Ask the supplier to write each record on one line and to double quotes inside a field.",
        )


def _header(con: duckdb.DuckDBPyConnection, layout: Layout) -> list[str]:
    row = con.execute("SELECT position, fields FROM split ORDER BY position LIMIT 1").fetchone()
    if row is None:
        raise Refused("The file holds no header, only blank lines.", place="line 1")
    position, fields = row
    if fields is None:
        raise Refused("The header cannot be split into titles.", place=f"line {position}")
    titles = [text.canonical(title) for title in fields]
    check_titles(titles, layout, f"line {position}")
    con.execute("DELETE FROM split WHERE position = ?", [position])
    return titles


def check_titles(titles: list[str], layout: Layout, place: str) -> None:
    """Compare the titles a file has with those its layout names.

    Raises:
        Refused: a title is missing, renamed, doubled or new; an unknown title is told by its place and shape.
    """
    expected = [text.canonical(source) for source in layout.sources]
    missing = [title for title in expected if title not in titles]
    unknown = [f"column {n}: {shape(title)}" for n, title in enumerate(titles, 1) if title not in expected]
    doubled = sorted({title for title in titles if title in expected and titles.count(title) > 1})
    if missing or unknown or doubled:
        parts = []
        if missing:
            parts.append(f"expected but not found: {', '.join(missing)}")
        if unknown:
            parts.append(f"found but not expected: {', '.join(unknown)}")
        if doubled:
            parts.append(f"found twice: {', '.join(doubled)}")
        raise Refused(
            f"The header is another one than agreed; {'; '.join(parts)}.",
            place=place,
            ask="Ask the supplier for the agreed columns, or describe the new ones in a layout.",
        )
