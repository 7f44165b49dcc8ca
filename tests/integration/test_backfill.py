"""`citydb backfill` as a person runs it: interrupted, continued, and while a night is due."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipelines.clock import night_of
from pipelines.settings import REPOSITORY, Settings
from tests.integration.conftest import City
from tests.truth import ledger_differences, record_differences
from warehouse.connection import open_writer

FIRST, LAST = date(2024, 1, 15), date(2024, 1, 18)
DONE, INTERRUPTED = 0, 130


@pytest.fixture(scope="module")
def settings(city: City) -> Settings:
    """A city of four business days of which nothing has been collected."""
    return city(1_000, 4, last=LAST)


def backfill(settings: Settings, first: date, last: date, *more: str) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    program = str(Path(sys.executable).with_name("citydb"))
    words = [program, "backfill", "--from", str(first), "--to", str(last), "--at", "02:00", *more]
    environ = {**os.environ, "CITYDB_HOME": str(settings.home), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        words, env=environ, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, preexec_fn=_hear_interrupts
    )


def _hear_interrupts() -> None:
    """What a shell starts in the background is deaf to SIGINT, and hands that on; a person's command is not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def heard(process: subprocess.Popen[str], what: str) -> str:
    """The line in which a process says this."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if what in line:
            return line
    raise AssertionError("".join(said))


def ended(process: subprocess.Popen[str], within: int = 300) -> tuple[int, str]:
    """Its exit code, and what it still said; it has so many seconds."""
    said, _ = process.communicate(timeout=within)
    return process.returncode, said


@pytest.fixture(scope="module")
def interrupted(settings: Settings) -> int:
    """How a backfill ended that somebody interrupted when everything had landed and one area was loaded."""
    process = backfill(settings, FIRST, date(2024, 1, 17))
    heard(process, "population 2024-01-15 to 2024-01-17: loading")
    process.send_signal(signal.SIGINT)
    return ended(process)[0]


@pytest.fixture(scope="module")
def both(settings: Settings, interrupted: int) -> list[tuple[int, str]]:
    """How the same backfill and the night of the 18th ended, that began while somebody else held the warehouse."""
    with open_writer(settings, "a third process", night_of(LAST)):
        processes = [backfill(settings, FIRST, date(2024, 1, 17)), backfill(settings, LAST, LAST)]
        for process in processes:
            heard(process, "waiting for the warehouse, held by a third process (process ")
    return [ended(process) for process in processes]


def test_an_interrupted_backfill_leaves_nothing_half_done(interrupted: int, settings: Settings) -> None:
    assert interrupted == INTERRUPTED
    assert not list(settings.staging.glob("*/2024-*/*"))


def test_a_backfill_and_a_night_wait_for_each_other_and_say_so(both: list[tuple[int, str]]) -> None:
    assert [code for code, _ in both] == [DONE, DONE], both


def test_after_them_all_is_as_the_suppliers_meant_it(both: list[tuple[int, str]], settings: Settings) -> None:
    assert ledger_differences(settings) == []
    assert set(record_differences(settings, LAST).values()) == {0}
    assert (settings.published / "current").resolve().name.startswith("2024-01-18-")


def test_when_all_is_done_nothing_is_planned_or_published(both: list[tuple[int, str]], settings: Settings) -> None:
    code, said = ended(backfill(settings, FIRST, LAST, "--json"))
    assert code == DONE
    facts = json.loads(said)
    assert {one["what"] for one in facts["planned"]} == {"leave as it is"}
    assert (facts["settled"], facts["publication"]) == ([], None)


def test_a_dry_run_tells_what_would_be_asked_and_changes_nothing(
    both: list[tuple[int, str]], settings: Settings
) -> None:
    before = settings.warehouse_file.read_bytes()
    wanted = ["--reprocess", "all", "--source", "supplier", "--supplier", "d001", "--dry-run"]
    code, said = ended(backfill(settings, LAST, LAST, *wanted))
    assert code == DONE
    assert "1 deliveries to work on, 0 to leave as they are." in said
    assert "ask the supplier" in said
    assert settings.warehouse_file.read_bytes() == before
