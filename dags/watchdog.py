"""Airflow's wiring of the watchdog: at CITYDB_PUBLISH_BY, who has not settled is settled as "not settled: why"."""

from __future__ import annotations

import os
from datetime import timedelta

from airflow.sdk import dag, task
from citynight import AREAS, emit, parameters, schedule, settled, this_run

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

            run = this_run()
            given_up = city_steps.give_up(area, run)
            if given_up is None:
                raise AirflowSkipException(f"{area} has settled {run.key}.")
            emit(area, run, given_up)

        look()


watchdog()
