"""The process that is Airflow: imports it once, forks its parts, watches them, and ends them all together.

`python -m pipelines.orchestrate.launcher` is started in a session of its own, with a pipe as standard input whose other
end the caller holds: when the caller ends, however it ends, the pipe closes and so does everything here. Forking
instead of starting each part anew saves about 15 CPU seconds of imports, and what the stages import is imported once
here rather than in every task (Great Expectations alone costs 8 CPU seconds).
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from pipelines.orchestrate import family, parts, postgres
from pipelines.orchestrate.workers import Workers

CLUSTER = "postgres"
GRACE_SECONDS = 6.0
LOOKS_BETWEEN = 10
"""Workers are looked at every tenth time, which is every two seconds: it reads the table of processes."""


class Stopped(BaseException):
    """Someone asked for the end. Not an `Exception`, so that no import which is under way can swallow it."""


def main(words: Sequence[str]) -> int:
    """Run API server, scheduler and what is asked for besides, until told to stop or one of them ends by itself."""
    asked = _asked(words)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    family.adopt_orphans()
    running: dict[int, str] = {}
    status = 1
    try:
        if asked.cluster:
            _start_cluster(running, asked.cluster, asked.port)
        _launch(running, asked.extra)
        _watch(running)
    except Stopped:
        status = 0
    except BaseException:
        traceback.print_exc()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clusters = [process for process, name in running.items() if name == CLUSTER]
    parts_of_airflow = running.keys() - set(clusters)
    family.end_all([(process, signal.SIGTERM) for process in parts_of_airflow], GRACE_SECONDS, spared=clusters)
    # to PostgreSQL this word means not to wait for those who are still connected
    family.end_all([(process, signal.SIGINT) for process in clusters], GRACE_SECONDS)
    return status


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cluster", type=Path, help="the folder of a PostgreSQL to run for Airflow's own records")
    parser.add_argument("--port", type=int, help="the loopback port of that PostgreSQL")
    parser.add_argument("extra", nargs="*", help="parts of Airflow besides API server and scheduler")
    return parser.parse_args(words)


def _start_cluster(running: dict[int, str], folder: Path, port: int) -> None:
    postgres.make_cluster(folder)
    process = _fork(CLUSTER, lambda: postgres.become_server(folder, port))
    running[process] = CLUSTER
    postgres.wait_until_ready(folder, port, lambda: os.waitpid(process, os.WNOHANG)[0] == 0)


def _launch(running: dict[int, str], extra: Sequence[str]) -> None:
    parts.load(parts.FOR_ALL)
    _end_with_caller(0)
    wait_for, ready = os.pipe()
    running[_fork("api-server", lambda: parts.serve_api(wait_for), ready)] = "api-server"
    database = _fork("database", parts.prepare_database, ready)
    parts.load(parts.FOR_THE_TASKS)
    _end_with_caller(0)
    _, status = os.waitpid(database, 0)
    if status:
        raise SystemExit("Airflow's database could not be prepared; see database.log.")
    os.write(ready, b"!")
    running[_fork("scheduler", lambda: parts.command("scheduler", "--skip-serve-logs"))] = "scheduler"
    for name in extra:
        running[_fork(name, lambda name=name: parts.command(name))] = name  # type: ignore[misc]  # a loop's own value


def _fork(name: str, work: Callable[[], None], *not_for_it: int) -> int:
    def alone() -> None:
        for handle in not_for_it:
            os.close(handle)
        work()

    return family.fork(alone, Path(os.environ["AIRFLOW__LOGGING__BASE_LOG_FOLDER"]) / f"{name}.log")


def _watch(running: dict[int, str]) -> None:
    """Return when a part ends by itself, or a worker was lost, without which no task may ever run again."""
    workers = Workers(next(process for process, name in running.items() if name == "scheduler"))
    for look in count():
        _end_with_caller(0.2)
        while (ended := os.waitpid(-1, os.WNOHANG)[0]) and ended not in running:
            continue
        if ended:
            print(f"{running.pop(ended)} ended by itself", file=sys.stderr)  # noqa: T201  # into this process's own log
            return
        if look % LOOKS_BETWEEN == 0 and workers.is_one_lost():
            print("a worker of the executor was killed", file=sys.stderr)  # noqa: T201  # likewise
            return


def _end_with_caller(seconds: float) -> None:
    """Wait so long for the caller's end of the pipe to be closed, and end when it is."""
    readable, _, _ = select.select([0], [], [], seconds)
    if readable and not os.read(0, 1):
        raise Stopped


def _stop(signum: int, frame: object) -> None:
    raise Stopped


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
