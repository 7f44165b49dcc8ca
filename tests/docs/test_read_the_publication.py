"""What an analyst is told to type works on a real publication."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.settings import REPOSITORY
from tests.docs.conftest import Walked
from tests.docs.markdown import blocks
from tests.docs.session import walk

PAGE = REPOSITORY / "docs" / "how-to" / "read-the-publication.md"
SQL = blocks(PAGE, "sql")


def test_every_command_of_the_page_ends_well(walked: Walked) -> None:
    answers = walk(PAGE, walked.home.parent, {"CITYDB_HOME": str(walked.home)})
    assert [(a.command, a.code, a.said[-600:]) for a in answers if a.code != a.expected_code] == []
    assert all(a.said.strip() for a in answers)


@pytest.mark.parametrize("number", range(len(SQL)))
def test_every_query_of_the_page_has_an_answer(walked: Walked, number: int) -> None:
    city = (walked.home / "published" / "current").resolve() / "city.duckdb"
    with duckdb.connect(str(city), read_only=True) as con:
        assert con.execute(SQL[number].text).fetchall(), SQL[number].place


def test_the_python_of_the_page_runs_from_top_to_bottom(
    walked: Walked, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITYDB_HOME", str(walked.home))
    names: dict[str, object] = {}
    for block in blocks(PAGE, "python"):
        exec(compile(block.text, block.place, "exec"), names)  # noqa: S102  # the page's own examples
    said = capsys.readouterr().out
    assert "publication 2024-01-16-002, night of 2024-01-16" in said
    matched = names["matched"]
    assert isinstance(matched, tuple)
    cards, with_a_citizen = matched
    assert 0 < with_a_citizen <= cards
    for connection in (names["con"], names["core"]):
        assert isinstance(connection, duckdb.DuckDBPyConnection)
        connection.close()
