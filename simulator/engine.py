"""The city is made by SQL: a scratch DuckDB with the plan as variables and the statements of `simulator/sql/`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.func import PythonUDFType

from pipelines.settings import Settings
from simulator.facts import FACTS, REFERENCE
from simulator.plan import EPOCH, HORIZON, Plan
from simulator.spelling import canonical_all

SQL = Path(__file__).resolve().parent / "sql"


def open_engine(settings: Settings, plan: Plan, folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection in which a plan can be carried out; its lasting tables go to the attached database `city`."""
    config = settings.duckdb_config() | {"temp_directory": str(folder / "spill"), "allow_community_extensions": False}
    con = duckdb.connect(folder / "scratch.duckdb", config=config)
    con.create_function("nfd", _nfd, ["VARCHAR"], "VARCHAR", type=PythonUDFType.ARROW)
    con.create_function("canonical", canonical_all, ["VARCHAR"], "VARCHAR", type=PythonUDFType.ARROW)
    variables = {
        "seed": plan.seed,
        "citizens": plan.citizens,
        "first": plan.first,
        "last": plan.last,
        "epoch": EPOCH,
        "horizon": HORIZON,
        "facts": str(FACTS),
        "reference": str(REFERENCE),
    }
    for name, value in variables.items():
        con.execute(f"SET VARIABLE {name} = $value", {"value": value})
    con.execute(f"ATTACH '{folder / 'city.duckdb'}' AS city")
    con.execute("CREATE TABLE requested (fault VARCHAR, supplier VARCHAR, feed VARCHAR, day DATE)")
    for one in plan.requested():
        con.execute("INSERT INTO requested VALUES ($fault, $supplier, $feed, $day)", vars(one))
    return con


def run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Carry out the statements of one file."""
    con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def _nfd(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_normalize(texts, "NFD")
