"""A PostgreSQL from the wheel for Airflow's own records: loopback only, with a password of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from pipelines.errors import EngineFailure
from pipelines.land.durable import write_whole
from pipelines.orchestrate.environment import LOOPBACK, Database
from pipelines.orchestrate.family import end_with_parent
from pipelines.postgres_wheel import binaries, server_user
from pipelines.settings import Settings

DATABASE, SUPERUSER = "airflow", "postgres"
READY_WITHIN = 60.0

_CONFIGURATION = f"""
listen_addresses = '{LOOPBACK}'
unix_socket_directories = ''
shared_buffers = 64MB
max_connections = 100
log_min_messages = warning
log_statement = none
timezone = 'UTC'
"""


class ClusterFailure(EngineFailure):
    """The PostgreSQL for Airflow's own records is not there."""

    code = "airflow.database"

    def __init__(self, what: str, where: Path) -> None:
        super().__init__(
            what,
            where=str(where),
            next_step="Read postgres.log below airflow/logs of the home, or name another PostgreSQL by its URL in "
            "CITYDB_AIRFLOW_DATABASE.",
        )


def folder_of(settings: Settings) -> Path:
    """Where the cluster of a home lies."""
    return settings.airflow / "postgres"


def database(folder: Path, port: int) -> Database:
    """Airflow's database in the cluster; the password stands in a file that only this account may read."""
    url = f"postgresql+psycopg://{SUPERUSER}@{LOOPBACK}:{port}/{DATABASE}?passfile={_password_file(folder)}"
    return Database(url, url)


def make_cluster(folder: Path) -> None:
    """Make the cluster, when it is not there."""
    if _is_made(folder):
        return
    user = server_user()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    password = secrets.token_urlsafe(24)
    given = folder / "given"
    write_whole(given, password.encode())
    write_whole(_password_file(folder), f"*:*:*:{SUPERUSER}:{password}".encode())
    if user is not None:
        _let_in(folder)
        _let_in(binaries())
        shutil.chown(folder, user, user)
        shutil.chown(given, user, user)
    words = ["-D", folder / "data", "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={given}", "--encoding=UTF8"]
    made = subprocess.run(  # noqa: S603  # our own binary with our own arguments
        [str(word) for word in [binaries() / "initdb", *words, "--locale=C"]],
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    given.unlink()
    if made.returncode:
        raise ClusterFailure("The PostgreSQL cluster for Airflow could not be made.", folder)
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(_CONFIGURATION)


def _is_made(folder: Path) -> bool:
    """Whether the cluster is whole: our part of its configuration is what is written last."""
    configuration = folder / "data" / "postgresql.conf"
    return configuration.exists() and configuration.read_text(encoding="utf-8").endswith(_CONFIGURATION)


def become_server(folder: Path, port: int) -> None:
    """Turn this process into the cluster's server; it ends with its parent."""
    if (user := server_user()) is not None:
        account = pwd.getpwnam(user)
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
    end_with_parent(signal.SIGINT)
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    server = str(binaries() / "postgres")
    os.execv(server, [server, "-D", str(folder / "data"), "-p", str(port)])  # noqa: S606  # no shell is wanted


def wait_until_ready(folder: Path, port: int, is_alive: Callable[[], bool]) -> None:
    """Return when the server answers and holds Airflow's database.

    Raises:
        ClusterFailure: it ended or does not answer.
    """
    import psycopg

    address = f"host={LOOPBACK} port={port} user={SUPERUSER} dbname=postgres passfile={_password_file(folder)}"
    deadline = time.monotonic() + READY_WITHIN
    while is_alive() and time.monotonic() < deadline:
        try:
            with psycopg.connect(address, autocommit=True, connect_timeout=5) as con:
                if not con.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    con.execute(f"CREATE DATABASE {DATABASE}")
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise ClusterFailure("The PostgreSQL for Airflow's own records does not answer.", folder)


def _let_in(path: Path) -> None:
    """Let the server's account reach a path in private folders: passing, not looking."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _password_file(folder: Path) -> Path:
    return folder.parent / "postgres.password"
