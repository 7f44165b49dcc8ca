"""The tests' Airflow: `python -m tests.dags.host HOME` starts it, tells it like a permanent set, and waits.

Its DAGs have no schedule of their own unless `scheduled` stands behind the home.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipelines.orchestrate import environment
from pipelines.orchestrate.serving import told
from pipelines.orchestrate.started import started
from pipelines.settings import Settings


def main(home: Path, *, one_shot: bool) -> None:
    """Hold an Airflow until standard input ends."""
    settings = Settings(home=home)
    database = environment.sqlite(settings)
    with (
        started(settings, "the tests' Airflow", database=database, one_shot=one_shot) as running,
        told(settings, running.port),
    ):
        sys.stdout.write("healthy\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), one_shot="scheduled" not in sys.argv)
