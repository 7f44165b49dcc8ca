"""`reconcile`: what the standing rules find when registers are held against each other, and the list for the owner."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipelines import publish
from pipelines.cli import rim
from pipelines.cli.known import refuse_day_to_come
from pipelines.cli.notes import keep_note
from pipelines.cli.shown import warehouse
from pipelines.cli.voice import Json, Voice
from pipelines.clock import parse_day
from pipelines.errors import UsageFailure
from pipelines.settings import Settings
from pipelines.spreadsheet import check_ending, write_csv, write_workbook

app_reconcile = typer.Typer(name="reconcile", help="Registers held against each other.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app_reconcile.command("rules", epilog="Example: citydb reconcile rules")(listed)
    app_reconcile.command("export", epilog="Example: citydb reconcile export insured_but_dead --to dead.xlsx")(exported)
    app.add_typer(app_reconcile)


def listed(as_json: Json = False) -> None:
    """The standing rules, what a finding is and who is to mend it; how many there are is in mart.reconciliation."""
    from warehouse.marts import rules

    voice = Voice(as_json=as_json)
    told = [
        {"rule_id": rule.rule_id, "owner": rule.owner, "name_vi": rule.name_vi, "name_en": rule.name_en}
        for rule in rules().values()
    ]
    rows: list[list[object]] = [list(one.values()) for one in told]
    voice.rows("Rules", ["rule", "owner", "Vietnamese", "English"], rows)
    voice.document({"rules": told})


def exported(
    rule: Annotated[str, typer.Argument(help="The rule, e.g. insured_but_dead.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A .csv or .xlsx file; it is replaced.")],
    day: rim.Day = None,
    as_json: Json = False,
) -> None:
    """Write the findings of a rule for those entitled: personal data, in a file that only its owner may read.

    Without --day they are those of the current publication's day. That the list was written is kept in ops.attempt.
    """
    from warehouse.marts import findings, rules

    voice = Voice(as_json=as_json)
    settings = rim.settings()
    check_ending(to)
    if rule not in rules():
        raise UsageFailure(f"There is no rule '{rule}'.", next_step=f"Rules are: {', '.join(rules())}.")
    on = _day(settings, day)
    with warehouse(settings, "citydb reconcile export", voice.say) as con:
        refuse_day_to_come(con, on)
        found = findings(con, rules()[rule], on)
    if not found.rows:
        voice.say(f"{rule} finds nothing on {on}.")
        voice.document({"file": None, "day": on.isoformat(), "findings": 0})
        return
    rows = [found.columns, *([_text(value) for value in row] for row in found.rows)]
    if to.suffix == ".csv":
        write_csv(to, rows)
    else:
        write_workbook(to, {rule: rows})
    keep_note(settings, "reconcile", "export", None, None, len(found.rows), of=rule)
    owner = rules()[rule].owner
    voice.say(f"{len(found.rows)} findings of {rule} on {on}: {to} (personal data: for {owner} alone).")
    voice.document({"file": str(to), "day": on.isoformat(), "findings": len(found.rows)})


def _day(settings: Settings, day: str | None) -> date:
    if day:
        return parse_day(day)
    if standing := publish.current(settings):
        return standing.day
    raise UsageFailure("Nothing is published yet.", next_step="Name the business day with --day.")


def _text(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
