"""`nightly`, `serve`, `run` and `backfill`: collecting, checking and loading, with Airflow and without."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from pipelines.cli import rim
from pipelines.cli.bars import NightBars
from pipelines.cli.voice import Json, Voice
from pipelines.night.leftovers import living
from pipelines.night.model import Problem, Settlement

ALL_LOADED, FAILED, INCOMPLETE = 0, 1, 3


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(epilog="Example: citydb nightly --from 2024-01-15 --to 2024-01-16 --at 02:00")(nightly)
    app.command(epilog="Example: citydb serve")(serve)
    app.command(epilog="Example: citydb run procedures.dossier --day 2024-01-16 --supplier d001")(run)


def nightly(
    day: rim.Day = None, first: rim.From = None, last: rim.To = None, at: rim.At = None, as_json: Json = False
) -> None:
    """Run whole nights under real Airflow, publish them, and stop everything that was started.

    Without a day it is the newest one that is over. When `citydb serve` runs for this home, it is asked instead.
    """
    from pipelines.orchestrate.nightly import run_nights

    voice = Voice(as_json=as_json)
    nights = rim.instants(rim.asked_days(day, first, last), at)
    with NightBars(voice, [one for one, _ in nights]) as bars:
        report = run_nights(rim.settings(), nights, bars.tell)
    tell_problems(voice, report.problems, report.failures)
    for name in report.publications:
        voice.say(f"Published: {name}")
    if not report.publications:
        voice.say("Nothing had changed, so nothing new was published.")
    voice.document(report.to_dict())
    raise typer.Exit(report.exit_code)


def serve(as_json: Json = False) -> None:
    """The permanent set: Airflow with its pages on loopback, every night at 02:00 in Hanoi; Ctrl-C stops it cleanly."""
    from pipelines.orchestrate.serve import serve as serve_nights

    serve_nights(rim.settings(), Voice(as_json=as_json).say)


def run(
    feed: Annotated[str, typer.Argument(help="The feed, e.g. insurance.card.")],
    day: rim.Day = None,
    supplier: rim.Supplier = None,
    at: rim.At = None,
    as_json: Json = False,
) -> None:
    """One feed's night without Airflow: the same stages in this process, the publication included."""
    from pipelines import night, publish

    voice = Voice(as_json=as_json)
    settings, run_id = rim.settings(), rim.new_run("run")
    ((business_day, instant),) = rim.instants(rim.asked_days(day, None, None), at)
    owing = rim.known_supplier(rim.known_feed(feed), supplier, business_day)
    with voice.telling() as tell, living(settings, run_id):
        ended = night.run_feed(settings, feed, business_day, instant, run_id, supplier=owing, tell=tell)
        tell("publishing")
        publication = publish.publish(settings, instant, run_id, tell=tell)
    problems = ended.problems
    tell_problems(voice, problems, [ended.failure] if ended.failure else [])
    voice.say(f"Published: {publication.name}" if publication else "Nothing new to publish.")
    voice.document(ended.to_dict() | {"publication": publication.name if publication else None})
    raise typer.Exit(exit_code([ended.failure], bool(problems)))


def tell_problems(voice: Voice, problems: tuple[Problem, ...], failures: list[str] | tuple[str, ...]) -> None:
    """What is missing, refused or broken, each with its reason and the next step."""
    for failure in failures:
        voice.say(f"FAILED  {failure}")
    if problems:
        voice.rows(
            "What is open",
            ["day", "feed", "supplier", "state", "reason"],
            [[one.business_day, one.feed, one.supplier, one.state, one.reason] for one in problems],
        )
    if not problems and not failures:
        voice.say("All that was due is loaded.")


def only(
    settlements: Sequence[Settlement],
    feeds: Sequence[str],
    supplier: str | None,
    days: Collection[str] | None = None,
) -> tuple[Problem, ...]:
    """The problems of what was asked for: an area settles as a whole, a command may be about a part of it."""
    return tuple(
        problem
        for one in settlements
        for problem in one.problems
        if problem.feed in feeds
        and supplier in (None, problem.supplier)
        and (days is None or problem.business_day in days)
    )


def exit_code(failures: Sequence[str | None], is_open: bool) -> int:
    """What the program's end says of some nights."""
    if any(failures):
        return FAILED
    return INCOMPLETE if is_open else ALL_LOADED
