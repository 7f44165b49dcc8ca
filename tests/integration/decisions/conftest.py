"""A real small city in which something is to be decided, and copies of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import expectations.rules
from pipelines.settings import Settings
from tests.integration.conftest import cities, copy_of, run_nights


@pytest.fixture(scope="package")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Two nights in which half of the register of cards is gone on the second day, and one district sent no file."""
    with cities(tmp_path_factory) as city:
        settings = city(2_000, 5, ("half_register:bhxh:2024-01-16", "truncated_xlsx:d268:2024-01-16"))
        run_nights(settings)
        yield settings


@pytest.fixture
def home(begun: Settings, tmp_path: Path) -> Settings:
    return copy_of(begun, tmp_path / "home")


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The suites, in a folder where a test may change them."""
    folder = tmp_path / "rules"
    shutil.copytree(Path(expectations.rules.FOLDER), folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    monkeypatch.setattr(expectations.rules, "FOLDER", folder)
    yield folder
