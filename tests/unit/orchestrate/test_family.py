from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types

PARENT = """
import os, signal, sys, time
from pathlib import Path
from pipelines.orchestrate import family

def with_a_grandchild_in_a_group_of_its_own():
    if os.fork() == 0:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("grandchild", os.getpid(), flush=True)
        time.sleep(600)
    time.sleep(600)

family.adopt_orphans()
log = Path(sys.argv[1])
child = family.fork(with_a_grandchild_in_a_group_of_its_own, log)
while "grandchild" not in (log.read_text() if log.exists() else ""):
    time.sleep(0.02)
print(child, log.read_text().split()[1], flush=True)
if sys.argv[2] == "end":
    family.end_all([(child, signal.SIGTERM)], 0.5)
elif sys.argv[2] == "spare":
    family.end_all([], 0.1, spared=[child])
else:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def run(tmp_path: Path, how: str) -> tuple[int, int]:
    done = subprocess.run(
        [sys.executable, "-c", PARENT, str(tmp_path / "child.log"), how], capture_output=True, text=True, check=False
    )
    child, grandchild = done.stdout.split()
    return int(child), int(grandchild)


def lives(process: int) -> bool:
    return bool(psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE)


def test_the_end_reaches_a_grandchild_that_left_the_group_and_is_deaf(tmp_path: Path) -> None:
    child, grandchild = run(tmp_path, "end")
    assert not lives(child)
    assert not lives(grandchild)


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    child, grandchild = run(tmp_path, "killed")
    psutil.wait_procs([psutil.Process(child)] if psutil.pid_exists(child) else [], timeout=5)
    assert not lives(child)
    if lives(grandchild):
        psutil.Process(grandchild).kill()


def test_what_is_to_be_spared_is_left_with_all_it_started(tmp_path: Path) -> None:
    child, grandchild = run(tmp_path, "spare")
    if lives(child):
        psutil.Process(child).kill()
    assert lives(grandchild)
    psutil.Process(grandchild).kill()
