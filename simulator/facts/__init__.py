"""Facts of the real city that only the made-up one needs, as tables beside this file."""

from __future__ import annotations

import csv
from pathlib import Path

FACTS = Path(__file__).resolve().parent
"""The folder of these tables."""

REFERENCE = FACTS.parents[1] / "pipelines" / "reference"
"""The folder of the city's own reference tables."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a small table of facts."""
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def drop_folders() -> dict[str, str]:
    """The kind of file each district drops, by supplier."""
    return {supplier: row["layout"] for row in rows("drop_folders") for supplier in row["suppliers"].split()}
