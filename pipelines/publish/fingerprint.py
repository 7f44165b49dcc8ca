"""What a publication is made from, as one hash: who publishes from the same once more makes nothing new."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb

from pipelines.reference.tables import fingerprint as reference_fingerprint
from warehouse.sql import run_sql

_ROOT = Path(__file__).resolve().parents[2]

SOURCES = ("pipelines/feeds", "pipelines/publish", "warehouse/marts", "warehouse/sql/publish")
"""Contracts, mart SQL, and what writes the files and the page."""


def fingerprint(con: duckdb.DuckDBPyConnection, key_fingerprint: str) -> str:
    """The hash of the warehouse's state and of all that makes a publication of it."""
    state = run_sql(con, "publish/state").fetchall()
    told = repr((state, key_fingerprint, reference_fingerprint(), sources_fingerprint()))
    return sha256(told.encode()).hexdigest()


@cache
def sources_fingerprint() -> str:
    """The hash of the files below `SOURCES`."""
    digest = sha256()
    for path in sorted(path for source in SOURCES for path in (_ROOT / source).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(_ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
