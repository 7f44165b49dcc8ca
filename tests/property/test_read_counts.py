"""Whatever happens to a file on its way, each of its physical records is parsed, unreadable, or refuses the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contract import Layout
from pipelines.read import text as text_module
from pipelines.settings import Settings
from tests.unit.read.builders import CSV, JSONL, TCVN3, Read, csv_text, line, read_from
from tests.unit.read.test_encoding import in_tcvn3
from tests.unit.read.test_jsonl import OBJECT
from warehouse.session import session

MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), threads=1)


@pytest.fixture(scope="module")
def con(home: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with session(home) as connection:
        yield connection


def records_in(text: str) -> int:
    """The physical records below a header, counted in another way than the reader does."""
    first = re.search(r"\r\n|\n|\r(?=.)", text, re.DOTALL)
    ends = r"\r\n|\r|\n" if first and first.group() == "\r" else r"\n"
    return sum(holds_something(one, ";") for one in re.split(ends, text)) - 1


def holds_something(line: str, delimiter: str) -> bool:
    room = " \t\r\u00a0\ufeff"
    return any(field.strip(room) not in ("", '""') for field in line.split(delimiter))


@st.composite
def damaged(draw: st.DrawFn, whole: bytes, header: int) -> bytes:
    """A file some of whose bytes below the header were lost, added or changed."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(header, max(header, len(content) - 1)))
        change = draw(st.sampled_from(("cut", "drop", "flip", "add", "double")))
        if change == "cut":
            del content[at:]
        elif change == "drop":
            del content[at : at + draw(st.integers(1, 80))]
        elif change == "flip" and at < len(content):
            content[at] ^= 1 << draw(st.integers(0, 7))
        elif change == "add":
            content[at:at] = draw(st.sampled_from((b'"', b'""', b";", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\x1f")))
        else:
            content[at:at] = content[at : at + draw(st.integers(1, 200))]
    return bytes(content)


LINES = [line(1), line(2, Họ_và_tên='"Công ty ""Sao; Mai"""'), line(3), line(4, Họ_và_tên="Hòa\r"), line(5), line(6)]
WHOLE = csv_text(*LINES).encode()
HEADER = WHOLE.index(b"\n") + 1


def check(found: Read, text: str) -> None:
    if found.refused:
        assert not found.records
        assert "quote" in found.refused
        return
    places = found.positions + sorted({position for position, _, _ in found.unreadable})
    assert found.received == len(places) == len(set(places)) == records_in(text)
    assert all(len(record) == 16 for record in found.records)


@MANY
@given(content=damaged(WHOLE, HEADER), piece=st.sampled_from((64, 1000, 1 << 20)))
def test_no_record_of_a_damaged_csv_is_lost(
    con: duckdb.DuckDBPyConnection, home: Settings, content: bytes, piece: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "PIECE", piece)
        check(read_from(con, home, content, CSV), content.decode(errors="replace").replace("\0", "\ufffd"))


OLD = in_tcvn3(csv_text(*LINES[::2], delimiter=","))


@settings(MANY, max_examples=40)
@given(content=damaged(OLD, OLD.index(b"\n") + 1))
def test_no_record_of_a_damaged_tcvn3_file_is_lost(
    con: duckdb.DuckDBPyConnection, home: Settings, content: bytes
) -> None:
    found = read_from(con, home, content, TCVN3)
    if found.refused is None:
        told = [
            one for one in content.decode("latin-1").split("\n") if holds_something(one.replace("\u00a0", "x"), ",")
        ]
        assert found.received == len(found.records) + len(found.unreadable) == len(told) - 1


@settings(MANY, max_examples=60)
@given(content=damaged("".join(json.dumps(OBJECT | {"hoTen": f"Hòa {n}"}) + "\n" for n in range(6)).encode(), 0))
def test_no_record_of_damaged_json_lines_is_lost(
    con: duckdb.DuckDBPyConnection, home: Settings, content: bytes
) -> None:
    found = read_from(con, home, content, JSONL)
    if found.refused is None:
        text = content.decode(errors="replace")
        first = re.search(r"\r\n|\n|\r(?=.)", text, re.DOTALL)
        ends = r"\r\n|\r|\n" if first and first.group() == "\r" else r"\n"
        told = [one for one in re.split(ends, text) if one.strip(" \t\r\u00a0\ufeff")]
        assert found.received == len(told)
        assert found.received == len({*found.positions, *(place[0] for place in found.unreadable)})


@settings(MANY, max_examples=60)
@given(content=st.binary(max_size=300), layout=st.sampled_from((CSV, TCVN3, JSONL)))
def test_any_bytes_at_all_are_refused_or_accounted_for(
    con: duckdb.DuckDBPyConnection, home: Settings, content: bytes, layout: Layout
) -> None:
    found = read_from(con, home, content, layout)
    assert (found.received is None) == (found.refused is not None)
    if layout is not JSONL:
        assert found.refused is not None
