"""`doctor`: whether this installation is fit for its nights."""

from __future__ import annotations

import typer

from pipelines.cli import rim
from pipelines.cli.voice import Json, Voice


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command(epilog="Example: citydb doctor --json")(doctor)


def doctor(as_json: Json = False) -> None:
    """Look at packages, contracts, suppliers, secrets, warehouse and disk; exit code 1 when something is not well."""
    from pipelines.doctor import examine

    voice = Voice(as_json=as_json)
    found = examine(rim.settings(), rim.now())
    voice.rows(
        "Doctor",
        ["", "check", "found", "next"],
        [["✓" if one.is_well else "✗", one.check, one.found, one.next_step] for one in found],
    )
    voice.document([vars(one) for one in found])
    raise typer.Exit(0 if all(one.is_well for one in found) else 1)
