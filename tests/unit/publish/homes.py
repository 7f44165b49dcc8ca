"""Small real homes, made once a session: two nights of a city of 2,000, and what is published of them.

Of all feeds where the content matters; of the few that most tests of whole nights collect where it is about files.
DuckDB has one thread in them, because several processes of tests share the cores; the nights of the integration
tests have two.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb

from pipelines.clock import night_of
from pipelines.contract import areas, collected
from pipelines.night import run_area
from pipelines.publish import publish
from pipelines.settings import Settings
from simulator.city import simulate
from simulator.suppliers import running

FIRST, LAST = date(2024, 1, 15), date(2024, 1, 16)
AT = datetime(2024, 1, 16, 20, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Homes:
    """Folders to copy, never to write in.

    `first_published` has one night, which is published; `second_settled` the second night too, not yet published;
    `published` both nights, published.
    """

    first_published: Path
    second_settled: Path
    published: Path


def homes(base: Path) -> Homes:
    """Of the feeds that are collected now, from the suppliers that owe them."""
    return _homes(base / f"homes of {len(collected())} feeds")


@cache
def _homes(folder: Path) -> Homes:
    made = Homes(*(folder / name for name in ("first_published", "second_settled", "published")))
    growing = Settings(home=folder / "growing", threads=1)
    simulate(growing, 2_000, FIRST, LAST, 11, [], lambda _: None)
    running.up(growing)
    try:
        _night(growing, FIRST)
        assert publish(growing, night_of(FIRST), "first night") is not None
        _copy(growing, made.first_published)
        _night(growing, LAST)
        _copy(growing, made.second_settled)
    finally:
        running.down(growing)
    assert publish(growing, night_of(LAST), "second night") is not None
    _copy(growing, made.published)
    return made


def copy_of(home: Path, target: Path) -> Settings:
    """A home of one's own."""
    return Settings(home=Path(shutil.copytree(home, target, symlinks=True)), threads=1)


def change(settings: Settings, statement: str, *arguments: object) -> None:
    """Do something to the build file that no load would do."""
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(statement, list(arguments))


def asked(path: Path, question: str, *arguments: object) -> list[tuple[object, ...]]:
    """What a database file answers."""
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(question, list(arguments)).fetchall()


def truth(settings: Settings, name: str, question: str) -> list[tuple[object, ...]]:
    """What the simulator's truth answers; `{}` in the question is the table."""
    table = f"'{settings.simulated / 'truth' / name}.parquet'"
    return duckdb.sql(question.format(table)).fetchall()


def _night(settings: Settings, day: date) -> None:
    for area in areas():
        settlement = run_area(settings, area, day, night_of(day), f"{area} {day}")
        assert not settlement.problems and not settlement.failure


def _copy(settings: Settings, target: Path) -> None:
    shutil.copytree(settings.home, target, symlinks=True, ignore=shutil.ignore_patterns("drop", "run"))
