"""What Airflow's processes are told by their environment: every path, port and secret, none of it in a file.

`airflow.cfg` holds what is the same everywhere; what stands here differs from home to home, so two homes never meet.
"""

from __future__ import annotations

import shlex
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.orchestrate import secrets
from pipelines.settings import REPOSITORY, Settings

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Database:
    """Where Airflow keeps its own records.

    Attributes:
        url: SQLAlchemy URL.
        async_url: the same for its asynchronous parts.
    """

    url: str
    async_url: str


def sqlite(settings: Settings) -> Database:
    """A file below the home: right for one command."""
    path = settings.airflow / "airflow.db"
    return Database(f"sqlite:///{path}", f"sqlite+aiosqlite:///{path}")


def free_port() -> int:
    """A port of the loopback interface that nobody uses."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def address(port: int) -> str:
    """Where Airflow answers."""
    return f"http://{LOOPBACK}:{port}"


def logs(settings: Settings) -> Path:
    """The folder of Airflow's logs."""
    return settings.airflow / "logs"


def airflow_environment(
    settings: Settings, base: Mapping[str, str], *, port: int, database: Database, one_shot: bool
) -> dict[str, str]:
    """The environment of all of Airflow's processes; what `base` says of paths, ports and secrets does not count."""
    environment = {name: value for name, value in base.items() if name not in _FOREIGN} | _of_the_city(settings)
    environment |= {
        "AIRFLOW_HOME": str(REPOSITORY),
        "AIRFLOW_CONFIG": str(REPOSITORY / "airflow.cfg"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.airflow / "plugins"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address(port)}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(secrets.passwords_file(settings)),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database.url,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": database.async_url,
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address(port),
        "AIRFLOW__API__SECRET_KEY_CMD": f"cat {shlex.quote(str(secrets.page_key(settings)))}",
        "AIRFLOW__API_AUTH__JWT_SECRET_CMD": f"cat {shlex.quote(str(secrets.token_key(settings)))}",
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(settings.airflow / "bundles"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(logs(settings)),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(logs(settings) / "dag_processor"),
        "OPENBLAS_NUM_THREADS": "1",
    }
    if one_shot:
        environment["CITYDB_ONE_SHOT"] = "1"
    return environment


_FOREIGN = frozenset(
    {
        "CITYDB_ONE_SHOT",
        "AIRFLOW__API_AUTH__JWT_SECRET",
        "AIRFLOW__API__SECRET_KEY",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS",
    }
)


def _of_the_city(settings: Settings) -> dict[str, str]:
    key_file = {"CITYDB_PERSON_KEY_FILE": str(settings.person_key_file)} if settings.person_key_file else {}
    return key_file | {
        "CITYDB_HOME": str(settings.home),
        "CITYDB_MEMORY": settings.memory,
        "CITYDB_THREADS": str(settings.threads),
        "CITYDB_KEEP_GB": str(settings.keep_gb),
        "CITYDB_PUBLISH_BY": settings.publish_by.isoformat("minutes"),
        "CITYDB_SUPPLIER_MINUTES": str(settings.supplier_minutes),
    }
