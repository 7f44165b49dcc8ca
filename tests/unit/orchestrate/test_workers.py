"""That a killed worker of Airflow's executor is noticed, among processes titled as Airflow's are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil  # type: ignore[import-untyped]  # psutil ships no types
import pytest

from pipelines.orchestrate.workers import Workers

SCHEDULER = """
import os, sys, time
for title in ("airflow worker -- LocalExecutor: <idle>", "airflow worker -- LocalExecutor: a task", "something else"):
    child = os.fork()
    if not child:
        os.write(1, f"{os.getpid()} {title}\\n".encode())
        os.execv(sys.executable, [title, "-c", "import time; time.sleep(600)"])
while True:  # as the executor does at each heartbeat
    time.sleep(0.05)
    os.waitpid(-1, os.WNOHANG)
"""


@pytest.fixture
def scheduler() -> Iterator[tuple[int, list[int]]]:
    """The process id of a scheduler, and those of two workers and of another child."""
    process = subprocess.Popen([sys.executable, "-c", SCHEDULER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        titles = dict(reversed(process.stdout.readline().rstrip().split(" ", 1)) for _ in range(3))
        workers = [int(titles[title]) for title in titles if "LocalExecutor" in title]
        yield process.pid, [*workers, int(titles["something else"])]
    finally:
        for child in psutil.Process(process.pid).children():
            child.kill()
        process.kill()
        process.wait()


def test_a_killed_worker_is_lost_and_another_child_of_the_scheduler_is_not(
    scheduler: tuple[int, list[int]],
) -> None:
    process, (worker, _, other) = scheduler
    workers = Workers(process)
    _wait(lambda: all(psutil.Process(child).cmdline()[0] != sys.executable for child in (worker, other)))
    assert not workers.is_one_lost()
    os.kill(other, signal.SIGKILL)
    _wait(lambda: not _exists(other))
    assert not workers.is_one_lost()
    os.kill(worker, signal.SIGKILL)
    _wait(lambda: not _exists(worker))
    assert workers.is_one_lost()


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
