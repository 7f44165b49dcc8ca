from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types
import pytest

from pipelines.orchestrate import environment
from pipelines.orchestrate.alone import AirflowHeld, alone
from pipelines.orchestrate.serving import Serving, serving, told
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "airflow").mkdir()
    return Settings(home=tmp_path)


def test_a_second_one_is_refused_by_the_name_of_the_first(settings: Settings) -> None:
    with (
        alone(settings, "citydb serve", 0),
        pytest.raises(AirflowHeld, match=rf"citydb serve \(process {os.getpid()}\)"),
        alone(settings, "citydb nightly", 0),
    ):
        pass


def test_when_the_first_has_ended_the_next_may_begin(settings: Settings) -> None:
    with alone(settings, "citydb serve", 0):
        pass
    with alone(settings, "citydb nightly", 0):
        pass


def test_the_home_is_free_only_when_the_last_process_that_was_started_has_ended(settings: Settings) -> None:
    with alone(settings, "citydb nightly", 0) as handle:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[handle])
    with pytest.raises(AirflowHeld), alone(settings, "another", 0):
        pass
    child.communicate(b"\n")
    with alone(settings, "another", 0):
        pass


def test_what_is_left_of_an_airflow_whose_caller_was_killed_is_ended_and_who_waits_is_not(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.orchestrate.alone.ORPHANS_END_WITHIN", 0.5)
    caller = os.fork()
    if caller == 0:
        with alone(settings, "citydb nightly", 0) as handle:
            subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[handle])
            os.kill(os.getpid(), signal.SIGSTOP)
    os.waitpid(caller, os.WUNTRACED)
    (orphan,) = psutil.Process(caller).children()
    os.kill(orphan.pid, signal.SIGSTOP)  # it does not end by itself
    os.kill(caller, signal.SIGKILL)
    os.waitpid(caller, 0)
    waiting = os.open(settings.airflow / "lock", os.O_RDWR)
    words = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, pass_fds=[waiting]) as other:
        with alone(settings, "the next", 0):
            assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
        assert other.poll() is None
    os.close(waiting)


def test_the_permanent_set_is_found_while_it_runs(settings: Settings) -> None:
    assert serving(settings) is None
    with told(settings, 8123):
        found = serving(settings)
        assert found == Serving(8123, os.getpid(), psutil.Process().create_time())
    assert serving(settings) is None


def test_a_file_that_a_killed_permanent_set_left_is_not_believed(settings: Settings) -> None:
    with told(settings, 8123):
        left = (settings.airflow / "serve.json").read_text()
    facts = json.loads(left)
    (settings.airflow / "serve.json").write_text(json.dumps(facts | {"started": facts["started"] - 60}))
    assert serving(settings) is None
    (settings.airflow / "serve.json").write_text(left[:10])
    assert serving(settings) is None


CALLER = """
import subprocess, sys
from pathlib import Path
from pipelines.orchestrate import environment
from pipelines.orchestrate.started import started
from pipelines.settings import Settings
settings = Settings(home=Path(sys.argv[1]))
with started(settings, "a caller", database=environment.sqlite(settings), one_shot=True):
    print("healthy", flush=True)
    input()
"""


def test_airflow_ends_with_a_caller_that_is_killed_while_it_starts(settings: Settings) -> None:
    caller = subprocess.Popen([sys.executable, "-c", CALLER, str(settings.home)], stdin=subprocess.PIPE)
    launcher = None
    deadline = time.monotonic() + 30
    while launcher is None and time.monotonic() < deadline:
        launcher = next(iter(psutil.Process(caller.pid).children()), None)
        time.sleep(0.05)
    assert launcher is not None, "the caller started nothing"
    caller.kill()
    caller.wait()
    with alone(settings, "the next", 60):
        assert not launcher.is_running() or launcher.status() == psutil.STATUS_ZOMBIE


def test_a_free_port_is_one_that_nobody_listens_on() -> None:
    ports = {environment.free_port() for _ in range(20)}
    assert len(ports) > 1
    assert all(1024 < port < 65536 for port in ports)
