"""`explain`: where a record stood and what became of it, and what a published figure is made of."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipelines.cli import rim
from pipelines.cli.notes import keep_note
from pipelines.cli.shown import published, warehouse
from pipelines.cli.told_figure import figure_document, show_figure
from pipelines.cli.told_record import record_document, show_record
from pipelines.cli.voice import Json, Voice
from pipelines.contract import contract_of
from pipelines.errors import UsageFailure

app_explain = typer.Typer(name="explain", help="Where a record or a figure comes from.", no_args_is_help=True)
FROM_STDIN = "-"


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app_explain.command(epilog="Example: citydb explain record procedures.dossier 000.00.01.H26-240115-0001")(record)
    app_explain.command(epilog="Example: citydb explain figure project06_scorecard insurance_synchronised")(figure)
    app.add_typer(app_explain)


def record(
    feed: Annotated[str, typer.Argument(help="The feed, e.g. population.citizen.")],
    key: Annotated[
        str,
        typer.Argument(
            help="The record's key; the parts of a compound one joined with '|'. `-` reads it from standard input, so "
            "that it does not stand in the shell's history."
        ),
    ],
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show personal columns themselves; that you did is kept.")
    ] = False,
    as_json: Json = False,
) -> None:
    """A record's story: each version with what changed, its delivery and the line, page or row it stood at.

    Read from the warehouse itself, which the command waits for, and from the landed deliveries it names. Of personal
    columns only the shape is shown.
    """
    from pipelines.explain import find_places, recall

    voice = Voice(as_json=as_json)
    settings = rim.settings()
    contract = contract_of(rim.known_feed(feed))
    wanted = _typed() if key == FROM_STDIN else key
    with warehouse(settings, "citydb explain record", voice.say) as con:
        story = recall(con, contract, wanted)
    with voice.telling() as tell:
        story = find_places(settings, contract, story, tell)
    if reveal:
        keep_note(settings, "explain", "reveal", None, contract.feed, 1)
    show_record(voice, contract, story, reveal=reveal)
    voice.document(record_document(contract, story, reveal=reveal))


def figure(
    mart: Annotated[str, typer.Argument(help="The report table, e.g. insurance_sync.")],
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INDICATOR|COLUMN=VALUE",
            help="An indicator of the scorecard, or what a column must hold; all rows when nothing is named.",
        ),
    ] = None,
    publication: Annotated[
        str | None, typer.Option(metavar="NAME", help="An older publication, e.g. 2024-01-15-001; default: current.")
    ] = None,
    as_json: Json = False,
) -> None:
    """From a published figure to the deliveries behind it: definition, feeds, suppliers, what is lacking or held.

    Of a snapshot feed each supplier's newest day counts, of others all days up to the publication's. --json names every
    delivery.
    """
    from pipelines.explain import explain_figure

    voice = Voice(as_json=as_json)
    with published(rim.settings(), publication) as seen:
        found = explain_figure(seen.con, mart, which or [])
        told = seen.told
    voice.say(f"From {told}.")
    show_figure(voice, found)
    voice.document(figure_document(told, found))


def _typed() -> str:
    """The one key on standard input.

    Raises:
        UsageFailure: there is none, or more than one line.
    """
    if sys.stdin.isatty():
        typer.echo("Type the key, then Enter:", err=True)
        return sys.stdin.readline()
    # bytes that are no text are told of where the key is looked at, as those of an argument are
    text = sys.stdin.buffer.read().decode("utf-8-sig", "surrogateescape")
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) != 1:
        raise UsageFailure(
            f"{len(lines)} lines came on standard input where one key should be.", next_step="Give one key in one line."
        )
    return lines[0]
