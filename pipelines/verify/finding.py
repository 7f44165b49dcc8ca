"""One thing that should hold and does not, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.publish.failures import Broken
from warehouse.damage import ANOTHER_ONE


@dataclass(frozen=True)
class Finding:
    """Something is wrong.

    Attributes:
        check: short stable name of what was asked, e.g. `ledger.received`.
        where: feed, supplier, day, delivery, table or file; never a record's key.
        what: what was found there.
        next_step: what to do now.
    """

    check: str
    where: str
    what: str
    next_step: str


_NEXT_STEPS = {
    "ledger": "The build file was changed by something else than a load. Restore it from its backup.",
    "quarantine": "The build file was changed by something else than a load. Restore it from its backup.",
    "history": "The build file was changed by something else than a load. Restore it from its backup, or make history "
    "again from what has landed with `citydb rebuild --accept-differences`.",
    "history.published": "The build file or the publication was changed by something else than the program. Restore "
    "them from their backups, or run `citydb rebuild --accept-differences` and `citydb publish`.",
    "warehouse": "Restore the build file from its backup.",
    "landing.unknown": "Run that day again with `citydb run`; what has landed is then decided.",
    "landing.version": "Remove the manifest, and ask the supplier for the delivery under a version of that day.",
    "landing": "Restore the landing zone from its backup; the content is known again by its hash.",
    "files": ANOTHER_ONE,
    "publication": ANOTHER_ONE,
    "marts": "Do not use this publication's figures. Go to another one with `citydb publish --back-to`.",
    "discretion": "Take the file out of reach at once, and find out who has read it.",
    "modes": "Set the mode that is named with `chmod`, and find out who has read it.",
    "person_key": "Restore the key from its backup before anything is published.",
}


def found(broken: Iterable[Broken]) -> list[Finding]:
    """Findings of what is broken, each with its next step."""
    return [Finding(one.check, one.where, one.what, _next_step(one.check)) for one in broken]


def _next_step(check: str) -> str:
    return _NEXT_STEPS.get(check) or _NEXT_STEPS[check.split(".")[0]]
