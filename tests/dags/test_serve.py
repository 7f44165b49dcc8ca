"""The permanent set: has its own PostgreSQL, is found by `nightly`, refuses a second one, and leaves no trace."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from pipelines.clock import night_of
from pipelines.orchestrate import secrets
from pipelines.orchestrate.alone import AirflowHeld, alone
from pipelines.orchestrate.environment import address
from pipelines.orchestrate.nightly import NightProgress, run_nights
from pipelines.orchestrate.serve import DATABASE_VARIABLE, WrongDatabase, serve
from pipelines.orchestrate.serving import serving
from pipelines.settings import REPOSITORY, Settings
from simulator.city import simulate
from simulator.suppliers import running
from tests.dags.city import alive, below

SERVE = """
import sys
from pathlib import Path
from pipelines.orchestrate.serve import serve
from pipelines.settings import Settings
serve(Settings(home=Path(sys.argv[1]), memory="500MB"), lambda text: print(text, flush=True))
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    """A small city whose suppliers are up."""
    settings = Settings(home=tmp_path, memory="500MB")
    simulate(settings, 1_000, date(2024, 1, 15), date(2024, 1, 15), 3, (), lambda _: None)
    running.up(settings)
    yield settings
    running.down(settings)


@pytest.mark.airflow
@pytest.mark.slow
def test_the_permanent_set_runs_a_night_when_asked_and_stops_without_a_trace(home: Settings) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(home.home)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        said = [server.stdout.readline() for _ in range(4)]
        permanent = serving(home)
        assert permanent is not None, said
        assert address(permanent.port) in said[1]
        assert str(secrets.passwords_file(home)) in said[2]
        assert secrets.password(home) not in "".join(said)
        assert httpx.get(f"{address(permanent.port)}/api/v2/dags", trust_env=False).status_code == 401

        with pytest.raises(AirflowHeld, match=rf"citydb serve \(process {server.pid}\)"):
            serve(home, lambda _: None)

        news: list[NightProgress] = []
        day = date(2024, 1, 15)
        report = run_nights(home, [(day, night_of(day))], news.append)
        assert news[0].message == f"asking `citydb serve` (process {server.pid})"
        assert report.exit_code == 0
        assert report.publications == ("2024-01-15-001",)
        assert not (home.airflow / "airflow.db").exists()

        started = below(server.pid)
        assert [one for one in started if one.name() == "postgres"]
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
        assert alive(started) == []
        assert serving(home) is None
        with alone(home, "the next", 0):
            pass
    finally:
        server.kill()
        server.wait()


def test_a_database_that_is_no_postgresql_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "sqlite:////somewhere/airflow.db")
    with pytest.raises(WrongDatabase, match=DATABASE_VARIABLE):
        serve(Settings(home=tmp_path), lambda _: None)
    assert list(tmp_path.iterdir()) == []
