"""Airflow's wiring of the watchdog: at CITYDB_PUBLISH_BY, who has not settled is settled as "not settled: why"."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, get_current_context, task
from citynight import AREAS, emit, parameters, schedule, settled, this_run

NIGHT_LASTS = timedelta(hours=3, minutes=30)
HOUR, MINUTE = (int(part) for part in os.environ.get("CITYDB_PUBLISH_BY", "05:30").split(":")[:2])


@dag(
    dag_id="watchdog",
    schedule=schedule(f"{MINUTE} {HOUR} * * *"),
    catchup=False,
    max_active_runs=1,
    params=parameters(),
    default_args={"retries": 6, "retry_delay": timedelta(minutes=5)},
    doc_md=__doc__,
    tags=["night"],
)
def watchdog() -> None:
    """One look at each area; looking at an area that has settled is skipped and emits nothing."""
    for area in AREAS:

        @task(task_id=f"look_at_{area}", outlets=[settled(area)])
        def look(area: str = area) -> None:
            from airflow.sdk.exceptions import AirflowSkipException

            from pipelines.orchestrate import city_steps

            wait_when_made_up_for()
            run = this_run()
            given_up = city_steps.give_up(area, run)
            if given_up is None:
                raise AirflowSkipException(f"{area} has settled {run.key}.")
            emit(area, run, given_up)

        look()


def wait_when_made_up_for() -> None:
    """Give the areas their time in a run that Airflow makes up for after a standstill: theirs began only with it."""
    from airflow.sdk.exceptions import AirflowRescheduleException

    run = get_current_context()["dag_run"]
    if run.run_type != "scheduled" or run.start_date - run.run_after < timedelta(minutes=30):
        return
    if datetime.now(UTC) < run.start_date + NIGHT_LASTS:
        raise AirflowRescheduleException(run.start_date + NIGHT_LASTS)


watchdog()
