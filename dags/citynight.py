"""What the DAG files share: when a night runs, for which day, and the shape of one area's night. No DAG of its own."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import (
    DAG,
    Asset,
    CronPartitionTimetable,
    Param,
    PartitionedAtRuntime,
    dag,
    get_current_context,
    task,
)

AREAS = ("population", "insurance", "welfare", "procedures")
CITY_TIME = "Asia/Ho_Chi_Minh"
NIGHTLY = "0 2 * * *"
SUPPLIER_TIMEOUT = timedelta(minutes=float(os.environ.get("CITYDB_SUPPLIER_MINUTES", "60")))
"""How long one supplier may take before the night goes on without it."""

Schedule = CronPartitionTimetable | PartitionedAtRuntime


def schedule(cron: str) -> Schedule:
    """Every night, for the business day before; in a one-shot run only for the days it is asked for."""
    if os.environ.get("CITYDB_ONE_SHOT"):
        return PartitionedAtRuntime()
    return CronPartitionTimetable(cron, timezone=CITY_TIME, run_offset=-1, key_format="%Y-%m-%d")


def settled(area: str) -> Asset:
    """An area's settled business day: one partition a day, emitted by its night or by the watchdog."""
    return Asset(name=f"{area}_settled", uri=f"citydb://settled/{area}", group="night")


def parameters() -> dict[str, Param]:
    """What a person may give a run besides its partition key."""
    return {
        "day": Param(None, type=["null", "string"], format="date", description="business day, without a partition key"),
        "at": Param(None, type=["null", "string"], format="date-time", description="the night's instant; default: now"),
        "city": Param(False, type="boolean", description="part of a night of all areas, which publishes by itself"),
    }


def this_run() -> Any:  # Any: pipelines.orchestrate.run.Run, which must not be imported while DAGs are parsed
    """The run a task belongs to, as the steps know it: which day, at which instant, under which id."""
    from pipelines.orchestrate.run import Run

    context = get_current_context()
    run, given = context["dag_run"], context["params"]
    return Run.of(run.run_id, run.partition_key or given.get("day"), given.get("at") or run.start_date)


def area_night(area: str) -> DAG:
    """One area's night: due, extract per supplier, validate once, load per feed, settle whatever happened, verdict."""

    @dag(
        dag_id=f"{area}_sync",
        schedule=schedule(NIGHTLY),
        catchup=False,
        max_active_runs=1,
        params=parameters(),
        default_args={"retries": 1, "retry_delay": timedelta(seconds=10)},
        doc_md=area_night.__doc__,
        tags=["night"],
    )
    def night() -> None:
        @task
        def due() -> list[dict[str, Any]]:
            from pipelines.orchestrate import area_steps

            return area_steps.due(area, this_run())

        @task(
            pool="supplier_io",
            execution_timeout=SUPPLIER_TIMEOUT,
            map_index_template="{{ task.op_kwargs['errand']['supplier'] }} {{ task.op_kwargs['errand']['feed'] }}",
            multiple_outputs=False,
        )
        def extract(errand: dict[str, Any]) -> dict[str, int]:
            from pipelines.orchestrate import area_steps

            return area_steps.extract(area, this_run(), errand)

        @task(trigger_rule="all_done_min_one_success")
        def validate() -> list[str]:
            from pipelines.orchestrate import area_steps

            return area_steps.validate(area, this_run())

        @task(pool="warehouse_writer", map_index_template="{{ task.op_kwargs['feed'] }}", multiple_outputs=False)
        def load(feed: str) -> dict[str, int]:
            from pipelines.orchestrate import area_steps

            return area_steps.load(area, this_run(), feed)

        @task(trigger_rule="all_done", outlets=[settled(area)], inlets=[settled(area)], retries=3)
        def settle() -> list[str]:
            from pipelines.orchestrate import area_steps

            run = this_run()
            emit(area, run, area_steps.settle(area, run, failed("due", "validate", "load")))
            return [run.key] if came_back(area, run.key) else []

        @task(retries=0)
        def verdict(settlement: dict[str, Any]) -> None:
            from pipelines.orchestrate import area_steps

            area_steps.verdict(settlement)

        errands = due()
        checked = validate()
        ended = settle()
        [errands, extract.expand(errand=errands)] >> checked
        [errands, checked, load.expand(feed=checked)] >> ended
        verdict(ended["settlement"])
        ask_publish.expand(day=ended)

    return night()


def failed(*steps: str) -> list[str]:
    """Which of these steps of this run failed, by Airflow's word: what was killed may have written down nothing."""
    context = get_current_context()
    run = context["dag_run"]
    states = context["ti"].get_task_states(run.dag_id, run_ids=[run.run_id]).get(run.run_id, {})
    return sorted(step for step, state in states.items() if state == "failed" and step.startswith(steps))


def emit(area: str, run: Any, settlement: dict[str, Any]) -> None:
    """Attach the area's day, and how it ended, to the event that `publish` waits for."""
    context = get_current_context()
    context["ti"].xcom_push(key="settlement", value=settlement)
    event = context["outlet_events"][settled(area)]
    event.add_partitions(run.key)
    event.extra = {"at": run.at.isoformat(), "settlement": settlement}


def came_back(area: str, day: str) -> bool:
    """Whether the area's day was settled or given up before: its partition has fired then and will not fire again."""
    context = get_current_context()
    run = context["dag_run"]
    if context["params"].get("city"):
        return False
    if run.run_type == "manual":
        return True
    earlier = context["inlet_events"][settled(area)].ascending(False).limit(40)
    return any(event.partition_key == day and event.source_run_id != run.run_id for event in earlier)


@task
def ask_publish(day: str) -> None:
    """Ask for a publication directly, because what came back changes a day that was published already."""
    publish_directly(get_current_context()["params"].get("at"))


def publish_directly(at: str | None = None) -> None:
    """Start a run of `publish`, once for each run that asks; it is taken to happen at an instant, or now."""
    from airflow.sdk.exceptions import DagRunTriggerException

    run = get_current_context()["dag_run"]
    raise DagRunTriggerException(
        trigger_dag_id="publish",
        dag_run_id=f"asked__{run.dag_id}__{run.run_id}",
        conf={"at": at},
        reset_dag_run=False,
        skip_when_already_exists=True,
        wait_for_completion=False,
        allowed_states=[],
        failed_states=[],
        poke_interval=60,
        deferrable=False,
    )
