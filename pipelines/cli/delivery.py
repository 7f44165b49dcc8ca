"""`delivery`: a person's word on a delivery, which is kept with who, when and why."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import rim
from pipelines.cli.voice import Json, Voice
from pipelines.replay.decide import Verb

app_delivery = typer.Typer(
    name="delivery", help="Decide on a delivery: accept, reject or withdraw it.", no_args_is_help=True
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The delivery's id; `citydb ledger --live` lists them.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why; kept for good, so name nobody.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    example = 'Example: citydb delivery {} 0123456789abcdef --because "{}"'
    app_delivery.command("accept", epilog=example.format("accept", "the register was cleared of doubles"))(accept)
    app_delivery.command("reject", epilog=example.format("reject", "test data, says the district"))(reject)
    app_delivery.command("withdraw", epilog=example.format("withdraw", "sent for the wrong day"))(withdraw)
    app.add_typer(app_delivery)


def accept(delivery_id: Id, because: Because, as_json: Json = False) -> None:
    """Load a delivery that was refused, e.g. for its volume; later days are measured against it."""
    _decide(delivery_id, Verb.ACCEPT, because, Voice(as_json=as_json))


def reject(delivery_id: Id, because: Because, as_json: Json = False) -> None:
    """Take a delivery out as refused; the version before it stands again."""
    _decide(delivery_id, Verb.REJECT, because, Voice(as_json=as_json))


def withdraw(delivery_id: Id, because: Because, as_json: Json = False) -> None:
    """Treat a delivery as never sent; the version before it stands again."""
    _decide(delivery_id, Verb.WITHDRAW, because, Voice(as_json=as_json))


def _decide(delivery_id: str, verb: Verb, because: str, voice: Voice) -> None:
    from pipelines import publish
    from pipelines.replay import decide

    settings, at, run_id = rim.settings(), rim.now(), rim.new_run(verb.value)
    with voice.telling() as tell:
        decided = decide(settings, delivery_id, verb, because, rim.who(), at, run_id, tell)
        tell("publishing")
        publication = publish.publish(settings, rim.now(), run_id, tell=tell)
    voice.say(f"{delivery_id} is now {decided.state}.")
    for other in decided.others:
        voice.say(f"{other.delivery_id} (version {other.version} of {other.business_day}) is now {other.state}.")
    voice.say(f"Published: {publication.name}" if publication else "Nothing new to publish.")
    voice.document(
        {
            "delivery_id": delivery_id,
            "state": decided.state,
            "others": [other.to_dict() for other in decided.others],
            "publication": publication.name if publication else None,
        }
    )
