"""What the tasks of an area's night do, one function a task: plain values in and out, so that they run without Airflow.

The stages are imported where they are used: a task that waits for a supplier needs no Great Expectations.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipelines.errors import CityDBError, EngineFailure
from pipelines.extract.model import Errand, Missing, Outcome
from pipelines.land.durable import exclusive, make_folder, write_whole
from pipelines.night.leftovers import sweep
from pipelines.orchestrate.failures import broken, discreet, kept
from pipelines.orchestrate.run import Facts, Run, settings_here, settlement_of

log = logging.getLogger(__name__)


class NothingToLoad(EngineFailure):
    """What was validated is gone: the run was settled while this try of it, taken for dead, still worked."""

    code = "load.nothing"

    def __init__(self, feed: str, run: Run) -> None:
        super().__init__(
            f"The run of {run.key} was settled before this load of {feed} began; it changes nothing.",
            where=run.run_id,
            next_step="Nothing: the try that settled the run has loaded what there was, or the next night will.",
        )


def due(area: str, run: Run) -> list[Facts]:
    """The errands of the night, one per feed and supplier."""
    from pipelines import night

    settings = settings_here()
    with kept(run.folder(settings, area), "due"):
        sweep(settings)
        return [
            json.loads(errand.to_json())
            for errand in night.due(settings, area, run.day, run.at, run.run_id, tell=log.info)
        ]


def extract(area: str, run: Run, errand: Facts) -> dict[str, int]:
    """How much one supplier gave.

    That it gave nothing is written down first, so that an errand which hangs or is killed is settled as missing.
    """
    from pipelines import night

    settings = settings_here()
    todo = Errand.from_json(json.dumps(errand))
    outcome_file = run.folder(settings, area) / "outcomes" / f"{todo.feed}.{todo.supplier}.json"
    try:
        with discreet(f"extract of {todo.supplier}"):
            _presume_missing(outcome_file, todo, "was cut off before it ended. Next: see its task's log in Airflow.")
            outcome = night.collect(settings, area, run.day, run.run_id, todo, run.at)
    except CityDBError as reason:
        with suppress(OSError):  # a full disk takes no note either
            _presume_missing(outcome_file, todo, f"broke: {reason.sentence}")
        raise
    for missing in outcome.missing:
        log.warning("%s, %s, %s is missing: %s", todo.supplier, todo.feed, missing.day, missing.reason)
    return {"landed": len(outcome.landed), "missing": len(outcome.missing)}


def validate(area: str, run: Run) -> list[str]:
    """The feeds that have something to load."""
    from pipelines import night

    settings = settings_here()
    folder = run.folder(settings, area)
    # Airflow tries again what it takes for dead: the first try may still be writing the same files
    with exclusive(folder / "validate.lock", log.warning), kept(folder, "validate"):
        return list(night.validate(settings, area, run.day, run.run_id, run.at))


def load(area: str, run: Run, feed: str) -> dict[str, int]:
    """How many deliveries came to which state."""
    from pipelines import night

    settings = settings_here()
    folder = run.folder(settings, area)
    with kept(folder, f"load of {feed}"):
        if not (folder / f"{feed}.duckdb").exists():
            raise NothingToLoad(feed, run)
        return dict(
            Counter(one.state for one in night.load(settings, feed, run.day, run.run_id, run.at, tell=log.info))
        )


def settle(area: str, run: Run, failed: Sequence[str]) -> Facts:
    """How the area's night ended, and the first and last day it asked for; `failed` are steps that did not end well."""
    from pipelines import night

    settings = settings_here()
    folder = run.folder(settings, area)
    window = _window(folder, run)
    with discreet("settle"):
        settlement = night.settle(settings, area, run.day, run.run_id, run.at, broken(folder, failed), tell=log.info)
    return settlement.to_dict() | {"window": window}


def verdict(settlement: Facts) -> None:
    """Nothing, when all that was due is loaded.

    Raises:
        NightIncomplete: something is missing, refused or broken.
    """
    from pipelines import night

    night.verdict(settlement_of(settlement))


def _presume_missing(outcome_file: Path, errand: Errand, what: str) -> None:
    reason = f"collecting {errand.feed} from {errand.supplier} {what}"
    outcome = Outcome(errand.feed, errand.supplier, missing=tuple(Missing(day, reason) for day in errand.days))
    write_whole(make_folder(outcome_file.parent) / outcome_file.name, outcome.to_json().encode())


def _window(folder: Path, run: Run) -> list[str]:
    known = folder / "known.json"
    days = json.loads(known.read_text(encoding="utf-8"))["window"] if known.exists() else [run.key]
    return [days[0], days[-1]]
