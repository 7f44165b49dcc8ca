"""All commands in one program, and how each way of ending becomes an exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from pipelines.cli import (
    backfill,
    city,
    delivery,
    explain,
    looking,
    nights,
    publishing,
    quarantine,
    reconcile,
    replay,
    rim,
    upkeep,
)
from pipelines.cli.voice import complain
from pipelines.errors import UsageFailure
from pipelines.unforeseen import told

app = typer.Typer(
    name="citydb",
    help="Hanoi's shared city database: collect, check, load and publish what the city's suppliers deliver.",
    epilog="Exit codes: 0 all due deliveries loaded; 3 done, but something is missing, refused or not taken; "
    "1 it failed; 2 wrong use. State lives under CITYDB_HOME (default: var/ of the repository).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback may quote a citizen's record
)
for module in (city, nights, backfill, looking, explain, quarantine, reconcile, replay, delivery, publishing, upkeep):
    module.register(app)

INTERRUPTED = 130


def main() -> None:
    """Run the command of this process's arguments; always leaves by SystemExit."""
    try:
        app()
    except UsageFailure as failure:
        complain(failure)
        sys.exit(2)
    except KeyboardInterrupt:
        _stop()
    except Exception as broken:
        try:
            foreseen = told(" ".join(["citydb", *sys.argv[1:2]]), broken, rim.settings().home)
        except KeyboardInterrupt:
            _stop()
        complain(foreseen)
        sys.exit(1)


def _stop() -> NoReturn:
    """End as a person asked for."""
    typer.echo("Interrupted. What is not whole is discarded; run the same command again.", err=True)
    sys.exit(INTERRUPTED)
