"""The tutorial works as it is written, on a machine that has nothing but the repository."""

from __future__ import annotations

from datetime import date

import duckdb
import psutil

from tests.docs.conftest import TUTORIAL, Walked
from tests.docs.markdown import Block, blocks
from tests.docs.session import shows
from tests.feeds import deliveries_due


def test_every_command_of_the_tutorial_ends_as_it_says(walked: Walked) -> None:
    odd = [(a.block.place, a.command, a.code, a.said[-600:]) for a in walked.answers if a.code != a.expected_code]
    assert odd == []


def test_every_answer_the_tutorial_shows_is_given(walked: Walked) -> None:
    shown = [(command, answer) for command, answer in _pairs() if answer is not None]
    said = {command: "".join(a.said for a in walked.answers if a.block == command) for command, _ in shown}
    missing = [
        (command.place, answer.text, said[command])
        for command, answer in shown
        if not shows(said[command], answer.text)
    ]
    assert not missing, "\n".join(f"{place} shows\n{text}\nbut it said\n{answer}" for place, text, answer in missing)
    assert len(shown) > 15


def test_the_tutorial_leaves_the_two_nights_whole(walked: Walked) -> None:
    with duckdb.connect(str(walked.home / "published" / "current" / "city.duckdb"), read_only=True) as con:
        rows = con.execute(
            "SELECT business_day::VARCHAR, state, count(*) FROM ops.due GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    due = deliveries_due(date(2024, 1, 15))
    assert rows == [("2024-01-15", "loaded", due), ("2024-01-16", "late", 1), ("2024-01-16", "loaded", due - 1)]


def test_the_tutorial_leaves_nothing_running(walked: Walked) -> None:
    home = str(walked.home)
    left = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        words = [*(process.info["cmdline"] or []), *(process.info["environ"] or {}).values()]
        if any(home in word for word in words):
            left.append(process.info["cmdline"])
    assert left == []


def test_what_differs_is_noticed() -> None:
    assert shows("a │ b\n  c 12", "a b … 12")
    assert not shows("a b c", "a b d")
    assert not shows("a b", "b a")


def _pairs() -> list[tuple[Block, Block | None]]:
    """Each block of commands, with the block of text that follows it before the next one."""
    found = blocks(TUTORIAL, "bash", "text")
    pairs: list[tuple[Block, Block | None]] = []
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.language == "bash":
            pairs.append((block, following if following and following.language == "text" else None))
    return pairs
