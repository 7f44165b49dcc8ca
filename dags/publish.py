"""Airflow's wiring of the publication: once all areas have settled a business day, or when something asks for it."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import and_
from typing import Any

from airflow.sdk import PartitionedAssetTimetable, dag, get_current_context, task
from citynight import AREAS, failed, parameters, settled, this_run

ALL_AREAS = reduce(and_, (settled(area) for area in AREAS))


@dag(
    dag_id="publish",
    schedule=PartitionedAssetTimetable(assets=ALL_AREAS),
    catchup=False,
    max_active_runs=1,
    params=parameters(),
    default_args={"retries": 1, "retry_delay": timedelta(seconds=30)},
    doc_md=__doc__,
    tags=["night"],
)
def publication() -> None:
    """Publish what changed, then tell of the night once, whatever came of it."""

    @task(pool="warehouse_writer", priority_weight=10)
    def publish() -> str | None:
        from pipelines.orchestrate import city_steps

        return city_steps.publish(this_run(), settlements())

    @task(trigger_rule="all_done")
    def end_night() -> None:
        from pipelines.orchestrate import city_steps

        city_steps.end_night(this_run(), settlements(), failed("publish"))

    publish() >> end_night()


def settlements() -> list[dict[str, Any]]:
    """How the areas' nights ended: the newest event of each that this run waited for, or what it was asked with."""
    context = get_current_context()
    events = context["triggering_asset_events"]
    waited_for = [found[-1].extra for area in AREAS if (found := events.get(settled(area)))]
    return waited_for or list((context["dag_run"].conf or {}).get("settlements", []))


publication()
