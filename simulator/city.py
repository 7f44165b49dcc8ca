"""Making a city: the timeline, what each supplier sends of it in a window of days, and the truth."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import EngineFailure, UsageFailure
from pipelines.land.durable import flush_all, move_into_place
from pipelines.settings import Settings
from simulator.engine import SQL, open_engine, run
from simulator.files import write_drop_folders
from simulator.plan import Plan
from simulator.tables import keep_tables
from simulator.truth import write_truth

FEEDS = tuple(sorted(f"feeds/{path.stem}" for path in (SQL / "feeds").glob("*.sql")))
"""One file of statements for each feed that is sent the general way: it fills `regular`."""

_STEPS = (
    ("people", ("draw", "facts", "places", "people", "life")),
    ("insurance cards", ("holders", "canary", "cards")),
    ("dossiers", ("dossiers",)),
    ("further feeds", ("deliveries", *FEEDS, "recoded", "shown")),
    ("deliveries", ("planted", "spelling", "sent_citizen", "sent_card", "sent_dossier", "sent")),
    ("files", ("lines_csv", "lines_jsonl", "lines_xlsx", "lines")),
)


@dataclass(frozen=True)
class SimulationReport:
    """What a simulation left behind.

    Attributes:
        plan: the city and window.
        folder: where it stands.
        is_new: whether it was made just now, or had been there.
    """

    plan: Plan
    folder: Path
    is_new: bool


def simulate(
    settings: Settings,
    citizens: int,
    first: date,
    last: date,
    seed: int,
    faults: Sequence[str],
    progress: Callable[[str], None],
) -> SimulationReport:
    """Make a city under the home; the same city again does nothing.

    Raises:
        UsageFailure: the plan makes no sense, or another city stands there already.
        EngineFailure: another simulation of this home is under way.
    """
    plan = Plan.of(citizens, first, last, seed, faults)
    with _alone(settings):
        if _stands(settings, plan):
            return SimulationReport(plan, settings.simulated, is_new=False)
        building = settings.home / "simulated.building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700)
        _build(settings, plan, building, progress)
        flush_all(building)
        move_into_place(building, settings.simulated)
    return SimulationReport(plan, settings.simulated, is_new=True)


def plan_of(settings: Settings) -> Plan:
    """The city that stands under the home.

    Raises:
        UsageFailure: there is none.
    """
    path = settings.simulated / "plan.json"
    if not path.exists():
        raise UsageFailure(
            "There is no made-up city here.", where=str(settings.home), next_step="Run `citydb simulate`."
        )
    return Plan.read(path)


def _stands(settings: Settings, plan: Plan) -> bool:
    if not (settings.simulated / "plan.json").exists():
        # a city is renamed into place whole: anything else there was never one
        shutil.rmtree(settings.simulated, ignore_errors=True)
        return False
    if (standing := plan_of(settings)) == plan:
        return True
    raise UsageFailure(
        f"Another city stands here already: {standing}; asked for was {plan}.",
        where=str(settings.simulated),
        next_step="Choose another CITYDB_HOME, or run `citydb suppliers down` and remove that folder.",
    )


def _build(settings: Settings, plan: Plan, folder: Path, progress: Callable[[str], None]) -> None:
    con = open_engine(settings, plan, folder)
    try:
        for label, statements in _STEPS:
            progress(label)
            for name in statements:
                run(con, name)
        keep_tables(con, plan)
        write_drop_folders(con, plan, folder / "drop")
        progress("truth")
        write_truth(con, folder / "truth")
    finally:
        con.close()
    for scratch in folder.glob("scratch.duckdb*"):
        scratch.unlink()
    shutil.rmtree(folder / "spill", ignore_errors=True)
    plan.write(folder / "plan.json")


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "simulated.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise EngineFailure(
                "Another simulation of this home is under way.",
                where=str(settings.home),
                next_step="Wait for it to end.",
            ) from None
        yield
