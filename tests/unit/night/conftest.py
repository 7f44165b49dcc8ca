from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.unit.extract.service import TOKEN, Service, running
from tests.unit.night.ministry import Ministry


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    home = Settings(home=tmp_path / "home")
    home.secrets.mkdir(parents=True)
    token = home.secrets / "bca.token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with running(Service()) as service:
        home.suppliers_file.write_text(
            f'[bca]\nkind = "http"\nurl = "{service.url}"\ntoken_file = "secrets/bca.token"\n'
            "attempts = 2\nbackoff_seconds = 0\n"
        )
        yield Ministry(home, service)
