"""What a publication says of itself: written into each of its files, read back from `city.duckdb`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

import duckdb

from pipelines.publish.model import About, Publication
from pipelines.settings import Settings
from warehouse.session import session
from warehouse.sql import literal, quoted, run_sql


def write_about(con: duckdb.DuckDBPyConnection, catalog: str, about: About) -> None:
    """Put it into the file attached as `catalog`."""
    run_sql(con, "publish/about", {"catalog": quoted(catalog)})
    con.execute(f"INSERT INTO {quoted(catalog)}.publication.about VALUES (?, ?, ?, ?, ?, ?)", list(astuple(about)))


def read_about(settings: Settings, publication: Publication) -> About | None:
    """What it says; None when its `city.duckdb` cannot be read."""
    try:
        with reading(settings, city=publication.city) as con:
            row = con.execute(
                "SELECT name, business_day, made_at, run_id, person_key_fingerprint, fingerprint "
                "FROM city.publication.about"
            ).fetchone()
    except duckdb.Error:
        return None
    return About(*row) if row else None


@contextmanager
def reading(settings: Settings, **files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own that sees each file, for reading, as the catalog of that name."""
    with session(settings) as con:
        for catalog, path in files.items():
            con.execute(f"ATTACH {literal(str(path))} AS {quoted(catalog)} (READ_ONLY)")
        yield con
