"""`warehouse.md`: the tables as an empty warehouse and its publication really have them, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from pipelines.contract import Contract, contract_of, feeds
from pipelines.publish.core import published_columns
from pipelines.publish.model import About
from pipelines.settings import REPOSITORY, Settings
from pipelines.yaml_file import read_yaml
from scripts.reference.markdown import code, page, table

FACTS = Path(__file__).resolve().parent / "warehouse.yaml"
MARTS = REPOSITORY / "warehouse" / "marts"

INTRODUCTION = """
The names on this page are what users and tools rely on: they change only with a migration and a line in the
changelog. Types are DuckDB's. Instants are UTC; in Hanoi add seven hours. Spans are half-open: from the first, up
to but not including the second.
"""

FILES = """
## Where what is

| schema | build file `warehouse/city.duckdb` | published `city.duckdb` | published `core.duckdb` |
|---|---|---|---|
| `mart` | | yes | |
| `ops` | yes | without verdicts | |
| `quarantine` | yes | as counts, in `quality` | |
| `history` | yes | | under pseudonyms |
| `reference` | yes | yes | |
| `publication` | | yes | yes |

The build file belongs to the loading; nobody else can open it while it is written. Analysts read a publication: see
[Read the publication](../how-to/read-the-publication.md).

## Exit codes

| code | every command that works on nights ends with it when |
|---|---|
| 0 | all due deliveries are loaded, records in quarantine and unreadable places included |
| 3 | it is done and published, but something is missing, refused or could not be taken |
| 1 | it failed; `verify` and `doctor`: something is broken |
| 2 | it was used wrongly |
"""

HISTORY = """
For each feed `history.<area>_<feed>` holds every version of every record, and the view `history.<area>_<feed>_current`
how things stand. The columns of a feed are those of its contract ([Feeds](feeds.md)); the key of a history is supplier
and contract key. Besides them a history has:
"""

BESIDE = """
`valid_from` and `valid_to` are days for a register that comes whole and instants for changes; events have neither, and
all of them are current. Beside a register's history stands `…_unobserved`: keys of which a loaded day says nothing.
Beside a history of changes stands `…_change`: every accepted change record. Beside a history of events stands
`…_beaten`: what earlier business days told of events that a later one told again. They are the load's own and may
change.
"""

Columns = dict[str, dict[str, str]]
"""Column types by column, by `schema.table`, in the tables' own order."""


def warehouse() -> str:
    """The page."""
    facts = read_yaml(FACTS)
    built, published = tables()
    found = built | published
    parts = [FILES, "## Reports (`mart`)", *_marts(published)]
    for schema, title in (
        ("ops", "Ledger (`ops`)"), ("quarantine", "Quarantine (`quarantine`)"), ("quality", "Quality (`quality`)"),
        ("publication", "Publication (`publication`)"), ("reference", "Reference (`reference`)"),
    ):  # fmt: skip
        parts += [f"## {title}", *(_table(name, found[name], facts) for name in sorted(found) if _in(name, schema))]
    return page("Warehouse", INTRODUCTION, [*parts, *_history()])


def tables() -> tuple[Columns, Columns]:
    """What an empty warehouse has, and what `city.duckdb` of its publication has."""
    from pipelines import reference
    from pipelines.publish.about import write_about
    from pipelines.publish.city import write_city
    from warehouse.connection import open_writer

    day, at = date(2024, 1, 16), datetime(2024, 1, 16, 19, 0, tzinfo=UTC)
    with _home() as settings, open_writer(settings, "reference", at) as con:
        reference.build(con)
        built = _columns(con, str(con.execute("SELECT current_database()").fetchall()[0][0]))
        con.execute("ATTACH ':memory:' AS published")
        write_city(con, day)
        write_about(con, "published", About("", day, at, "", "", ""))
        return built, _columns(con, "published")


def meaning(name: str, column: str, facts: dict[str, Any]) -> str:
    """What a column of a table that `warehouse.yaml` describes means."""
    own: dict[str, str] = facts[name]["columns"]
    return own[column] if column in own else str(facts["common"][column])


@contextmanager
def _home() -> Iterator[Settings]:
    with TemporaryDirectory() as folder:
        yield Settings(home=Path(folder))


def _columns(con: duckdb.DuckDBPyConnection, catalog: str) -> Columns:
    found: Columns = {}
    for schema, name, column, kind in con.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND NOT internal ORDER BY schema_name, table_name, column_index",
        [catalog],
    ).fetchall():
        found.setdefault(f"{schema}.{name}", {})[column] = kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
    return found


def _in(name: str, schema: str) -> bool:
    return name.startswith(f"{schema}.")


def _table(name: str, columns: dict[str, str], facts: dict[str, Any]) -> str:
    rows = [[code(column), kind, meaning(name, column, facts)] for column, kind in columns.items()]
    return f"### {name}\n\n{facts[name]['about']}\n\n" + table(["column", "type", "meaning"], rows)


def _marts(published: Columns) -> Iterator[str]:
    for name, columns in published.items():
        if _in(name, "mart"):
            report = name.removeprefix("mart.")
            told = read_yaml(MARTS / f"{report}.yaml")["columns"]
            rows = [[code(column), kind, told[column][1], told[column][2]] for column, kind in columns.items()]
            titles = ["column", "type", "Vietnamese", "meaning"]
            yield f"### {name}\n\n{_heading(report)}\n\n" + table(titles, rows)


def _heading(report: str) -> str:
    """The header of a mart's SQL file: what it is, and its grain."""
    header = re.match(r"(?:--.*\n)+", (MARTS / f"{report}.sql").read_text(encoding="utf-8"))
    found = re.search(
        rf"^-- {report}: (?P<what>.+)\n(?:--.*\n)*?-- .*?grain: (?P<grain>[^·\n]+)", header[0] if header else ""
    )
    if found is None:
        raise ValueError(f"The header of {report}.sql does not begin with its name, or names no grain.")
    what = found["what"].strip()
    return f"{what[:1].upper()}{what[1:]}. One row for each {found['grain'].strip()}."


def _history() -> Iterator[str]:
    told = read_yaml(MARTS / "history.yaml")["columns"]
    common = [
        [code("supplier"), "VARCHAR", told["supplier"][2]],
        [code("valid_from"), "DATE or TIMESTAMPTZ", told["valid_from"][2]],
        [code("valid_to"), "DATE or TIMESTAMPTZ", told["valid_to"][2]],
        [code("business_day"), "DATE", told["business_day"][2]],
        [code("delivery_id"), "VARCHAR", told["delivery_id"][2]],
        [code("row_hash"), "VARCHAR", "a hash of the content, by which a change is seen; only in the build file"],
    ]
    shared = table(["column", "type", "meaning"], common)
    yield f"## History (`history`)\n{HISTORY}\n{shared}\n{BESIDE}"
    for contract in map(contract_of, feeds()):
        yield _published(contract)


def _published(contract: Contract) -> str:
    shown = published_columns(contract)
    hidden = [c.name for c in contract.content_columns if c.name not in {one.column.name for one in shown}]
    rows = [[code(one.name), one.type, one.column.business_name, code(one.column.name)] for one in shown]
    left_out = f"Not published: {', '.join(map(code, hidden))}." if hidden else ""
    return (
        f"### history.{contract.table} in core.duckdb\n\n"
        + table(["column", "type", "Vietnamese", "made of"], rows)
        + f"\n\n{left_out}"
    )
