"""What the program says and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from pipelines.cli.program import app

CITYDB = Path(sys.executable).with_name("citydb")


def citydb(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real program, in a home of its own."""
    environment = os.environ | {"CITYDB_HOME": str(home), "COLUMNS": "160"}
    return subprocess.run([CITYDB, *arguments], env=environment, capture_output=True, text=True, timeout=120)


def commands(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every command of the program with the words that call it."""
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name, child in children.items():
        yield from commands(child, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_tells_what_it_does_with_an_example(words: tuple[str, ...]) -> None:
    command = ALL[words]
    assert getattr(command, "help", "")
    assert getattr(command, "epilog", "").startswith(f"Example: citydb {' '.join(words)}")
    options = {name for parameter in getattr(command, "params", []) for name in parameter.opts}
    assert "--json" in options


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["status", "--day", "yesterday"], "'yesterday' is not a day"),
        (["run", "population.citizens", "--day", "2024-01-15"], "There is no feed 'population.citizens'"),
        (["run", "insurance.card", "--day", "2024-01-15", "--supplier", "d001"], "d001 owes no insurance.card"),
        (["run", "insurance.card", "--day", "2024-01-15", "--at", "2024-01-15T23:00"], "2024-01-15 is not over"),
        (["nightly", "--day", "2024-01-15", "--from", "2024-01-14"], "--day and --from/--to"),
        (["nightly", "--from", "2024-01-15"], "A range has two ends"),
        (["backfill", "--from", "2024-01-16", "--to", "2024-01-15"], "There is no day from 2024-01-16"),
        (["simulate", "--citizens", "3", "--from", "2024-01-15", "--to", "2024-01-15"], "too small"),
        (["publish", "--back-to", "2024-01-15-001"], "--back-to and --because"),
        (["replay", "bogus.x"], "There is no feed 'bogus.x'"),
        (["replay", "--from", "2024-01-16", "--to", "2024-01-15"], "The range is empty"),
        (["replay"], "There is no warehouse"),
        (["rebuild", "--as-known-at", "yesterday"], "'yesterday'"),
        (["rebuild"], "There is no warehouse"),
        (["delivery", "accept", "0123456789abcdef", "--because", "it is right"], "There is no warehouse"),
        (["delivery", "withdraw", "0123456789abcdef", "--because", " "], "A decision needs a reason"),
        (["delivery", "reject", "x", "--because", "001190000017"], "looks like a citizen's identifier"),
        (["ledger", "--feed", "bogus.x"], "There is no feed 'bogus.x'"),
        (["ledger", "--state", "bogus"], "bogus"),
        (["ledger", "--from", "2024-01-18", "--to", "2024-01-15"], "There is no day from 2024-01-18 to 2024-01-15"),
        (["ledger", "--limit", "-1"], "--limit"),
        (["sql", "SELECT 1", "--core", "--live"], "--core and --live"),
        (["sql", "SELECT 1", "--csv", "--json"], "--csv and --json were given together"),
        (["status"], "Nothing is published yet"),
        (["quarantine", "list"], "There is no warehouse here yet"),
        (["frobnicate"], "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_ends_with_2_and_says_what_and_what_next(tmp_path: Path, arguments: list[str], says: str) -> None:
    ended = citydb(tmp_path, *arguments)
    assert ended.returncode == 2
    assert says in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr


def test_an_error_is_a_json_document_where_json_was_asked_for(tmp_path: Path) -> None:
    ended = citydb(tmp_path, "status", "--json")
    assert ended.stdout == ""
    error = json.loads(ended.stderr)["error"]
    assert error["code"] == "usage"
    assert error["what"] and error["next"]


def test_an_error_nobody_foresaw_tells_its_type_and_place_but_not_its_words(tmp_path: Path) -> None:
    home = tmp_path / "secret-name"
    home.write_text("a file where a folder should be")
    ended = citydb(home / "below", "simulate", "--citizens", "1000", "--from", "2024-01-15", "--to", "2024-01-15")
    assert ended.returncode == 1
    assert "NotADirectoryError" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "secret-name" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "text"), [("CITYDB_THREADS", "many"), ("CITYDB_MEMORY", "abc"), ("CITYDB_SUPPLIER_MINUTES", "nan")]
)
def test_a_variable_that_cannot_be_meant_is_named(tmp_path: Path, name: str, text: str) -> None:
    environment = os.environ | {"CITYDB_HOME": str(tmp_path), name: text}
    ended = subprocess.run([CITYDB, "doctor"], env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert f"{name} cannot be '{text}'" in ended.stderr


def test_the_doctor_says_of_a_fresh_home_that_suppliers_are_missing(tmp_path: Path) -> None:
    ended = citydb(tmp_path, "doctor", "--json")
    assert ended.returncode == 1
    found = {one["check"]: one for one in json.loads(ended.stdout)}
    assert found["packages"]["is_well"] and found["contracts"]["is_well"]
    assert not found["suppliers"]["is_well"] and found["suppliers"]["next_step"]
