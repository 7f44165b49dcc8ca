"""What the looking commands read: the current publication, or the warehouse itself when asked for `--live`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import duckdb
import typer

from pipelines import publish
from pipelines.cli import rim
from pipelines.errors import UsageFailure
from pipelines.settings import Settings
from warehouse.connection import open_reader
from warehouse.damage import damaged_publication, opening
from warehouse.presence import assert_there_is_a_warehouse
from warehouse.session import session

Live = Annotated[
    bool, typer.Option("--live", help="Read the warehouse itself, not the publication; waits for its writer.")
]


@dataclass(frozen=True)
class Source:
    """What is shown.

    Attributes:
        con: a connection that can only read.
        told: what it is, as a sentence.
    """

    con: duckdb.DuckDBPyConnection
    told: str


@contextmanager
def source(
    settings: Settings, what: str, *, live: bool, core: bool = False, tell: Callable[[str], None] | None = None
) -> Iterator[Source]:
    """The publication's `city.duckdb` (`core.duckdb` when asked for), or the warehouse.

    Raises:
        UsageFailure: there is none yet.
    """
    if live:
        with warehouse(settings, what, tell) as con:
            yield Source(con, "the warehouse itself, now")
        return
    with published(settings, core=core) as seen:
        yield seen


@contextmanager
def published(settings: Settings, name: str | None = None, *, core: bool = False) -> Iterator[Source]:
    """A publication's `city.duckdb`, or its `core.duckdb`: the current one, or the one of that name.

    Raises:
        UsageFailure: nothing is published yet, or nothing of that name.
        NotOurs: its file is damaged.
    """
    standing = publish.publications(settings)
    publication = publish.current(settings)
    if name is not None:
        publication = next((one for one in standing if one.name == name), None)
        if publication is None:
            raise publish.NoSuchPublication(name, [one.name for one in standing], settings.published)
    if publication is None:
        raise UsageFailure(
            "Nothing is published yet.",
            where=str(settings.published),
            next_step="Run `citydb nightly`; a command with --live can read the warehouse itself.",
        )
    # the link is resolved, so that the next publication does not change what is being read
    file = publication.folder.resolve() / ("core.duckdb" if core else "city.duckdb")
    with opening(file, say=damaged_publication), session(settings, file, read_only=True) as con:
        yield Source(con, f"publication {publication.name}, night of {publication.day}")


@contextmanager
def warehouse(
    settings: Settings, what: str, tell: Callable[[str], None] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file, for reading alone.

    Raises:
        UsageFailure: there is none yet.
        WarehouseHeld: a writer did not let go of it.
    """
    assert_there_is_a_warehouse(settings)
    with open_reader(settings, what, rim.now(), tell=tell) as con:
        yield con
