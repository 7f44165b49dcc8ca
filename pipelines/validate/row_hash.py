"""The fingerprint of a record's content, by which the load sees whether anything changed."""

from __future__ import annotations

from pipelines.contract import Column, Contract
from warehouse.sql import quoted


def row_hash_sql(contract: Contract) -> str:
    """SQL for the md5, in hex, over a record's content columns in the contract's order.

    Stored in history for years, so it depends on nothing but the values: each is written as text that no session
    setting and no wider type changes (instants as microseconds since 1970 in UTC, days in ISO form), with its length
    in bytes before it, so that no two different records read the same; a missing value is a bare `-`.
    """
    return f"md5(concat_ws(',', {', '.join(_told(column) for column in contract.content_columns)}))"


def _told(column: Column) -> str:
    text = quoted(column.name)
    if column.type == "TIMESTAMPTZ":
        text = f"epoch_us({text})::VARCHAR"
    elif column.type != "VARCHAR":
        text = f"{text}::VARCHAR"
    return f"coalesce(strlen({text}) || ':' || {text}, '-')"
