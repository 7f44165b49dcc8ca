"""What a verdict is measured against: reference codes of the days in hand, and what was loaded before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.contract import Contract, contract_of
from pipelines.land.manifest import Manifest
from pipelines.validate.failures import InputsMissing
from pipelines.validate.names import FOLDER
from warehouse.sql import literal, quoted, run_sql

_ALWAYS = "citizen_prefix"
_PLACES = "place"
_ONLY = {_PLACES: "level = 'commune'"}
"""Records name communes; districts and the city itself are places too."""


def announce(con: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest]) -> None:
    """Make the table `delivery` of what the manifests tell; conforming needs it, and validating completes it."""
    run_sql(con, "announce", {}, FOLDER)
    told = [
        (m.delivery_id, m.feed, m.supplier, m.business_day, m.version, m.layout, m.landed_path, m.sha256,
         contract_of(m.feed, m.business_day).version, m.fetched_at, m.records_announced)
        for m in manifests
    ]  # fmt: skip
    if told:  # all at once: a statement a delivery costs seconds in a long range
        con.execute(
            f"INSERT INTO delivery SELECT {', '.join('unnest(?)' for _ in told[0])}",
            [list(column) for column in zip(*told, strict=True)],
        )


def hand_over(con: duckdb.DuckDBPyConnection, contract: Contract, run_dir: Path) -> None:
    """Make what a verdict is measured against from what earlier steps left.

    That is `in_hand`, `reference.known`, `reference.calendar`, `reference.new_map`, `baseline` and `stored`.
    Verdicts that stand are in `stored/<feed>.parquet`, where there are any: delivery_id VARCHAR, refused_by VARCHAR[],
    refused_because VARCHAR, baseline JSON.

    Raises:
        InputsMissing: a reference table or the baseline is not there, or a list knows no code on one of the days.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE in_hand AS FROM delivery")
    con.execute("ATTACH ':memory:' AS reference")
    con.execute("CREATE TABLE reference.known (list VARCHAR, code VARCHAR, day DATE)")
    lists = sorted({_ALWAYS, *(column.references for column in contract.columns if column.references)})
    for name in lists:
        _know(con, name, _found(run_dir / "reference" / f"{name}.parquet"))
    calendar = _found(run_dir / "reference" / "calendar.parquet")
    con.execute(f"CREATE TABLE reference.calendar AS SELECT day, is_working_day FROM read_parquet({calendar})")
    places = _found(run_dir / "reference" / f"{_PLACES}.parquet") if _PLACES in lists else None
    run_sql(con, "new_map", {"file": places, "only": _ONLY[_PLACES]}, FOLDER)
    baseline = _found(run_dir / "baseline" / f"{contract.feed}.parquet")
    run_sql(con, "baseline", {"file": baseline}, FOLDER)
    stored = run_dir / "stored" / f"{contract.feed}.parquet"
    run_sql(con, "stored", {"file": literal(str(stored)) if stored.is_file() else None}, FOLDER)


def _know(con: duckdb.DuckDBPyConnection, name: str, file: str) -> None:
    """The first column of a reference table is its code; `valid_from` and `valid_to` date it."""
    described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({file})").fetchall()
    columns = [row[0] for row in described]
    pieces = {
        "file": file,
        "list": literal(name),
        "code": quoted(columns[0]),
        "is_dated": "valid_from" in columns,
        "only": _ONLY.get(name, "true"),
    }
    unknown = run_sql(con, "known_codes", pieces, FOLDER).fetchall()
    if unknown:
        raise InputsMissing(
            f"The reference table {name} knows no code on {', '.join(str(row[0]) for row in unknown)}.",
            where=name,
            next_step="Every record of such a day would be held. Complete the reference table first.",
        )


def _found(path: Path) -> str:
    if not path.is_file():
        raise InputsMissing(
            f"{path.parent.name}/{path.name} is not there.",
            where=str(path),
            next_step="It is written when a night begins: run the whole night, not this step alone.",
        )
    return literal(str(path))
