"""A PostgreSQL from the wheel that listens on loopback only and asks for a password."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
from pathlib import Path

from pipelines.postgres_wheel import binaries, server_user

_CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 32MB
max_connections = 20
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
log_statement = none
log_min_messages = warning
timezone = 'Asia/Ho_Chi_Minh'
"""


def make_cluster(folder: Path) -> str:
    """Make an empty cluster in `folder`/data, owned by the server's user, and give its superuser's password."""
    user = server_user()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    password = secrets.token_urlsafe(24)
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="utf-8")
    if user is not None:
        shutil.chown(folder, user, user)
        shutil.chown(password_file, user, user)
        _let_in(user)
    initdb: list[Path | str] = [
        binaries() / "initdb",
        "-D",
        folder / "data",
        "-U",
        "postgres",
        "--auth=scram-sha-256",
        f"--pwfile={password_file}",
    ]
    _run([*initdb, "--encoding=UTF8", "--locale=C", "--no-sync"], folder, user)
    password_file.unlink()
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(_CONFIGURATION)
    return password


def start(folder: Path, log: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server of a cluster on a port; it may take a moment before it answers."""
    with log.open("ab") as complaints:
        return subprocess.Popen(  # noqa: S603  # our own binary with our own arguments
            [str(binaries() / "postgres"), *server_arguments(folder), "-p", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=complaints,
            stderr=complaints,
            cwd=folder,
            user=server_user(),
            start_new_session=True,
        )


def server_arguments(folder: Path) -> list[str]:
    """The arguments by which the server of a cluster is recognised among all processes."""
    return ["-D", str(folder / "data")]


def free_port(wanted: int) -> int:
    """The wanted loopback port if it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free loopback port")


def _let_in(user: str) -> None:
    """Let the server's user reach its programs where the repository lies in a private home: passing, not looking."""
    try:
        _run([binaries() / "postgres", "--version"], Path("/"), user)
    except (PermissionError, subprocess.CalledProcessError):
        for folder in binaries().parents:
            folder.chmod(folder.stat().st_mode | 0o011)
        for path in binaries().parent.rglob("*"):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.parent == binaries() else 0o044))


def _run(command: list[Path | str], folder: Path, user: str | None) -> None:
    subprocess.run([str(part) for part in command], user=user, cwd=folder, check=True, capture_output=True)  # noqa: S603  # our own binary
