"""`simulate` and `suppliers`: the made-up city. The only module of the program that imports the simulator."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import rim
from pipelines.cli.voice import Json, Voice
from pipelines.clock import parse_day

suppliers = typer.Typer(name="suppliers", help="The made-up suppliers' systems on this machine.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(epilog="Example: citydb simulate --citizens 85000 --from 2024-01-15 --to 2024-01-16")(simulate)
    suppliers.command(epilog="Example: citydb suppliers up --detach")(up)
    suppliers.command(epilog="Example: citydb suppliers down")(down)
    suppliers.command(epilog="Example: citydb suppliers status --json")(status)
    app.add_typer(suppliers)


def simulate(
    citizens: Annotated[int, typer.Option(help="How many citizens live in it, 1,000 or more.")],
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="First business day delivered.")],
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="Last business day delivered.")],
    seed: Annotated[int, typer.Option(help="Another seed is another city.")] = 1,
    faults: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND:SUPPLIER:DAY", help="Refused deliveries and outages, e.g. truncated_xlsx:d268:DAY."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a made-up city under CITYDB_HOME/simulated; the same arguments again do nothing."""
    from simulator.city import simulate as make_city

    voice = Voice(as_json=as_json)
    with voice.telling() as tell:
        report = make_city(
            rim.settings(),
            citizens,
            parse_day(first),
            parse_day(last),
            seed,
            faults or [],
            lambda step: tell(f"  {step}"),
        )
    made = "made" if report.is_new else "stood there already"
    voice.say(f"A city of {citizens:,} citizens, {first} to {last}, seed {seed}: {made} ({report.folder}).")
    voice.document({"folder": str(report.folder), "is_new": report.is_new, "citizens": citizens, "seed": seed})


def up(
    detach: Annotated[bool, typer.Option("--detach", help="Return when all answer, and leave them running.")] = False,
    as_json: Json = False,
) -> None:
    """Serve the city: an HTTP service and a PostgreSQL on free ports, written to suppliers.toml; twice is once."""
    from simulator.suppliers import running

    voice = Voice(as_json=as_json)
    settings = rim.settings()
    running.up(settings, detach=True)
    _tell(voice)
    if not detach:
        voice.say("Serving; Ctrl-C stops them.")
        running.up(settings, detach=False)


def down(as_json: Json = False) -> None:
    """Stop them; nothing is left running."""
    from simulator.suppliers import running

    voice = Voice(as_json=as_json)
    running.down(rim.settings())
    voice.say("The suppliers' systems are down.")
    voice.document({"up": []})


def status(as_json: Json = False) -> None:
    """Which of them answer, and where."""
    _tell(Voice(as_json=as_json))


def _tell(voice: Voice) -> None:
    from simulator.suppliers import running

    found = running.status(rim.settings())
    served = [one for one in found if one.kind != "files"]
    folders = [one for one in found if one.kind == "files" and one.is_up]
    voice.rows(
        "Suppliers' systems",
        ["supplier", "kind", "up", "where"],
        [[one.name, one.kind, "yes" if one.is_up else "no", one.url] for one in served],
    )
    voice.say(f"and {len(folders)} drop folders.")
    voice.document([{"name": one.name, "kind": one.kind, "is_up": one.is_up, "url": one.url} for one in found])
