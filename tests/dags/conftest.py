from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from pipelines.settings import Settings
from simulator.city import simulate
from simulator.suppliers import running
from tests.dags.city import City, start_host

CITIZENS = 2_000


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of five business days, its suppliers, and the one Airflow of the session."""
    settings = Settings(home=tmp_path_factory.mktemp("city"), memory="500MB")
    simulate(settings, CITIZENS, date(2024, 1, 15), date(2024, 1, 19), 5, (), lambda _: None)
    settings.settings_file.write_text('[notify]\nkind = "file"\n')
    running.up(settings)
    try:
        host = start_host(settings)
        try:
            yield City(settings, host)
        finally:
            host.kill()
            host.wait()
    finally:
        running.down(settings)
