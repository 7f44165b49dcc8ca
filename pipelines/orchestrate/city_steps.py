"""What the tasks of the whole city do after the areas: publish, tell of the night, and give up on who is too late."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from pipelines.clock import parse_instant
from pipelines.errors import EngineFailure
from pipelines.night.leftovers import discard
from pipelines.notify import NightReport, notify
from pipelines.orchestrate.failures import broken, discreet, failures, kept
from pipelines.orchestrate.run import Facts, Run, settings_here, settlement_of
from pipelines.settings import Settings

log = logging.getLogger(__name__)


class PublicationFailed(EngineFailure):
    """The night is over and could not be published; the publication of before stays."""

    code = "publication.failed"

    def __init__(self, day: str, reason: str) -> None:
        self.day = day
        super().__init__(
            f"The night of {day} was not published: {reason}",
            where=f"publish {day}",
            next_step="Mend what it names, then run `citydb publish`.",
        )


def publish(run: Run, ended: Sequence[Facts]) -> str | None:
    """The name of the new publication; None when nothing had changed."""
    settings = settings_here()
    with kept(run.folder(settings, "publish"), "publish"):
        from pipelines.publish import publish as publish_changes

        publication = publish_changes(settings, _instant(run, ended), run.run_id, tell=log.info)
        return None if publication is None else publication.name


def end_night(run: Run, ended: Sequence[Facts], failed: Sequence[str]) -> bool:
    """Whether a message about the night was sent: once, when something is red, and only if it was a whole night.

    Raises:
        PublicationFailed: the night could not be published.
        CityDBError: the message could not be sent.
    """
    settings = settings_here()
    folder = run.folder(settings, "publish")
    failure = broken(folder, failed, "publish")
    report = NightReport.of(run.day, [settlement_of(facts["settlement"]) for facts in ended], failure)  # type: ignore[arg-type]  # an event's extra holds what `settle` gave
    with kept(folder, "message"):
        is_told = bool(ended) and notify(settings, report, _instant(run, ended))
    if failure:
        raise PublicationFailed(run.key, failure)
    discard(folder)
    return is_told


def give_up(area: str, run: Run) -> Facts | None:
    """Settle an area that has not settled its day as "not settled: why"; None when it has settled."""
    from pipelines import night
    from warehouse.connection import open_writer

    settings = settings_here()
    with discreet(f"watchdog of {area}"):
        with open_writer(settings, f"watchdog of {area} for {run.key}", run.at) as con:
            is_settled = con.execute(
                "SELECT 1 FROM ops.settlement WHERE area = ? AND business_day = ? AND is_settled", [area, run.day]
            ).fetchone()
        if is_settled:
            return None
        settlement = night.give_up(settings, area, run.day, run.run_id, run.at, _why_not(settings, area, run))
    return settlement.to_dict() | {"window": [run.key, run.key]}


def _why_not(settings: Settings, area: str, run: Run) -> str:
    folders = sorted((settings.staging / area / run.key).glob("*/"))
    if not folders:
        return "its night had not begun when the watchdog came"
    said = [sentence for folder in folders if (sentence := failures(folder))]
    return " ".join(said) or "its night had not ended when the watchdog came"


def _instant(run: Run, ended: Sequence[Facts]) -> datetime:
    return max((parse_instant(str(facts["at"])) for facts in ended), default=run.at)
