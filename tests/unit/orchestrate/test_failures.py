from __future__ import annotations

import os
import signal
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import DataFailure
from pipelines.orchestrate.failures import broken, discreet, failures, kept
from pipelines.unforeseen import StepBroke

CITIZEN = "001099012345"


def test_a_step_that_ended_well_leaves_nothing(tmp_path: Path) -> None:
    with kept(tmp_path, "due"):
        pass
    assert failures(tmp_path) is None


def test_a_failure_of_ours_is_kept_as_its_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataFailure), kept(tmp_path, "validate"):
        raise DataFailure("The file is empty.", next_step="Ask d001.")
    assert failures(tmp_path) == "The file is empty. Next: Ask d001."


def test_the_words_of_a_foreign_error_are_kept_from_log_and_ledger_because_they_may_quote_a_citizen(
    tmp_path: Path,
) -> None:
    with pytest.raises(StepBroke) as failure, kept(tmp_path, "load"), duckdb.connect() as con:
        con.execute(f"SELECT CAST('{CITIZEN}x' AS BIGINT)")
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
    assert CITIZEN not in f"{failure.value.sentence} {failures(tmp_path)}"
    assert "The step load broke with ConversionException at test_failures.py, line" in failure.value.sentence


def test_a_step_that_is_killed_has_said_so_before(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with kept(tmp_path, "load"):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert failures(tmp_path) == "The step load was cut off before it ended."


def test_a_step_of_which_airflow_alone_knows_that_it_failed_is_named(tmp_path: Path) -> None:
    assert broken(tmp_path, []) is None
    assert broken(tmp_path, ["due"]) == "due failed without a word. Next: see the log of the task in Airflow."


def test_the_failure_of_one_step_can_be_asked_for_alone(tmp_path: Path) -> None:
    with pytest.raises(DataFailure), kept(tmp_path, "message"):
        raise DataFailure("Nobody answers.")
    assert broken(tmp_path, [], "publish") is None
    assert broken(tmp_path, []) == "Nobody answers."


def test_being_told_to_stop_is_no_failure_of_the_step(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), discreet("due"):
        raise KeyboardInterrupt
