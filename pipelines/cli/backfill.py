"""`backfill`: a range of days, in any order, as often as one likes; first a table of what would be done."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pipelines.cli import rim
from pipelines.cli.nights import exit_code, tell_problems
from pipelines.cli.voice import Json, Voice
from pipelines.contract import feeds, suppliers_of
from pipelines.errors import UsageFailure
from pipelines.night.backfill import fill
from pipelines.night.leftovers import living
from pipelines.night.plan import Planned, Reprocess, Source, plan

Choice = Annotated[
    Literal["missing", "failed", "all"],
    typer.Option(help="missing: days without a delivery; failed: refused ones as well; all: every day."),
]
From = Annotated[
    Literal["landing", "supplier"],
    typer.Option(help="landing: what has landed is not asked for again; supplier: everything is asked for again."),
]


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
    _check_supplier(chosen, supplier)
    with voice.telling() as tell:
        planned = plan(settings, chosen, nights, rim.now(), Reprocess(reprocess), Source(source), supplier, tell=tell)
    _show(voice, planned)
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
    if ended:
        problems = tuple(problem for one in ended for problem in one.problems)
        tell_problems(voice, problems, [one.failure for one in ended if one.failure])
    else:
        voice.say("There is nothing to do.")  # but to publish, when the backfill before died before that
    voice.say(f"Published: {publication.name}" if publication else "Nothing new to publish.")
    voice.document(
        {
            "planned": [one.to_dict() for one in planned],
            "settled": [one.to_dict() for one in ended],
            "publication": publication.name if publication else None,
        }
    )
    raise typer.Exit(exit_code(ended))


def _check_supplier(chosen: list[str], supplier: str | None) -> None:
    if supplier is not None and not any(supplier in suppliers_of(feed) for feed in chosen):
        raise UsageFailure(
            f"{supplier} owes none of {', '.join(chosen)}.",
            next_step=f"Suppliers of {chosen[0]}: {', '.join(suppliers_of(chosen[0]))}.",
        )


def _show(voice: Voice, planned: list[Planned]) -> None:
    rows: list[list[object]] = [
        [one.day, one.feed, one.supplier, one.state, one.what, one.records] for one in planned if one.is_work
    ]
    idle = len(planned) - len(rows)
    if rows:
        voice.rows("Backfill", ["day", "feed", "supplier", "state now", "would", "records"], rows, numbers="records")
    voice.say(f"{len(rows)} deliveries to work on, {idle} to leave as they are.")
