"""A warehouse of tiny feeds, for the tests of what is loaded into it and what is told of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.builders import AT, tiny_contract
from tests.unit.load.city import City
from warehouse.connection import open_writer
from warehouse.history import create_history_table
from warehouse.session import session

IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where many small databases cost no disk."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty warehouse that knows the tiny feeds."""
    home = Settings(home=tmp_path_factory.mktemp("template"), threads=1)
    with open_writer(home, "test", AT) as con:
        for kind in ("snapshot", "changes", "events"):
            create_history_table(con, tiny_contract(kind))
    return home.warehouse_file


@pytest.fixture
def city(template: Path) -> Iterator[City]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        copy = Path(folder) / "city.duckdb"
        shutil.copy(template, copy)
        con = session(Settings(home=Path(folder), threads=1), copy)
        try:
            yield City(con, Path(folder))
        finally:
            con.close()
