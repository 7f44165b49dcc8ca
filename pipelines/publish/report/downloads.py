"""Tables of the report as files beside its pages: CSV and a workbook, with every day and both languages."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.publish.report.answer import Answer, kept
from pipelines.publish.report.workbook import write_workbook_of
from warehouse.sql import literal, quoted

_FORMULA = r"^[=+\-@\t\r\n]"
"""What a spreadsheet takes for the beginning of a formula, at the beginning of a text."""

_BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheet programs take UTF-8 for what it is only behind it."""


def write_downloads(con: duckdb.DuckDBPyConnection, answer: Answer, folder: Path) -> None:
    """Write `<name>.csv` and `<name>.xlsx` of an answer that the connection still keeps."""
    columns = _columns(answer)
    whole = ", ".join(f"{expression} AS {quoted(name)}" for name, expression, _ in columns)
    select = f"SELECT {whole} FROM temp.{kept(answer.name)}"
    write_workbook_of(con, select, folder / f"{answer.name}.xlsx", answer.name)
    harmless = ", ".join(
        f"{_harmless(expression) if is_text else expression} AS {quoted(_BYTE_ORDER_MARK * (n == 0) + name)}"
        for n, (name, expression, is_text) in enumerate(columns)
    )
    target = literal(str(folder / f"{answer.name}.csv"))
    con.execute(f"COPY (SELECT {harmless} FROM temp.{kept(answer.name)}) TO {target} (FORMAT csv, HEADER)")


def _columns(answer: Answer) -> list[tuple[str, str, bool]]:
    """Name, expression and whether it is a text, of each column: a pair becomes two, what is only drawn is left out."""
    found: list[tuple[str, str, bool]] = []
    for name, kind in zip(answer.columns, answer.types, strict=True):
        if kind == "VARCHAR[]":
            found += [(f"{name}_vi", f"{quoted(name)}[1]", True), (f"{name}_en", f"{quoted(name)}[2]", True)]
        elif not kind.endswith("[]"):
            found.append((name, quoted(name), kind == "VARCHAR"))
    return found


def _harmless(text: str) -> str:
    return f"CASE WHEN regexp_matches({text}, {literal(_FORMULA)}) THEN '''' || {text} ELSE {text} END"
