"""What the tasks of a backfill do: plan a range of days, fill it area by area, and tell what is still open."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pipelines import clock
from pipelines.contract import contract_of, feeds, suppliers_of_any
from pipelines.errors import UsageFailure
from pipelines.night.plan import Planned, Reprocess, Source, plan
from pipelines.orchestrate.failures import discreet
from pipelines.orchestrate.run import Facts, Run, settings_here, settlement_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What a person asked for in the form.

    Attributes:
        feeds: these feeds.
        supplier: this supplier alone; None for all.
        nights: the business days, each with the instant it is taken to be collected at.
        reprocess: which days are worked on.
        source: where a day comes from when it has landed already.
    """

    feeds: tuple[str, ...]
    supplier: str | None
    nights: tuple[tuple[date, datetime], ...]
    reprocess: Reprocess
    source: Source

    @classmethod
    def of(cls, form: Facts, run: Run) -> Asked:
        """The form, understood.

        Raises:
            UsageFailure: it asks for what there is not.
        """
        named = form["feeds"] if isinstance(form["feeds"], list) else []
        chosen = tuple(str(feed) for feed in named) or feeds()
        if unknown := sorted(set(chosen) - set(feeds())):
            raise UsageFailure(f"There is no feed {', '.join(unknown)}.", next_step=f"Feeds are: {', '.join(feeds())}.")
        supplier = str(form["supplier"]) if form["supplier"] else None
        days = clock.days(clock.parse_day(str(form["from"])), clock.parse_day(str(form["to"])))
        if not days:
            raise UsageFailure(f"There is no day from {form['from']} to {form['to']}.", next_step="Correct the form.")
        if supplier and supplier not in suppliers_of_any(chosen, days):
            raise UsageFailure(
                f"{supplier} owes none of {', '.join(chosen)} from {days[0]} to {days[-1]}.",
                next_step="Correct the form.",
            )
        at = str(form["at"]) if form["at"] else None
        reprocess, source = Reprocess(str(form["reprocess"])), Source(str(form["source"]))
        return cls(chosen, supplier, tuple(clock.nights(days, at, run.at)), reprocess, source)

    def plan(self, only: Iterable[str]) -> list[Planned]:
        """What would be done for some of its feeds."""
        settings, now = settings_here(), clock.now()
        return plan(settings, tuple(only), self.nights, now, self.reprocess, self.source, self.supplier, tell=log.info)


def show_plan(run: Run, form: Facts) -> dict[str, object]:
    """How many deliveries would be worked on and how, and the areas they belong to; the table goes into the log."""
    with discreet("plan of a backfill"):
        asked = Asked.of(form, run)
        planned = asked.plan(asked.feeds)
    work = [one for one in planned if one.is_work]
    for one in work:
        log.info(
            "%s  %-20s  %-6s  %-8s  %-22s  %s", one.day, one.feed, one.supplier, one.state, one.what, one.records or ""
        )
    log.info("%d deliveries to work on, %d to leave as they are.", len(work), len(planned) - len(work))
    return {
        "areas": sorted({contract_of(one.feed).area for one in work}),
        "deliveries": dict(Counter(one.what for one in planned)),
        "records_known": sum(one.records or 0 for one in work),
    }


def fill(area: str, run: Run, form: Facts) -> Facts | None:
    """How an area's days ended; None when there was nothing left to do.

    What is planned is looked up again, so that a try after a broken one goes on where that one was.
    """
    from pipelines.night.backfill import fill as fill_range

    with discreet(f"backfill of {area}"):
        asked = Asked.of(form, run)
        planned = asked.plan(feed for feed in asked.feeds if contract_of(feed).area == area)
        ended = fill_range(settings_here(), planned, dict(asked.nights), run.run_id, log.info)
    return ended[0].to_dict() if ended else None


def verdict(ended: Sequence[Facts | None]) -> None:
    """Nothing, when all that was due in the range is loaded.

    Raises:
        NightIncomplete: something is missing, refused or broken, in the first area of which that is so.
    """
    from pipelines import night

    for facts in ended:
        if facts is not None:
            night.verdict(settlement_of(facts))
