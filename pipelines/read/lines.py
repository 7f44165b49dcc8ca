"""A text as a table of physical lines."""

from __future__ import annotations

import duckdb


def lines_into(con: duckdb.DuckDBPyConnection, content: str) -> None:
    """Make the temporary table `line` (`position` from 1, `content` without its line end).

    Lines end with LF or CR LF; a file with neither but with CR ends its lines with CR, as old systems did.
    """
    end = "\n" if "\n" in content or "\r" not in content else "\r"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE line AS "
        "SELECT generate_subscripts(lines, 1)::BIGINT AS position, rtrim(unnest(lines), chr(13)) AS content "
        "FROM (SELECT string_split($text, $end) AS lines)",
        {"text": content, "end": end},
    )
