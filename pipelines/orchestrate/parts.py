"""What Airflow consists of: its database, API server and scheduler, and the modules that its tasks will need."""

from __future__ import annotations

import importlib
import logging
import os

POOLS = (
    ("warehouse_writer", 1, "the one process that may write the warehouse"),
    ("supplier_io", 6, "errands to suppliers; each supplier's own limit is kept by the extractor"),
)
FOR_ALL = (
    "airflow.cli.cli_parser",
    "airflow.executors.local_executor",
    "airflow.jobs.scheduler_job_runner",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
)
FOR_THE_SERVER = (
    "airflow.api_fastapi.app",
    "airflow.api_fastapi.core_api.app",
    "airflow.api_fastapi.execution_api.app",
)
FOR_THE_TASKS = (
    "duckdb",
    "pandas",
    "expectations.inspection",
    "pipelines.night",
    "pipelines.extract.files",
    "pipelines.extract.http",
    "pipelines.extract.sql",
    "pipelines.read",
    "pipelines.conform",
    "pipelines.validate.inputs",
    "pipelines.validate.judge",
    "pipelines.load",
    "pipelines.publish.report",
    "pipelines.orchestrate.area_steps",
    "pipelines.orchestrate.backfill_steps",
    "pipelines.orchestrate.city_steps",
    "warehouse.connection",
)


def load(modules: tuple[str, ...]) -> None:
    """Import modules before the processes are forked that need them."""
    # it tells of hundreds of its own functions
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    for name in modules:
        importlib.import_module(name)


def prepare_database() -> None:
    """Airflow's database at the newest shape, with our pools and DAGs."""
    command("db", "migrate")
    for name, slots, description in POOLS:
        command("pools", "set", name, str(slots), description)
    command("dags", "reserialize")


def serve_api(database_is_ready: int) -> None:
    """Answer on the port of this Airflow, as soon as a byte comes through the pipe `database_is_ready`."""
    load(FOR_THE_SERVER)
    if os.read(database_is_ready, 1):
        command("api-server", "--apps", "all", "--workers", "1")


def command(*words: str) -> None:
    """One command of Airflow's command line, in this process."""
    from airflow.cli import cli_parser

    arguments = cli_parser.get_parser().parse_args(list(words))
    arguments.func(arguments)
