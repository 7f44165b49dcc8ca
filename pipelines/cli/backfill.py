"""`backfill`: a range of days, in any order, as often as one likes; first a table of what would be done."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pipelines.cli import rim
from pipelines.cli.nights import exit_code, only, tell_problems
from pipelines.cli.voice import Json, Voice
from pipelines.contract import feeds
from pipelines.errors import UsageFailure
from pipelines.night.backfill import fill
from pipelines.night.leftovers import living
from pipelines.night.plan import Planned, Reprocess, Source, plan

OPEN = ("missing", "refused", "landed", "withdrawn")
"""How a delivery that is due stands when it is not loaded."""

Choice = Annotated[
    Literal["missing", "failed", "all"],
    typer.Option(help="missing: days without a delivery; failed: refused ones as well; all: every day."),
]
From = Annotated[
    Literal["landing", "supplier"],
    typer.Option(help="landing: what has landed is not asked for again; supplier: everything is asked for again."),
]

FEW = 100
"""Up to so many deliveries are always shown one by one; a dry run shows all it would work on."""


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(epilog="Example: citydb backfill insurance.card --from 2024-01-10 --to 2024-01-16 --dry-run")(backfill)


def backfill(
    feed: Annotated[list[str] | None, typer.Argument(help="Feeds; all of them when none is named.")] = None,
    first: rim.From = None,
    last: rim.To = None,
    supplier: rim.Supplier = None,
    reprocess: Choice = "missing",
    source: From = "landing",
    at: rim.At = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Collect and load a range of past days, oldest first, then publish once; interrupted, it goes on where it was."""
    from pipelines import publish

    voice = Voice(as_json=as_json)
    settings, run_id = rim.settings(), rim.new_run("backfill")
    if first is None or last is None:
        raise UsageFailure("A backfill is for a range of days.", next_step="Give --from and --to.")
    nights = rim.instants(rim.asked_days(None, first, last), at)
    chosen = [rim.known_feed(name) for name in feed or feeds()]
    supplier = rim.known_supplier_of_any(chosen, supplier, [day for day, _ in nights])
    with voice.telling() as tell:
        planned = plan(settings, chosen, nights, rim.now(), Reprocess(reprocess), Source(source), supplier, tell=tell)
    _show(voice, planned, each=dry_run or len(planned) <= FEW)
    if dry_run:
        voice.say("Nothing was done.")
        voice.document([one.to_dict() for one in planned])
        return
    if not any(one.is_work for one in planned):
        voice.say("There is nothing to do but to publish what is not published yet.")
    with voice.telling() as tell, living(settings, run_id):
        ended = fill(settings, planned, dict(nights), run_id, tell)
        tell("publishing")
        publication = publish.publish(settings, rim.now(), run_id, tell=tell)
    left = plan(settings, chosen, nights, rim.now(), Reprocess.MISSING, Source.LANDING, supplier)
    open_still = {(one.feed, one.supplier, one.day.isoformat()) for one in left if one.state in OPEN}
    if ended:
        problems = only(ended, chosen, supplier, {day.isoformat() for day, _ in nights})
        tell_problems(voice, problems, [one.failure for one in ended if one.failure])
    else:
        voice.say("There was nothing to do.")  # but to publish, when the backfill before died before that
        problems = ()
    if open_still and not problems:
        voice.say(f"{len(open_still)} deliveries of these days are still missing or refused: `citydb status` says why.")
    voice.say(f"Published: {publication.name}" if publication else "Nothing new to publish.")
    voice.document(
        {
            "planned": [one.to_dict() for one in planned],
            "settled": [one.to_dict() for one in ended],
            "open": len(open_still),
            "publication": publication.name if publication else None,
        }
    )
    raise typer.Exit(exit_code([one.failure for one in ended], bool(problems or open_still)))


def _show(voice: Voice, planned: list[Planned], *, each: bool) -> None:
    """The table: a line for each delivery, or for all that are alike, because a long range has thousands of them."""
    work = [one for one in planned if one.is_work]
    if work and each:
        columns = ["day", "feed", "supplier", "state now", "would", "records"]
        rows: list[list[object]] = [[one.day, one.feed, one.supplier, one.state, one.what, one.records] for one in work]
        voice.rows("Backfill", columns, rows, numbers="records")
    elif work:
        columns = ["feed", "state now", "would", "first day", "last day", "count", "records"]
        alike: dict[tuple[str, str, str], list[Planned]] = {}
        for one in work:
            alike.setdefault((one.feed, one.state, one.what), []).append(one)
        rows = [
            [*how, min(one.day for one in these), max(one.day for one in these), len(these), _records(these)]
            for how, these in sorted(alike.items())
        ]
        voice.rows("Backfill", columns, rows, numbers="count records")
    voice.say(f"{len(work)} deliveries to work on, {len(planned) - len(work)} to leave as they are.")


def _records(planned: list[Planned]) -> int | None:
    known = [one.records for one in planned if one.records is not None]
    return sum(known) if known else None
