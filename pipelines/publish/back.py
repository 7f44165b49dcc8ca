"""Going back: a person lets `current` point at another publication, and says why."""

from __future__ import annotations

from datetime import datetime

from pipelines.errors import UsageFailure
from pipelines.publish import shelf
from pipelines.publish.attempts import write_attempt
from pipelines.publish.discretion import is_telling_in_groups
from pipelines.publish.failures import NoSuchPublication
from pipelines.publish.model import Publication
from pipelines.settings import Settings


def back_to(settings: Settings, name: str, because: str, who: str, at: datetime) -> Publication:
    """Let `current` point at the publication `name`; the decision stands in `ops.attempt` first.

    The next publish moves on only when something has changed since.

    Raises:
        NoSuchPublication: nothing of that name stands on the shelf.
        UsageFailure: no reason or nobody is named, the reason holds an identifier, or `current` is there already.
    """
    reason, person = because.strip(), who.strip()
    _refuse_unfit(reason, person)
    with shelf.alone(settings):
        shelf.recover(settings)
        standing = shelf.current(settings)
        chosen = next((one for one in shelf.publications(settings) if one.name == name), None)
        if chosen is None:
            known = [one.name for one in shelf.publications(settings)]
            raise NoSuchPublication(name, known, settings.published)
        if chosen == standing:
            raise UsageFailure(f"{name} is the current publication already.", where=str(settings.published))
        told = f"to {name} from {standing.name if standing else 'nothing'}: {reason}"
        write_attempt(settings, at, f"back to {name}", "went back", day=chosen.day, because=told, decided_by=person)
        shelf.point_at(settings, chosen)
        return chosen


def _refuse_unfit(reason: str, person: str) -> None:
    if not reason or not person:
        raise UsageFailure(
            "Going back is a decision: it needs a reason and the name of who decides.",
            next_step='Say it with --because "…".',
        )
    if is_telling_in_groups(reason) or is_telling_in_groups(person):
        raise UsageFailure(
            "The reason holds what looks like a personal ID, a phone number or a card number; it would be published.",
            next_step="Say it without, for example with the delivery's id.",
        )
