"""The statements the program asks of a publication or warehouse, each in its own file below `sql/`."""

from __future__ import annotations

from pathlib import Path

from warehouse.sql import render

SQL = Path(__file__).resolve().parent / "sql"


def statement(name: str) -> str:
    """The text of one."""
    return render(name, folder=SQL)
