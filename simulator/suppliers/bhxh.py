"""The social insurance's card register: a PostgreSQL filled with the city's cards, one dated extract for each day."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from pipelines.errors import EngineFailure
from simulator.city import plan_of
from simulator.facts import Wire, wires
from simulator.plan import Plan
from simulator.suppliers import postgres
from simulator.suppliers.places import Places
from simulator.suppliers.process import Record, end, started_with
from simulator.tables import columns_of

DATABASE = "bhxh"
READER = "thu_thap"
DROPPED = "p.ma_dkbd", "s.ma_dkbd"
"""What the view lacks when the fault `dropped_column` is asked for."""

_SQL = Path(__file__).resolve().parent
_TABLES = {"ngay": "bhxh_day", "phien_ban": "bhxh_version", "sai_sot": "bhxh_exception"}
_READY_WITHIN = 30.0


def start_register(places: Places, wanted_port: int) -> Record:
    """Make, start and fill the register; whatever a crashed start left is removed first.

    Raises:
        EngineFailure: the server does not come up.
    """
    end(started_with(postgres.server_arguments(places.register)))
    superuser_password = postgres.make_cluster(places.register)
    port = postgres.free_port(wanted_port)
    server = postgres.start(places.register, places.log("bhxh"), port)
    record = Record.of(server.pid, port)
    record.write(places.pid_file("bhxh"))
    with _connect(server, places, port, superuser_password, "postgres") as con:
        con.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with _connect(server, places, port, superuser_password, DATABASE) as con:
        _fill(con, places)
    return record


def stop_register(places: Places) -> None:
    """Stop the register and remove its data: it is made again from the city whenever it is wanted."""
    record = Record.read(places.pid_file("bhxh"))
    known = [process] if record and (process := record.process()) else []
    end([*known, *started_with(postgres.server_arguments(places.register))])
    shutil.rmtree(places.register, ignore_errors=True)
    places.pid_file("bhxh").unlink(missing_ok=True)


def register_url(port: int) -> str:
    """Where the register is found, as a SQLAlchemy URL without its password."""
    return f"postgresql+psycopg://{READER}@127.0.0.1:{port}/{DATABASE}"


def _fill(con: psycopg.Connection[tuple[object, ...]], places: Places) -> None:
    password = places.password.read_text(encoding="utf-8").strip()
    con.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(READER), sql.Literal(password)))
    con.execute((_SQL / "register.sql").read_bytes())
    plan = plan_of(places.settings)
    for wire in (one for one in wires() if one.transport == "sql" and one.titles):
        _make(con, wire, plan)
        _copy(con, places, wire.place, wire.place)
    for table, source in _TABLES.items():
        _copy(con, places, table, source)
    con.execute("ANALYZE")
    view = (_SQL / "register_view.sql").read_text(encoding="utf-8")
    if any((one.fault, one.feed) == ("dropped_column", "insurance.card") for one in plan.requested()):
        for column in DROPPED:
            view = view.replace(f" {column},", "")
    con.execute(view.encode())


def _make(con: psycopg.Connection[tuple[object, ...]], wire: Wire, plan: Plan) -> None:
    """A table of days and texts, as old registers have them."""
    name = sql.Identifier(DATABASE, wire.place)
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(one)) for one in columns_of(wire, plan))
    con.execute(sql.SQL("CREATE TABLE {} (ngay_trich date NOT NULL, {})").format(name, columns))
    con.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(name, sql.Identifier(READER)))


def _copy(con: psycopg.Connection[tuple[object, ...]], places: Places, table: str, source: str) -> None:
    rows = places.run / f"{source}.csv"
    try:
        with duckdb.connect(places.settings.simulated / "city.duckdb", read_only=True) as city:
            city.execute(f"COPY {source} TO '{rows}' (FORMAT csv, HEADER false, NULLSTR '\\N')")
        with rows.open("rb") as lines, con.cursor() as cursor:
            into = sql.SQL("COPY {} FROM STDIN (FORMAT csv, NULL '\\N')").format(sql.Identifier("bhxh", table))
            with cursor.copy(into) as copy:
                while block := lines.read(1 << 20):
                    copy.write(block)
    finally:
        rows.unlink(missing_ok=True)


def _connect(
    server: subprocess.Popen[bytes], places: Places, port: int, password: str, database: str
) -> psycopg.Connection[tuple[object, ...]]:
    deadline = time.monotonic() + _READY_WITHIN
    while True:
        try:
            return psycopg.connect(
                host="127.0.0.1", port=port, user="postgres", password=password, dbname=database, autocommit=True
            )
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise EngineFailure(
                    "The simulated insurance register does not come up.",
                    where=str(places.log("bhxh")),
                    next_step="Read that log; then `citydb suppliers down` and `up` again.",
                ) from None
            time.sleep(0.05)
