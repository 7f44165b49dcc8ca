from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.extract.secret import Secret
from pipelines.settings import Settings
from tests.unit.extract.service import TOKEN, Service, running


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service()) as started:
        yield started


@pytest.fixture
def token(tmp_path: Path) -> Secret:
    path = tmp_path / "token"
    path.write_text(TOKEN)
    path.chmod(0o600)
    return Secret("bca", "file", str(path))
