"""`replay`, `quarantine replay` and `rebuild`: what has landed, by today's rules, without asking a supplier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from pipelines.cli import rim
from pipelines.cli.quarantine import app_quarantine
from pipelines.cli.voice import Json, Voice
from pipelines.clock import parse_day, parse_instant
from pipelines.contract import feeds
from pipelines.errors import UsageFailure
from pipelines.replay.model import Choice, Line, Taken

Rejudge = Annotated[
    bool,
    typer.Option(
        "--rejudge",
        help="Judge deliveries as a whole anew too, against today's baseline; else a stored verdict stands.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be taken through, and do nothing.")]
FeedsArgument = Annotated[list[str] | None, typer.Argument(help="Feeds; all of them when none is named.")]
Ids = Annotated[list[str] | None, typer.Option("--delivery", metavar="ID", help="This delivery alone; repeatable.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(epilog="Example: citydb replay procedures.dossier --from 2024-01-01 --to 2024-01-16")(replay)
    app.command(epilog="Example: citydb rebuild --as-known-at 2024-01-16T02:00")(rebuild)
    app_quarantine.command("replay", epilog="Example: citydb quarantine replay --supplier d001")(held_again)


def replay(
    feed: FeedsArgument = None,
    first: rim.From = None,
    last: rim.To = None,
    supplier: rim.Supplier = None,
    delivery: Ids = None,
    rejudge: Rejudge = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Read landed deliveries again by today's rules, layouts and contracts, without their suppliers, and publish."""
    chosen = [rim.known_feed(name) for name in feed or feeds()]
    choice = Choice(
        chosen,
        parse_day(first) if first else None,
        parse_day(last) if last else None,
        supplier,
        tuple(delivery) if delivery else None,
    )
    _run(choice, Voice(as_json=as_json), rejudge=rejudge, dry_run=dry_run)


def rebuild(
    as_known_at: Annotated[
        str | None,
        typer.Option(
            "--as-known-at",
            metavar="INSTANT",
            help="Only with what had landed and was decided by then; the file stays beside the warehouse.",
        ),
    ] = None,
    accept_differences: Annotated[
        bool, typer.Option("--accept-differences", help="Put it in place though the content is another.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make the whole warehouse anew from the landing zone and the decisions, compare, and put it in place."""
    from pipelines import publish
    from pipelines.replay import rebuild as make_anew

    voice = Voice(as_json=as_json)
    settings, at, run_id = rim.settings(), rim.now(), rim.new_run("rebuild")
    instant = parse_instant(as_known_at) if as_known_at else None
    publication = None
    with voice.telling() as tell:
        made = make_anew(settings, at, run_id, as_known_at=instant, accept_differences=accept_differences, tell=tell)
        if made.is_in_place:
            tell("publishing")
            publication = publish.publish(settings, rim.now(), run_id, tell=tell)
    for one in made.differences:
        voice.say(f"{one}.")
    if made.is_without_decisions:
        voice.say(
            f"The warehouse was gone and was made again of {made.deliveries} deliveries. What people had decided is "
            "not known any more: what they had accepted may be refused now, and what they had taken out counts again."
        )
    elif made.is_in_place:
        same = "with other content" if made.differences else "with the same content"
        voice.say(f"The warehouse was made anew of {made.deliveries} deliveries, {same}.")
    else:
        voice.say(f"{made.path} holds {made.deliveries} deliveries, as known then; any DuckDB client opens it.")
    voice.document(made.to_dict() | {"publication": publication.name if publication else None})


def held_again(
    supplier: rim.Supplier = None,
    feed: rim.Feed = None,
    day: rim.Day = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Read the deliveries again of which a record is held; records that now pass are loaded and their items settled."""
    on = parse_day(day) if day else None
    choice = Choice([rim.known_feed(feed)] if feed else feeds(), on, on, supplier, held_only=True)
    _run(choice, Voice(as_json=as_json), rejudge=False, dry_run=dry_run)


def _run(choice: Choice, voice: Voice, *, rejudge: bool, dry_run: bool) -> None:
    from pipelines import publish
    from pipelines.replay import replay as take_again
    from pipelines.replay.replay import plan

    settings, at, run_id = rim.settings(), rim.now(), rim.new_run("replay")
    if choice.first and choice.last and choice.last < choice.first:
        raise UsageFailure("The range is empty.", next_step="Give the earlier day first.")
    if dry_run:
        with voice.telling() as tell:
            planned = plan(settings, choice, at, rejudge=rejudge, tell=tell)
        _show_plan(voice, planned)
        return
    with voice.telling() as tell:
        taken = take_again(settings, choice, at, run_id, rejudge=rejudge, tell=tell)
        tell("publishing")
        publication = publish.publish(settings, rim.now(), run_id, tell=tell)
    _show(voice, taken)
    voice.say(f"Published: {publication.name}" if publication else "Nothing new to publish.")
    voice.document(
        {"taken": [one.to_dict() for one in taken], "publication": publication.name if publication else None}
    )


def _show_plan(voice: Voice, lines: Sequence[Line]) -> None:
    rows: list[list[object]] = [
        [line.business_day, line.feed, line.supplier, line.version, line.state, line.loaded, line.quarantined]
        for line in lines
    ]
    columns = ["day", "feed", "supplier", "version", "state now", "loaded", "quarantined"]
    if rows:
        voice.rows("Replay", columns, rows, numbers="version loaded quarantined")
    voice.say(f"{len(rows)} deliveries would be read again. Nothing was done.")
    voice.document([vars(line) for line in lines])


def _show(voice: Voice, taken: Sequence[Taken]) -> None:
    changed = [one for one in taken if one.is_changed]
    if changed:
        voice.rows(
            "Replay",
            ["day", "feed", "supplier", "version", "was", "is", "loaded", "quarantined"],
            [
                [
                    one.business_day,
                    one.feed,
                    one.supplier,
                    one.version,
                    one.was,
                    one.state,
                    _moved(one.loaded_before, one.loaded),
                    _moved(one.quarantined_before, one.quarantined),
                ]
                for one in changed
            ],
            numbers="version loaded quarantined",
        )
    counts = Counter(one.outcome for one in taken)
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    voice.say(f"{len(taken)} deliveries read again: {told or 'none was chosen'}.")


def _moved(before: int | None, now: int | None) -> str:
    return f"{now if now is not None else '-'}" if before == now else f"{before or 0:,} → {now or 0:,}"
