"""A question to the warehouse is one statement that changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipelines.cli.plain import plain
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


def strict(text: str) -> object:
    """What a parser reads that takes JSON and nothing else."""

    def refuse(word: str) -> object:
        raise ValueError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_json_of_any_value_is_taken_by_a_strict_parser(home: Path) -> None:
    ended = citydb(
        home,
        "sql",
        "--live",
        "--json",
        r"""
        SELECT
            'NaN'::DOUBLE AS a, '-inf'::FLOAT AS b, 1.5::DOUBLE AS c, 'x'::BLOB AS d, NULL AS e,
            [1.0, 'inf'::DOUBLE] AS list,
            {'n': 'nan'::DOUBLE, 'blob': '\x00\xFFb'::BLOB, 'day': DATE '2024-01-15'} AS struct,
            MAP {'nan'::DOUBLE: 1, 'inf'::DOUBLE: 2} AS numbers, MAP {'x'::BLOB: 'nan'::DOUBLE} AS blobs,
            MAP {DATE '2024-01-15': true} AS days, MAP {true: 1} AS flags, MAP {[1]: 'inf'::DOUBLE} AS lists,
            array_value('nan'::DOUBLE, 1) AS two, 1.50::DECIMAL(4, 2) AS exact
        """,
    )
    assert ended.returncode == 0, ended.stderr
    assert strict(ended.stdout) == [
        {
            "a": None,
            "b": None,
            "c": 1.5,
            "d": "\\x78",
            "e": None,
            "list": [1.0, None],
            "struct": {"n": None, "blob": "\\x00\\xFF\\x62", "day": "2024-01-15"},
            "numbers": {"nan": 1, "inf": 2},
            "blobs": {"\\x78": None},
            "days": {"2024-01-15": True},
            "flags": {"true": 1},
            "lists": {"key": [[1]], "value": [None]},
            "two": [None, 1.0],
            "exact": "1.50",
        }
    ]


def test_the_text_of_a_blob_is_cast_back_to_it() -> None:
    every_byte = bytes(range(256))
    assert duckdb.execute("SELECT ?::BLOB", [plain(every_byte)]).fetchone() == (every_byte,)
