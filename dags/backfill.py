"""Airflow's wiring of a backfill: a form for a range of past days, a plan in the log, then each area's days at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task
from citynight import publish_directly

FEEDS = (
    "insurance.card",
    "insurance.facility",
    "insurance.facility_lookup",
    "population.citizen",
    "population.digital_signature",
    "population.eid_account",
    "population.id_application",
    "procedures.catalogue",
    "procedures.dossier",
    "procedures.portal_dossier",
    "procedures.reform_index",
    "procedures.satisfaction",
    "welfare.beneficiary",
    "welfare.payment",
)

FORM = {
    "feeds": Param(
        list(FEEDS),
        type="array",
        items={"type": "string", "enum": list(FEEDS)},
        examples=list(FEEDS),
        description="which feeds",
    ),
    "supplier": Param(None, type=["null", "string"], description="one supplier alone, e.g. d001; default: all"),
    "from": Param(type="string", format="date", description="the first business day"),
    "to": Param(type="string", format="date", description="the last business day, included"),
    "reprocess": Param(
        "missing",
        enum=["missing", "failed", "all"],
        description="missing: days without a delivery; failed: refused ones as well; all: every day",
    ),
    "source": Param(
        "landing",
        enum=["landing", "supplier"],
        description="landing: what has landed is not asked for again; supplier: everything is asked for again",
    ),
    "dry_run": Param(True, type="boolean", description="show in the log what would be done, and do nothing"),
    "at": Param(
        None,
        type=["null", "string"],
        description="the instant the run is taken to happen at, or an hour like 02:00 after each day; default: now",
    ),
}


@dag(
    dag_id="backfill",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    params=FORM,
    default_args={"retries": 1, "retry_delay": timedelta(seconds=10)},
    doc_md=__doc__,
    tags=["by hand"],
)
def backfill() -> None:
    """Plan, then fill; the publication is asked for directly, because the days were published before."""

    @task
    def plan() -> list[str]:
        from pipelines.orchestrate import backfill_steps

        context = get_current_context()
        planned = backfill_steps.show_plan(this_run(), form())
        context["ti"].xcom_push(key="summary", value=planned)
        return [] if context["params"]["dry_run"] else planned["areas"]

    @task(pool="supplier_io", map_index_template="{{ task.op_kwargs['area'] }}", multiple_outputs=False)
    def fill(area: str) -> dict[str, Any] | None:
        from pipelines.orchestrate import backfill_steps

        return backfill_steps.fill(area, this_run(), form())

    @task(trigger_rule="all_done_min_one_success")
    def ask_publish() -> None:
        publish_directly()

    @task(retries=0)
    def verdict(ended: list[dict[str, Any] | None]) -> None:
        from pipelines.orchestrate import backfill_steps

        backfill_steps.verdict(ended)

    filled = fill.expand(area=plan())
    filled >> ask_publish()
    verdict(filled)


def form() -> dict[str, Any]:
    """What was filled in."""
    return dict(get_current_context()["params"])


def this_run() -> Any:  # Any: pipelines.orchestrate.run.Run, which must not be imported while DAGs are parsed
    """The run a task belongs to; its days are in the form."""
    from pipelines.orchestrate.run import Run

    run = get_current_context()["dag_run"]
    return Run.of(run.run_id, None, run.start_date)


backfill()
