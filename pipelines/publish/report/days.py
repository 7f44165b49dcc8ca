"""A table of several days as data that the page carries, for the script to show another day of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipelines.publish.report.answer import Answer, Record
from pipelines.publish.report.spec import Block, ColumnSpec
from pipelines.publish.report.words import word

DAY = "business_day"


def payload(block: Block, answer: Answer) -> str:
    """Texts once, then for each day its rows: what the row is (1 carried, 2 total), then a value for each column.

    A text is the place of its pair in `texts`; a figure stands as it is; what is not known is null.
    """
    texts: dict[tuple[str, str], int] = {}
    days: dict[str, list[list[Any]]] = {}
    for record in answer.records:
        if record[DAY] is None:
            continue
        line = [(1 if record.get("is_carried") else 0) + (2 if record.get("is_total") else 0)]
        line += [_value(column, record, texts) for column in block.columns]
        days.setdefault(record[DAY].isoformat(), []).append(line)
    return embedded({"texts": list(texts), "days": days})


def embedded(data: Mapping[str, Any]) -> str:
    """JSON that can stand in a page: nothing in it ends the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _value(column: ColumnSpec, record: Record, texts: dict[tuple[str, str], int]) -> Any:
    value = record[column.name]
    if value is None:
        return None
    if column.kind in ("text", "code"):
        return texts.setdefault((value, value), len(texts))
    if column.kind == "pair":
        return texts.setdefault((value[0], value[1] or value[0]), len(texts))
    if column.kind == "words":
        known = word(column.name, value)
        return texts.setdefault((known.vi, known.en), len(texts))
    return round(value, 6) if isinstance(value, float) else value
