"""A real Airflow for the length of a `with`: started, healthy, and gone when the block ends, whatever ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from pipelines.errors import EngineFailure
from pipelines.night.leftovers import sweep
from pipelines.orchestrate import environment, secrets
from pipelines.orchestrate.alone import alone, end_holders
from pipelines.settings import REPOSITORY, Settings

HEALTHY_WITHIN = 180.0
GONE_WITHIN = 60.0


class AirflowEnded(EngineFailure):
    """Airflow is not there, although it should be."""

    code = "airflow.ended"

    def __init__(self, what: str, logs: Path) -> None:
        super().__init__(
            what,
            where=str(logs),
            next_step="Read launcher.log beside that folder, then the logs in it: api-server.log, scheduler.log, "
            "database.log.",
        )


class Terminated(SystemExit):
    """This process was told to end by SIGTERM."""


@dataclass(frozen=True)
class Started:
    """An Airflow that runs.

    Attributes:
        port: the loopback port it answers on.
        process: the process whose end is the end of all of it.
        logs: where its logs are.
    """

    port: int
    process: subprocess.Popen[bytes]
    logs: Path

    def check(self) -> None:
        """Nothing, while it runs.

        Raises:
            AirflowEnded: it does not.
        """
        if self.process.poll() is not None:
            raise AirflowEnded("Airflow ended by itself.", self.logs)


@contextmanager
def started(
    settings: Settings,
    what: str,
    *,
    database: environment.Database,
    one_shot: bool,
    arguments: Sequence[str] = (),
    wait_seconds: float = 0,
) -> Iterator[Started]:
    """A healthy Airflow of this home, on a free port; SIGTERM ends the block as Ctrl-C does.

    Raises:
        AirflowHeld: another one ran for `wait_seconds`.
        AirflowEnded: it did not become healthy.
    """
    with alone(settings, what, wait_seconds) as lock, _sigterm_ends():
        if one_shot:
            _forget(settings)
        secrets.password(settings)
        port = environment.free_port()
        logs = environment.logs(settings)
        logs.mkdir(exist_ok=True, mode=0o700)
        process = _launch(settings, arguments, lock, environment.airflow_environment(
            settings, os.environ, port=port, database=database, one_shot=one_shot
        ))  # fmt: skip
        try:
            running = Started(port, process, logs)
            _wait_until_healthy(running)
            yield running
        finally:
            _end(process)
            end_holders(settings)


def _launch(
    settings: Settings, arguments: Sequence[str], lock: int, environ: dict[str, str]
) -> subprocess.Popen[bytes]:
    log_file = settings.airflow / "launcher.log"
    log_file.touch(mode=0o600)
    with log_file.open("wb") as log:
        return subprocess.Popen(  # noqa: S603  # our own module with our own arguments
            [sys.executable, "-m", "pipelines.orchestrate.launcher", *arguments],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environ,
            cwd=REPOSITORY,
            pass_fds=[lock],
            start_new_session=True,
        )


def _forget(settings: Settings) -> None:
    """Begin with an empty database: what a killed run left half done there is not taken up again.

    What came and what became of it stands in the warehouse; Airflow's own records of a one-shot run serve that run.
    """
    sweep(settings, is_airflow_gone=True)
    for leftover in settings.airflow.glob("airflow.db*"):
        leftover.unlink()
    (settings.airflow / "airflow.db").touch(mode=0o600)


def _wait_until_healthy(running: Started) -> None:
    deadline = time.monotonic() + HEALTHY_WITHIN
    with httpx.Client(base_url=environment.address(running.port), timeout=10, trust_env=False) as client:
        while time.monotonic() < deadline:
            running.check()
            with suppress(httpx.HTTPError):
                if client.get("/execution/health").is_success:
                    return
            time.sleep(0.1)
    raise AirflowEnded(f"Airflow did not answer within {HEALTHY_WITHIN:.0f} s.", running.logs)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(GONE_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def _sigterm_ends() -> Iterator[None]:
    def leave(signum: int, frame: object) -> None:
        raise Terminated(128 + signum)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
