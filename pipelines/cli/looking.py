"""`status`, `ledger` and `sql`: what came, what did not, and any question an analyst has."""

from __future__ import annotations

import csv
import sys
from typing import Annotated, Literal

import duckdb
import typer

from pipelines.cli import rim
from pipelines.cli.known import refuse_unknown_day, refuse_unknown_supplier
from pipelines.cli.shown import Live, source
from pipelines.cli.statements import statement
from pipelines.cli.voice import Json, Voice, shown
from pipelines.clock import parse_day
from pipelines.errors import UsageFailure
from pipelines.publish import failed_last

_LONG = ("landed_at", "refused_because")
"""What a line of the ledger has no room for in a table; the reasons stand below it."""

State = Literal["landed", "refused", "loaded", "superseded", "withdrawn"]
Core = Annotated[bool, typer.Option("--core", help="Ask core.duckdb: pseudonymised records, still personal data.")]

Rows = Annotated[
    bool,
    typer.Option(
        "--json",
        help="One JSON document on stdout, for machines: NaN and infinities are null, a blob is text like \\x78\\x79.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(epilog="Example: citydb status --day 2024-01-16")(status)
    app.command(epilog="Example: citydb ledger --supplier d001 --state refused")(ledger)
    app.command(epilog='Example: citydb sql "FROM mart.project06_scorecard"')(sql)


def status(day: rim.Day = None, live: Live = False, as_json: Json = False) -> None:
    """How the newest night (or one day) stands, feed by feed, and everything still open in the 14 days before."""
    voice = Voice(as_json=as_json)
    on = parse_day(day) if day else None
    asked = {"day": on}
    with source(rim.settings(), "citydb status", live=live, tell=voice.say) as seen:
        if on:
            refuse_unknown_day(seen.con, on)
        feeds = _facts(seen.con.execute(statement("status"), asked))
        open_items = _facts(seen.con.execute(statement("open"), asked))
        told = seen.told
        blocked = failed_last(seen.con) if live else None
    voice.say(f"From {told}.")
    if blocked:
        voice.say(f"The last attempt to publish failed, the publication of before stays: {blocked}")
    numbers = "due loaded late landed refused missing quarantined unreadable"
    voice.rows("Feeds", *_table(feeds), numbers=numbers)
    if open_items:
        voice.rows("Open: due and not loaded", *_table(open_items))
    else:
        voice.say("Nothing is open.")
    voice.document({"source": told, "feeds": feeds, "open": open_items, "publishing_failed": blocked})


def ledger(
    feed: rim.Feed = None,
    supplier: rim.Supplier = None,
    first: rim.From = None,
    last: rim.To = None,
    state: Annotated[State | None, typer.Option(help="Only lines in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many lines at most, newest first.")] = 200,
    live: Live = False,
    as_json: Json = False,
) -> None:
    """The lines of the ledger: each delivery version, what became of it, and its five counts."""
    voice = Voice(as_json=as_json)
    begin, end = rim.asked_range(first, last)
    asked = {
        "feed": rim.known_feed(feed) if feed else None,
        "supplier": supplier,
        "first": begin,
        "last": end,
        "state": state,
        "limit": limit,
    }
    with source(rim.settings(), "citydb ledger", live=live, tell=voice.say) as seen:
        refuse_unknown_supplier(seen.con, supplier)
        lines = _facts(seen.con.execute(statement("ledger"), asked))
        told = seen.told
    voice.say(f"From {told}: {len(lines)} lines{' (more may follow: --limit)' if len(lines) == limit else ''}.")
    brief = [{name: value for name, value in line.items() if name not in _LONG} for line in lines]
    voice.rows("Ledger", *_table(brief), numbers="received unreadable duplicate quarantined loaded version")
    for line in lines:
        if line["refused_because"]:
            voice.say(f"{line['delivery_id']}  {line['refused_because']}")
    voice.document({"source": told, "deliveries": lines})


def sql(
    query: Annotated[str, typer.Argument(help="One SQL statement, in DuckDB's SQL.")],
    core: Core = False,
    live: Live = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    as_json: Rows = False,
) -> None:
    """Ask the publication (or with --live the warehouse) a question; nothing can be changed."""
    voice = Voice(as_json=as_json or as_csv)
    for both, names in ((core and live, "--core and --live"), (as_csv and as_json, "--csv and --json")):
        if both:
            raise UsageFailure(f"{names} were given together.", next_step="Give one of them.")
    with source(rim.settings(), "citydb sql", live=live, core=core, tell=voice.say) as seen:
        seen.con.execute("SET enable_external_access = false")
        try:
            if len(seen.con.extract_statements(query)) > 1:
                raise UsageFailure("There is more than one statement in this text.", next_step="Ask one at a time.")
            rows = _facts(seen.con.execute(query))
        except duckdb.Error as reason:
            # a person's own statement: they may see what the database says of it
            raise UsageFailure(
                f"The statement failed: {str(reason).splitlines()[0]}",
                next_step="`SHOW ALL TABLES` lists what there is; the dictionary is in mart.dictionary.",
            ) from None
        told = seen.told
    if as_csv:
        writer = csv.writer(sys.stdout)
        columns, values = _table(rows)
        writer.writerow(columns)
        writer.writerows([shown(value) if value is None else value for value in row] for row in values)
        return
    voice.say(f"From {told}.")
    if rows:
        voice.rows(f"{len(rows)} rows", *_table(rows))
    else:
        voice.say("No rows.")
    if as_json:
        voice.document(rows)


def _facts(result: duckdb.DuckDBPyConnection | None) -> list[dict[str, object]]:
    """Rows by column name; a name that stands twice gets a number, so that no column hides another.

    Raises:
        UsageFailure: there was no statement.
    """
    if result is None or result.description is None:
        raise UsageFailure("There is no statement in this text.", next_step='Write one, e.g. "SHOW ALL TABLES".')
    columns: list[str] = []
    for column in result.description:
        name, nth = str(column[0]), 1
        while name in columns:
            name, nth = f"{column[0]}_{nth}", nth + 1
        columns.append(name)
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def _table(rows: list[dict[str, object]]) -> tuple[list[str], list[list[object]]]:
    return (list(rows[0]) if rows else []), [list(row.values()) for row in rows]
