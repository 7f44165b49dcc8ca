"""A question to the warehouse is one statement that changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.test_program import citydb
from tests.unit.marts.city import empty_warehouse


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    empty_warehouse(folder)
    return folder


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("/* nothing */", "There is no statement"),
        ("SELECT 1 FROM", "The statement failed: Parser Error"),
        ("DELETE FROM ops.delivery", "read-only"),
        ("FROM read_csv('/etc/passwd')", "The statement failed"),
    ],
)
def test_what_is_not_one_question_is_refused(home: Path, query: str, says: str) -> None:
    ended = citydb(home, "sql", "--live", query)
    assert (ended.returncode, says in ended.stderr) == (2, True), ended.stderr


def test_one_question_may_end_with_a_semicolon(home: Path) -> None:
    ended = citydb(home, "sql", "--live", "SELECT 40 + 2 AS answer;", "--csv")
    assert (ended.returncode, ended.stdout.splitlines()) == (0, ["answer", "42"])
