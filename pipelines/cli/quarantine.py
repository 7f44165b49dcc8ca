"""`quarantine`: what is held back and why, and the list to send to a supplier."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli import rim
from pipelines.cli.known import refuse_unknown_supplier
from pipelines.cli.notes import keep_note
from pipelines.cli.shown import warehouse
from pipelines.cli.voice import Json, Voice
from pipelines.clock import parse_day
from pipelines.land.manifest import manifests
from pipelines.quarantine import Choice, Item, export, items, unreadable
from pipelines.settings import Settings

app_quarantine = typer.Typer(name="quarantine", help="Records that broke a critical rule.", no_args_is_help=True)
Resolved = Annotated[bool, typer.Option("--resolved", help="Also what has been settled since.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app_quarantine.command("list", epilog="Example: citydb quarantine list --supplier d001 --day 2024-01-16")(listed)
    app_quarantine.command("export", epilog="Example: citydb quarantine export --supplier d001 --out d001.xlsx")(
        exported
    )
    app.add_typer(app_quarantine)


def listed(
    supplier: rim.Supplier = None,
    feed: rim.Feed = None,
    day: rim.Day = None,
    resolved: Resolved = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many at most.")] = 100,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show the records themselves; that you did is kept.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Held records and unreadable places with their reasons; of the records only the shape of each field."""
    voice = Voice(as_json=as_json)
    settings = rim.settings()
    found = _chosen(settings, voice, _choice(supplier, feed, day, resolved), "citydb quarantine list")
    if reveal:
        keep_note(settings, "quarantine", "reveal", supplier, feed, len(found[:limit]))
    told = [_told(item, item.payload if reveal else item.masked) for item in found[:limit]]
    rows: list[list[object]] = [
        [
            item.business_day,
            item.supplier,
            item.position,
            item.state,
            list(item.reasons),
            "; ".join(f"{title}: {text}" for title, text in (item.payload if reveal else item.masked).items() if text),
        ]
        for item in found[:limit]
    ]
    voice.rows("Quarantine", ["day", "supplier", "place", "state", "reasons", "record"], rows, numbers="place")
    voice.say(f"{len(told)} of {len(found)} shown.")
    voice.document({"found": len(found), "items": told})


def _told(item: Item, record: Mapping[str, str | None]) -> dict[str, object]:
    return {
        "business_day": item.business_day.isoformat(),
        "feed": item.feed,
        "supplier": item.supplier,
        "delivery_id": item.delivery_id,
        "position": item.position,
        "state": item.state,
        "rule_ids": list(item.rule_ids),
        "reasons": list(item.reasons),
        "record": dict(record),
    }


def exported(
    supplier: Annotated[str, typer.Option("--supplier", metavar="NAME", help="Whose list, e.g. d001.")],
    feed: rim.Feed = None,
    day: rim.Day = None,
    out: Annotated[Path | None, typer.Option(help="A .csv or .xlsx file; default: below CITYDB_HOME/exports.")] = None,
    resolved: Resolved = False,
    as_json: Json = False,
) -> None:
    """Write the list of its errors for a supplier: place, reasons and its own record; safe against formulas."""
    voice = Voice(as_json=as_json)
    settings = rim.settings()
    found = _chosen(settings, voice, _choice(supplier, feed, day, resolved), "citydb quarantine export")
    if not found:
        voice.say(f"Nothing of {supplier} is held.")
        voice.document({"file": None, "items": 0})
        return
    path = out or settings.home / "exports" / f"{supplier}-{found[0].business_day}-{found[-1].business_day}.xlsx"
    export(path, found, _origins(settings, found))
    keep_note(settings, "quarantine", "export", supplier, feed, len(found))
    voice.say(f"{len(found)} records and places of {supplier}: {path} (personal data: for {supplier} alone).")
    voice.document({"file": str(path), "items": len(found)})


def _choice(supplier: str | None, feed: str | None, day: str | None, resolved: bool) -> Choice:
    on = parse_day(day) if day else None
    return Choice(supplier, rim.known_feed(feed) if feed else None, on, on, with_resolved=resolved)


def _chosen(settings: Settings, voice: Voice, choice: Choice, what: str) -> list[Item]:
    with warehouse(settings, what, voice.say) as con:
        refuse_unknown_supplier(con, choice.supplier)
        return sorted(
            [*items(con, choice), *unreadable(con, choice)],
            key=lambda item: (item.business_day, item.feed, item.supplier, item.delivery_id, item.position),
        )


def _origins(settings: Settings, found: list[Item]) -> dict[str, str]:
    days = {(item.feed, item.business_day, item.supplier) for item in found}
    return {m.delivery_id: m.origin for feed, day, supplier in days for m in manifests(settings, feed, day, supplier)}
