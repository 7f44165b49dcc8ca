"""A real PostgreSQL on loopback that asks for a password, with a register of cards in it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyarrow.parquet as pq

from pipelines.land import Manifest
from pipelines.settings import Settings
from simulator.suppliers import postgres

PASSWORD = "made-up-password-51c7"
NAME = "Nguyễn Thị Ẩn"

REGISTER = f"""
CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}';
CREATE ROLE stranger LOGIN PASSWORD '{PASSWORD}';
CREATE SCHEMA bhxh;
CREATE TABLE bhxh.the_bhyt (ngay_trich date, ma_the text, ho_ten text, den_ngay date, muc_huong smallint);
INSERT INTO bhxh.the_bhyt
SELECT day, 'HS401' || lpad(n::text, 10, '0'), '{NAME} ' || n, NULL, n % 5 + 1
FROM generate_series(1, 40) n, unnest(ARRAY[date '2024-01-15', date '2024-01-16']) day
WHERE NOT (n = 40 AND day = '2024-01-16');
GRANT USAGE ON SCHEMA bhxh TO reader, stranger;
GRANT SELECT ON bhxh.the_bhyt TO reader;
"""


@dataclass(frozen=True)
class Database:
    """Where it is, and a superuser's way in."""

    port: int
    superuser_password: str

    def url(self, role: str = "reader") -> str:
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/postgres"

    def run(self, statements: str) -> list[tuple[object, ...]]:
        with self._connect() as con:
            cursor = con.execute(statements.encode())
            return cursor.fetchall() if cursor.description else []

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", password=self.superuser_password, dbname="postgres",
            autocommit=True,
        )  # fmt: skip

    def wait(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                self.run("SELECT 1")
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)


@contextmanager
def running_database() -> Iterator[Database]:
    # not below pytest's folders: the server runs as a user of its own when the tests are root, and must reach its data
    folder = Path(tempfile.mkdtemp(prefix="citydb-register-"))
    folder.chmod(0o755)
    password = postgres.make_cluster(folder / "cluster")
    port = postgres.free_port(0)
    server = postgres.start(folder / "cluster", folder / "log", port)
    try:
        database = Database(port, password)
        database.wait()
        database.run(REGISTER)
        yield database
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


def rows_of(home: Settings, landed: Manifest) -> list[dict[str, str | None]]:
    """The records of a landed table, in order."""
    rows: list[dict[str, str | None]] = pq.read_table(home.home / landed.landed_path).to_pylist()
    return rows


def types_of(home: Settings, landed: Manifest) -> dict[str, str]:
    schema = pq.read_schema(home.home / landed.landed_path)
    return {field.name: str(field.type) for field in schema}
