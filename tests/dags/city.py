"""A made-up city with suppliers and an Airflow, and what a test asks of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import httpx
import psutil  # type: ignore[import-untyped]  # psutil ships no types

from pipelines.clock import night_of
from pipelines.orchestrate import secrets
from pipelines.orchestrate.api import Api
from pipelines.orchestrate.environment import address
from pipelines.orchestrate.nightly import run_nights
from pipelines.orchestrate.progress import NightProgress
from pipelines.orchestrate.report import NightsReport
from pipelines.orchestrate.serving import serving
from pipelines.settings import REPOSITORY, Settings


@dataclass
class City:
    """One home.

    Attributes:
        settings: its installation.
        host: the process that holds its Airflow.
        news: all that was told while nights ran.
    """

    settings: Settings
    host: subprocess.Popen[str]
    news: list[NightProgress] = field(default_factory=list)

    def nights(self, *days: int, also: Callable[[NightProgress], None] = lambda _: None) -> NightsReport:
        """Run the nights of these days of January 2024; `also` hears the news too."""

        def tell(news: NightProgress) -> None:
            self.news.append(news)
            also(news)

        asked = [date(2024, 1, day) for day in days]
        return run_nights(self.settings, [(day, night_of(day)) for day in asked], tell)

    def api(self) -> closing[Api]:
        """Airflow's programming interface."""
        permanent = serving(self.settings)
        assert permanent is not None
        return closing(Api(permanent.port, secrets.password(self.settings)))

    def wait(self, dag: str, run_id: str) -> str:
        """How a run ended that may not have begun yet."""
        deadline = time.monotonic() + 120
        with self.api() as api:
            while time.monotonic() < deadline:
                if run_id in api.newest_runs(dag) and (state := api.state(dag, run_id)) in ("success", "failed"):
                    return state
                time.sleep(0.5)
        raise AssertionError(f"{dag} {run_id} did not end")

    def mark_as_failed(self, dag: str, run_id: str) -> None:
        """What a person does who marks a run as failed on Airflow's pages."""
        permanent = serving(self.settings)
        assert permanent is not None
        with httpx.Client(base_url=address(permanent.port), timeout=60, trust_env=False) as client:
            person = {"username": secrets.USER, "password": secrets.password(self.settings)}
            token = client.post("/auth/token", json=person).json()["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            answer = client.patch(f"/api/v2/dags/{dag}/dagRuns/{run_id}", json={"state": "failed"})
            assert answer.is_success, answer.text

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the warehouse answers."""
        return _rows(self.settings.warehouse_file, query)

    def published(self, query: str, name: str = "current") -> list[tuple[object, ...]]:
        """What a publication answers."""
        return _rows((self.settings.published / name).resolve() / "city.duckdb", query)

    def ledger(self) -> list[tuple[object, ...]]:
        """Every line of `ops.delivery`."""
        return self.rows("FROM ops.delivery ORDER BY delivery_id")

    def told(self) -> list[dict[str, object]]:
        """The messages that went out."""
        file = self.settings.home / "notifications.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def start_host(settings: Settings, *more: str) -> subprocess.Popen[str]:
    """Start the Airflow of a home and return when it is healthy."""
    words = [sys.executable, "-m", "tests.dags.host", str(settings.home), *more]
    host = subprocess.Popen(words, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    assert host.stdout.readline() == "healthy\n", (settings.airflow / "launcher.log").read_text()[-3000:]
    return host


def below(process: int) -> list[psutil.Process]:
    """Everything that a process started, and what that started."""
    return list(psutil.Process(process).children(recursive=True))


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def people_named_in(settings: Settings, files: Iterator[Path]) -> list[str]:
    """The files that hold an ID, card number, phone or canary name of the made-up people, each with what it holds."""
    truth = settings.simulated / "truth" / "persons.parquet"
    with duckdb.connect() as con:
        people = con.execute(
            "SELECT citizen_id, card_number, phone, CASE WHEN is_canary THEN full_name END FROM read_parquet(?)",
            [str(truth)],
        ).fetchall()
    numbers = {value.encode() for person in people for value in person[:3] if value}
    names = {form for person in people if person[3] for form in _forms(person[3])}
    assert len(numbers) > 1000
    assert len(names) > 100
    found = []
    for file in files:
        content = file.read_bytes()
        held = numbers & set(re.findall(rb"[A-Z]{0,2}\d{8,}", content)) | {name for name in names if name in content}
        found += [f"{file}: {one.decode('utf-8', 'replace')}" for one in held]
    return found


def _forms(name: str) -> set[bytes]:
    """A name as text, and as JSON writes it."""
    return {name.encode(), json.dumps(name)[1:-1].encode()}


def _rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(file), read_only=True) as con:
        return con.execute(query).fetchall()
