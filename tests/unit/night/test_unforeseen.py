"""What is said of errors nobody wrote a sentence for."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from pipelines.unforeseen import CannotWrite, StepBroke, told


def test_a_person_who_interrupts_a_statement_is_not_told_of_a_defect(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        told("a load", RuntimeError("Query interrupted"), tmp_path)  # so DuckDB says it


def test_what_may_not_be_written_is_told_as_that(tmp_path: Path) -> None:
    failure = told("a load", OSError(errno.EROFS, "Read-only file system"), tmp_path)
    assert isinstance(failure, CannotWrite) and str(tmp_path) in failure.sentence


def test_anything_else_is_told_by_place_and_never_in_its_own_words(tmp_path: Path) -> None:
    failure = told("a load", ValueError("001190000017"), tmp_path)
    assert isinstance(failure, StepBroke) and "001190000017" not in failure.sentence
