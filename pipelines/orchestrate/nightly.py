"""Whole nights under a real Airflow that lives as long as they take, or under the permanent set where it runs."""

from __future__ import annotations

import secrets as chance
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import date, datetime

from pipelines.errors import CityDBError
from pipelines.orchestrate import environment, secrets
from pipelines.orchestrate.alone import AirflowHeld
from pipelines.orchestrate.api import Api
from pipelines.orchestrate.night_watch import NightWatch
from pipelines.orchestrate.progress import NightProgress, Tell
from pipelines.orchestrate.report import NightEnded, NightsReport
from pipelines.orchestrate.serving import Serving, serving
from pipelines.orchestrate.started import AirflowEnded, started
from pipelines.settings import Settings

__all__ = ["NightProgress", "NightsReport", "run_nights"]

OTHERS_END_WITHIN = 20.0
"""Seconds to wait for a run that is just ending, or for a permanent set that is just coming up."""


def run_nights(settings: Settings, nights: Sequence[tuple[date, datetime]], tell: Tell) -> NightsReport:
    """How the nights ended, run one after the other; each is a business day and the instant it is taken to happen at.

    What breaks in a night stands in the report, and no later night is begun. Everything that was started has ended
    when this returns or raises; if this process is killed, it ends by itself.

    Raises:
        AirflowHeld: another run is under way for this home.
        AirflowEnded: Airflow could not be started.
    """
    with ExitStack() as stack:
        api, check = _some_airflow(settings, tell, stack)
        watch = NightWatch(api, settings, check, tell)
        ended: list[NightEnded] = []
        for day, at in nights:
            try:
                ended.append(watch.run(day, at, f"night-{day}-{chance.token_hex(4)}"))
            except CityDBError as reason:
                ended.append(NightEnded(day, (), failures=(reason.sentence,)))
                break
    return NightsReport(tuple(ended))


def _some_airflow(settings: Settings, tell: Tell, stack: ExitStack) -> tuple[Api, Callable[[], None]]:
    """The interface of the permanent set where it runs, else of an Airflow of our own; and what tells if it is gone."""
    permanent = serving(settings)
    if permanent is None:
        tell(NightProgress(None, "airflow", 0, 0, "starting"))
        try:
            own = stack.enter_context(
                started(
                    settings,
                    "citydb nightly",
                    database=environment.sqlite(settings),
                    one_shot=True,
                    wait_seconds=OTHERS_END_WITHIN,
                )
            )
        except AirflowHeld:
            if (permanent := serving(settings)) is None:
                raise
        else:
            return stack.enter_context(closing(Api(own.port, secrets.password(settings)))), own.check
    tell(NightProgress(None, "airflow", 0, 0, f"asking `citydb serve` (process {permanent.pid})"))
    return (
        stack.enter_context(closing(Api(permanent.port, secrets.password(settings)))),
        lambda: _check(settings, permanent),
    )


def _check(settings: Settings, permanent: Serving) -> None:
    if not permanent.is_alive:
        raise AirflowEnded("`citydb serve` ended.", environment.logs(settings))
