"""The permanent set: Airflow with its pages on loopback, which runs every night by itself until it is stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from pipelines.errors import UsageFailure
from pipelines.orchestrate import environment, postgres, secrets, serving
from pipelines.orchestrate.started import Terminated, started
from pipelines.settings import Settings

DATABASE_VARIABLE = "CITYDB_AIRFLOW_DATABASE"


class WrongDatabase(UsageFailure):
    """The database named for Airflow's own records cannot be meant."""

    code = "usage.airflow_database"

    def __init__(self) -> None:
        super().__init__(
            f"{DATABASE_VARIABLE} is no URL of a PostgreSQL database.",
            next_step="Write it like postgresql://name@host:5432/airflow, or leave it out.",
        )


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Run Airflow until SIGTERM or Ctrl-C; when this returns or raises, nothing of it is left.

    Raises:
        AirflowHeld: one runs for this home already.
        AirflowEnded: it did not start, or ended by itself.
        WrongDatabase: `CITYDB_AIRFLOW_DATABASE` cannot be meant.
    """
    database, arguments = _database(settings)
    say("Starting Airflow …")
    try:
        with (
            started(
                settings, "citydb serve", database=database, one_shot=False, arguments=[*arguments, "dag-processor"]
            ) as running,
            serving.told(settings, running.port),
        ):
            say(f"Airflow: {environment.address(running.port)}")
            say(f"User {secrets.USER}; its password is in {secrets.passwords_file(settings)}")
            say("Every night at 02:00 in Hanoi. Ctrl-C stops it.")
            while True:
                running.check()
                time.sleep(0.2)
    except (KeyboardInterrupt, Terminated):
        say("Stopped; nothing of it is left running.")


def _database(settings: Settings) -> tuple[environment.Database, list[str]]:
    """Airflow's database, and what the launcher needs to run it where it is ours."""
    if url := os.environ.get(DATABASE_VARIABLE, "").strip():
        kind, separator, rest = url.partition("://")
        if kind not in ("postgresql", "postgres", "postgresql+psycopg") or not separator:
            raise WrongDatabase
        url = f"postgresql+psycopg://{rest}"
        return environment.Database(url, url), []
    folder, port = postgres.folder_of(settings), environment.free_port()
    return postgres.database(folder, port), ["--cluster", str(folder), "--port", str(port)]
