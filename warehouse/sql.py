"""SQL as source code: statements in `.sql` files, in which only quoted identifiers are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

FOLDER = Path(__file__).resolve().parent / "sql"


def quoted(identifier: str) -> str:
    """An identifier as SQL takes it whatever it contains."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal, where a statement takes no parameter (ATTACH, COPY)."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _template(path: Path) -> Template:
    # SQL, not HTML: nothing but identifiers made by `quoted` and expressions made from contracts is ever filled in
    environment = Environment(
        loader=FileSystemLoader(path.parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
    )
    return environment.from_string(path.read_text(encoding="utf-8"))


Names = Mapping[str, object]


def render(name: str, names: Names | None = None, folder: Path = FOLDER) -> str:
    """The text of `<folder>/<name>.sql` with its identifiers filled in.

    Raises:
        jinja2.UndefinedError: the file names an identifier that was not given.
    """
    return _template(folder / f"{name}.sql").render(names or {})


def run_sql(
    con: duckdb.DuckDBPyConnection, name: str, names: Names | None = None, folder: Path = FOLDER
) -> duckdb.DuckDBPyConnection:
    """Run every statement of a file; the connection holds the result of the last one."""
    return con.execute(render(name, names, folder))
