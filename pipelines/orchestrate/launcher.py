"""The process that is Airflow: imports it once, forks its parts, watches them, and ends them all together.

`python -m pipelines.orchestrate.launcher` is started in a process group of its own, with a pipe as standard input whose
other end the caller holds: when the caller ends, however it ends, the pipe closes and so does everything here. Forking
instead of starting each part anew saves about 15 CPU seconds of imports, and what the stages import is imported once
here rather than in every task (Great Expectations alone costs 8 CPU seconds).
"""

from __future__ import annotations

import importlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

POOLS = (
    ("warehouse_writer", 1, "the one process that may write the warehouse"),
    ("supplier_io", 3, "errands to suppliers; each supplier's own limit is kept by the extractor"),
)
PRELOADED = (
    "pipelines.night",
    "pipelines.extract",
    "pipelines.validate",
    "pipelines.load",
    "pipelines.publish",
    "pipelines.orchestrate.area_steps",
    "pipelines.orchestrate.city_steps",
    "warehouse.connection",
)
GRACE_SECONDS = 20.0


class Stopped(Exception):
    """Someone asked for the end."""


def main(arguments: Sequence[str]) -> int:
    """Run the parts named by `arguments` besides API server and scheduler, until told to stop or one of them ends."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    parts: dict[int, str] = {}
    try:
        _launch(parts, arguments)
        _watch(parts)
    except Stopped:
        return 0
    finally:
        _end(parts)
    return 1


def _launch(parts: dict[int, str], extra: Sequence[str]) -> None:
    import airflow.executors.local_executor
    import airflow.jobs.scheduler_job_runner
    import airflow.sdk.execution_time.supervisor
    import airflow.sdk.execution_time.task_runner  # noqa: F401  # imported here, so that no fork has to

    parts[_fork("api-server", lambda: _command("api-server", "--apps", "all", "--workers", "1"))] = "api-server"
    database = _fork("database", _prepare_database)
    for name in PRELOADED:
        importlib.import_module(name)
    _, status = os.waitpid(database, 0)
    if status:
        raise SystemExit("Airflow's database could not be prepared; see database.log.")
    parts[_fork("scheduler", lambda: _command("scheduler", "--skip-serve-logs"))] = "scheduler"
    for name in extra:
        parts[_fork(name, lambda name=name: _command(name))] = name  # type: ignore[misc]  # a loop's own value


def _prepare_database() -> None:
    _command("db", "migrate")
    for name, slots, description in POOLS:
        _command("pools", "set", name, str(slots), description)
    _command("dags", "reserialize")


def _command(*words: str) -> None:
    from airflow.cli import cli_parser

    arguments = cli_parser.get_parser().parse_args(list(words))
    arguments.func(arguments)


def _fork(name: str, work: Callable[[], None]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _write_to(Path(os.environ["AIRFLOW__LOGGING__BASE_LOG_FOLDER"]) / f"{name}.log")
        work()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _write_to(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(handle, 1)
    os.dup2(handle, 2)


def _watch(parts: dict[int, str]) -> None:
    while True:
        readable, _, _ = select.select([0], [], [], 0.5)
        if readable and not os.read(0, 1):
            raise Stopped
        ended, _ = os.waitpid(-1, os.WNOHANG)
        if ended in parts:
            print(f"{parts.pop(ended)} ended by itself", file=sys.stderr)  # noqa: T201  # into this process's own log
            return


def _end(parts: dict[int, str]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for process in parts:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    waiting = set(parts)
    while waiting and time.monotonic() < deadline:
        for process in list(waiting):
            with suppress(ChildProcessError):
                if os.waitpid(process, os.WNOHANG)[0] == 0:
                    continue
            waiting.discard(process)
        time.sleep(0.05)
    sys.stderr.flush()
    os.killpg(0, signal.SIGKILL)


def _stop(signum: int, frame: object) -> None:
    raise Stopped


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
