from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines import reference


@pytest.fixture(scope="session")
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    """The schema `reference`, and nothing else."""
    with duckdb.connect() as con:
        reference.build(con)
        yield con
