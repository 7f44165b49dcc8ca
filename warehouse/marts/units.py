"""The unit of each published column, by the patterns of `units.yaml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent / "units.yaml"


def unit_of(table: str, column: str, kind: str) -> str | None:
    """What a column's values are counted or measured in; None for codes, names and texts."""
    facts = _facts()
    for one in facts["patterns"]:
        if one.get("of", table) == table and _fits(one["name"], column) and _fits(one["type"], kind):
            unit: str | None = one["unit"]
            counted: str | None = facts["counted"].get(table, "records")
            return counted if unit == "counted" else unit
    return None


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


@cache
def _facts() -> dict[str, Any]:
    return dict(read_yaml(FILE))
