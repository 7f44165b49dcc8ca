"""`publish`, `report` and `verify`: what analysts read, and whether it can be trusted."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import rim
from pipelines.cli.voice import Json, Voice
from pipelines.errors import UsageFailure


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(epilog='Example: citydb publish --back-to 2024-01-15-001 --because "wrong register"')(publish)
    app.command(epilog="Example: citydb report")(report)
    app.command(epilog="Example: citydb verify --json")(verify)


def publish(
    back_to: Annotated[
        str | None, typer.Option(metavar="NAME", help="Let `current` be this older publication.")
    ] = None,
    because: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; needed with --back-to.")] = None,
    as_json: Json = False,
) -> None:
    """Publish what has changed since the current publication; when nothing has, nothing is written."""
    from pipelines import publish as publishing

    voice = Voice(as_json=as_json)
    settings, at = rim.settings(), rim.now()
    if (back_to is None) != (because is None):
        raise UsageFailure("--back-to and --because go together.", next_step="Give both, or neither.")
    with voice.telling() as tell:
        made: publishing.Publication | None
        if back_to is not None and because is not None:
            made = publishing.back_to(settings, back_to, because, rim.who(), at)
        else:
            made = publishing.publish(settings, at, rim.new_run("publish"), tell=tell)
    voice.say(f"Current: {made.name} ({made.folder})" if made else "Nothing new was published.")
    voice.document({"publication": made.name if made else None})


def report(as_json: Json = False) -> None:
    """The scorecard of the current publication, and where its page is."""
    from pipelines import publish as publishing
    from pipelines.publish.report.terminal import scorecard_table
    from warehouse.damage import damaged_publication, opening
    from warehouse.session import session

    voice = Voice(as_json=as_json)
    settings = rim.settings()
    current = publishing.current(settings)
    if current is None:
        raise UsageFailure("Nothing is published yet.", next_step="Run `citydb nightly` or `make demo`.")
    city = current.folder / "city.duckdb"
    with opening(city, say=damaged_publication):
        voice.console.print(scorecard_table(city))
    page = current.folder / "report" / "index.html"
    voice.say(f"Report: {page}")
    if as_json:
        with session(settings, city, read_only=True) as con:
            found = con.execute("FROM mart.project06_scorecard")
            columns = [column[0] for column in found.description]
            rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
        voice.document({"publication": current.name, "page": str(page), "scorecard": rows})


def verify(as_json: Json = False) -> None:
    """Prove that nothing is lost: ledger, history, quarantine, landing zone and publication against each other."""
    from pipelines.verify import verify as verify_all

    voice = Voice(as_json=as_json)
    with voice.telling() as tell:
        findings = verify_all(rim.settings(), tell)
    if findings:
        voice.rows(
            "Broken",
            ["check", "where", "what", "next"],
            [[one.check, one.where, one.what, one.next_step] for one in findings],
        )
    else:
        voice.say("Everything adds up.")
    voice.document([vars(one) for one in findings])
    raise typer.Exit(1 if findings else 0)
