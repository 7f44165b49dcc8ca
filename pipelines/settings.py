"""Where the state lives and how much of the machine may be used: read once from the environment, then an argument."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from pipelines import variables

REPOSITORY = Path(__file__).resolve().parents[1]
"""The root of the project: Airflow's home, and the folder that holds `var/` unless `CITYDB_HOME` says otherwise."""


@dataclass(frozen=True)
class Settings:
    """One installation. All paths are absolute.

    Attributes:
        home: the folder with all state (`CITYDB_HOME`, default `var/` of the repository).
        memory: DuckDB's memory limit per process (`CITYDB_MEMORY`, e.g. `1GB`).
        threads: DuckDB's threads per process (`CITYDB_THREADS`).
        keep_gb: how much disk kept publications may take (`CITYDB_KEEP_GB`).
        publish_by: Hanoi time at which a night is published even when an area has not settled (`CITYDB_PUBLISH_BY`).
        supplier_minutes: how long a supplier may take before the night goes on without it (`CITYDB_SUPPLIER_MINUTES`).
        person_key_file: the key of the pseudonyms where it is kept outside the home (`CITYDB_PERSON_KEY_FILE`).
    """

    home: Path
    memory: str = "1GB"
    threads: int = 2
    keep_gb: float = 50.0
    publish_by: time = time(5, 30)
    supplier_minutes: float = 60.0
    person_key_file: Path | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Settings as the environment gives them.

        Raises:
            UsageFailure: a variable holds something that cannot be meant.
        """
        key_file = environ.get("CITYDB_PERSON_KEY_FILE")
        return cls(
            home=_absolute(Path(environ.get("CITYDB_HOME") or REPOSITORY / "var")),
            memory=variables.MEMORY.of(environ, cls.memory),
            threads=variables.THREADS.of(environ, cls.threads),
            keep_gb=variables.KEEP_GB.of(environ, cls.keep_gb),
            publish_by=variables.PUBLISH_BY.of(environ, cls.publish_by),
            supplier_minutes=variables.SUPPLIER_MINUTES.of(environ, cls.supplier_minutes),
            person_key_file=_absolute(Path(key_file)) if key_file else None,
        )

    @property
    def landing(self) -> Path:
        """Deliveries as received, named by content."""
        return self.home / "landing"

    @property
    def staging(self) -> Path:
        """Scratch databases of the nights."""
        return self.home / "staging"

    @property
    def warehouse_file(self) -> Path:
        """The build file, which has one writer."""
        return self.home / "warehouse" / "city.duckdb"

    @property
    def published(self) -> Path:
        """Publications, and `current`, which points at one."""
        return self.home / "published"

    @property
    def secrets(self) -> Path:
        """Keys, tokens and passwords, each in a file of mode 600."""
        return self.home / "secrets"

    @property
    def airflow(self) -> Path:
        """Airflow's database, logs and password."""
        return self.home / "airflow"

    @property
    def suppliers_file(self) -> Path:
        """Where suppliers are found."""
        return self.home / "suppliers.toml"

    @property
    def settings_file(self) -> Path:
        """What an operator may set beyond the environment: `[notify]`."""
        return self.home / "settings.toml"

    @property
    def simulated(self) -> Path:
        """The made-up city."""
        return self.home / "simulated"

    def duckdb_config(self) -> dict[str, str | bool | int | float | list[str]]:
        """The configuration every DuckDB connection of the project is opened with."""
        return {
            "memory_limit": self.memory,
            "threads": self.threads,
            "autoinstall_known_extensions": False,
        }


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100  # resolve() would follow a link the operator chose
