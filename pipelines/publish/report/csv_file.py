"""Facts as a CSV file that a link of the page carries with it."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def csv_text(kind: type[DataclassInstance], rows: Sequence[DataclassInstance]) -> str:
    """The rows with a header, numbers and days as machines write them; texts are never a formula."""
    names = [field.name for field in fields(kind)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(getattr(row, name)) for name in names] for row in rows)
    return out.getvalue()


def csv_address(kind: type[DataclassInstance], rows: Sequence[DataclassInstance]) -> str:
    """The file as a `data:` address; the mark at its beginning tells spreadsheets that it is UTF-8."""
    content = ("\ufeff" + csv_text(kind, rows)).encode("utf-8")
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(content).decode("ascii")


def _cell(value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
