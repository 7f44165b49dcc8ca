"""An area's night, or many of them at once, without Airflow: the same steps, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from pipelines import unforeseen
from pipelines.contract import contract_of, feeds_of
from pipelines.extract.model import Errand
from pipelines.land.chunks import CHUNK_BYTES, chunks
from pipelines.night.due import due
from pipelines.night.known import Known, Nights, told
from pipelines.night.leftovers import discard
from pipelines.night.model import Settlement, run_folder
from pipelines.night.settle import settle
from pipelines.night.steps import collect, load, validate
from pipelines.settings import Settings

Choose = Callable[[Errand], Errand | None]
"""Which errands of a night are run, and for which days."""

Tell = Callable[[str], None]


def run_area(
    settings: Settings,
    area: str,
    day: date,
    at: datetime,
    run_id: str,
    *,
    choose: Choose = lambda errand: errand,
    tell: Tell = lambda _: None,
) -> Settlement:
    """One area's night; `choose` may shorten an errand or leave it out, `tell` hears what is being done."""
    return run_days(settings, area, {day: at}, run_id, choose=choose, tell=tell)


def run_days(
    settings: Settings,
    area: str,
    nights: Nights,
    run_id: str,
    *,
    choose: Choose = lambda errand: errand,
    tell: Tell = lambda _: None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Settlement:
    """An area's nights at once: every supplier is asked once for all days, and what came is loaded in few pieces.

    Each piece, of about `chunk_bytes`, stands in the ledger before the next begins. The settlement is the newest
    day's and speaks of all.
    """
    day = max(nights)
    at, failure = nights[day], None

    def say(what: str) -> None:
        tell(f"{area} {told(nights)}: {what}")

    try:
        say("what is due")
        earlier = {night: instant for night, instant in nights.items() if night != day}
        found = due(settings, area, day, at, run_id, earlier=earlier, tell=tell)
        chosen = [shortened for errand in found if (shortened := choose(errand))]
        for number, errand in enumerate(chosen, start=1):
            say(f"asking {errand.supplier} ({number} of {len(chosen)})")
            collect(settings, area, day, run_id, errand, at)
        _load_landed(settings, area, day, nights, run_id, chunk_bytes, say, tell)
    except Exception as reason:  # whatever it was, the area settles; unless a person stopped it
        with _gone_when_interrupted(run_folder(settings, area, day, run_id)):
            failure = unforeseen.told(f"{area} of {told(nights)}", reason, settings.home).sentence
    except KeyboardInterrupt:
        discard(run_folder(settings, area, day, run_id))
        raise
    return settle(settings, area, day, run_id, at, failure, tell=tell)


@contextmanager
def _gone_when_interrupted(folder: Path) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        discard(folder)
        raise


def run_feed(
    settings: Settings,
    feed: str,
    day: date,
    at: datetime,
    run_id: str,
    *,
    supplier: str | None = None,
    tell: Tell = lambda _: None,
) -> Settlement:
    """One feed's night, from all its suppliers or from one."""

    def choose(errand: Errand) -> Errand | None:
        return errand if errand.feed == feed and supplier in (None, errand.supplier) else None

    return run_area(settings, contract_of(feed).area, day, at, run_id, choose=choose, tell=tell)


def _load_landed(
    settings: Settings, area: str, day: date, nights: Nights, run_id: str, chunk_bytes: int, say: Tell, tell: Tell
) -> None:
    known = Known.of(run_folder(settings, area, day, run_id), day, nights[day])
    landed = (manifest for feed in feeds_of(area) for manifest in known.undecided(settings, feed))
    cut = chunks(landed, chunk_bytes)
    for number, days in enumerate(cut, start=1):
        piece = f" {days[0]} to {days[-1]}, chunk {number} of {len(cut)}" if len(cut) > 1 else ""
        at = nights.get(days[-1], nights[day])
        say(f"validating{piece}")
        for feed in validate(settings, area, day, run_id, at, only=days):
            say(f"loading {feed}{piece}")
            load(settings, feed, day, run_id, at, tell=tell)
