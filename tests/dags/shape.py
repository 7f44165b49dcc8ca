"""The DAG files as Airflow reads them, in a process of its own: `python -m tests.dags.shape` prints them as JSON.

A process of its own, because Airflow reads its settings when it is first imported, and because it shows what the files
import.
"""

from __future__ import annotations

import json
import sys

from pipelines.settings import REPOSITORY

HEAVY = ("pandas", "duckdb", "great_expectations", "pyarrow", "expectations", "warehouse")


def main() -> None:
    """Print errors, the heavy modules that the files import, and each DAG's tasks and schedule."""
    import airflow.sdk  # noqa: F401  # what it imports itself is not the files' doing
    from airflow.dag_processing.dagbag import BundleDagBag

    before = set(sys.modules)
    folder = REPOSITORY / "dags"
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    facts = {
        "errors": dict(bag.import_errors),
        "imported": sorted(set(HEAVY) & {name.split(".")[0] for name in set(sys.modules) - before}),
        "dags": {dag_id: _shape(dag) for dag_id, dag in bag.dags.items()},
    }
    sys.stdout.write("\n" + json.dumps(facts))


def _shape(dag) -> dict[str, object]:  # type: ignore[no-untyped-def]  # Airflow's own class, imported in `main` only
    return {
        "timetable": type(dag.timetable).__name__,
        "cron": getattr(dag.timetable, "expression", None),
        "catchup": dag.catchup,
        "params": sorted(dag.params),
        "feeds": dag.params.get("feeds"),
        "tasks": {
            task.task_id: {
                "pool": task.pool,
                "rule": task.trigger_rule.value,
                "after": sorted(task.upstream_task_ids),
                "is_mapped": task.is_mapped,
                "outlets": [asset.name for asset in task.outlets],
            }
            for task in dag.tasks
        },
    }


if __name__ == "__main__":
    main()
