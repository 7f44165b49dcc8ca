"""What is said of errors nobody wrote a sentence for."""

from __future__ import annotations

import errno
import os
import signal
import threading
from pathlib import Path

import duckdb
import pytest

from pipelines.unforeseen import CannotWrite, StepBroke, told


def test_a_person_who_interrupts_a_statement_is_not_told_of_a_defect(tmp_path: Path) -> None:
    with duckdb.connect() as con, pytest.raises(KeyboardInterrupt):
        threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        try:
            con.execute("SELECT count(*) FROM range(10000000000) AS a (n), range(100) AS b (m) WHERE n % 7 = 3")
        except RuntimeError as reason:  # so DuckDB says it
            told("a load", reason, tmp_path)


def test_what_may_not_be_written_is_told_as_that(tmp_path: Path) -> None:
    failure = told("a load", OSError(errno.EROFS, "Read-only file system"), tmp_path)
    assert isinstance(failure, CannotWrite) and str(tmp_path) in failure.sentence


def test_anything_else_is_told_by_place_and_never_in_its_own_words(tmp_path: Path) -> None:
    failure = told("a load", ValueError("001190000017"), tmp_path)
    assert isinstance(failure, StepBroke) and "001190000017" not in failure.sentence
