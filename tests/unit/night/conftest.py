from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.contract.registry import COLLECTED
from pipelines.settings import Settings
from tests.conftest import FEW_FEEDS
from tests.unit.extract.service import TOKEN, Service, running
from tests.unit.night.ministry import Ministry


@pytest.fixture
def one_feed_an_area(monkeypatch: pytest.MonkeyPatch) -> None:
    """Areas of one feed: what a night does is told by one, and others would only be missing."""
    monkeypatch.setenv(COLLECTED, FEW_FEEDS)


@pytest.fixture
def ministry(one_feed_an_area: None, tmp_path: Path) -> Iterator[Ministry]:
    home = Settings(home=tmp_path / "home", threads=1)
    home.secrets.mkdir(parents=True, mode=0o700)
    token = home.secrets / "bca.token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with running(Service()) as service:
        home.suppliers_file.write_text(
            f'[bca]\nkind = "http"\nurl = "{service.url}"\ntoken_file = "secrets/bca.token"\n'
            "attempts = 2\nbackoff_seconds = 0\n"
        )
        yield Ministry(home, service)
