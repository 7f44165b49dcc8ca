"""The fingerprint of a record's content, by which the load sees whether anything changed."""

from __future__ import annotations

from pipelines.contract import Column, Contract
from warehouse.sql import literal, quoted


def row_hash_sql(contract: Contract) -> str:
    """SQL for the md5, in hex, over the values a record has in the contract's content columns.

    Stored in history for years, so it depends on nothing but the values: each is written as text that no session
    setting and no wider type changes (instants as microseconds since 1970 in UTC, days in ISO form), after its
    column's first name and its length in bytes, so that no two different records read the same. A missing value is
    not written and columns stand by first name, so a column that a later version adds, renames or moves changes the
    hash of no record that does not use it.
    """
    columns = sorted(contract.content_columns, key=lambda column: column.first_name)
    return f"md5(concat_ws(',', {', '.join(_told(column) for column in columns)}))"


def _told(column: Column) -> str:
    text = quoted(column.name)
    if column.type == "TIMESTAMPTZ":
        text = f"epoch_us({text})::VARCHAR"
    elif column.type != "VARCHAR":
        text = f"{text}::VARCHAR"
    return f"{literal(column.first_name)} || '=' || strlen({text}) || ':' || {text}"
