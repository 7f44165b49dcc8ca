"""What the simulator knows, against what the warehouse holds: differences as rows, none when all is well."""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.contract import Contract, contract_of, feeds
from pipelines.settings import Settings
from warehouse.session import session
from warehouse.sql import literal, quoted

COUNTS = "state, received, unreadable, duplicate, quarantined, loaded"


def ledger_differences(settings: Settings) -> list[tuple[object, ...]]:
    """Deliveries whose state or counts differ between truth and ledger, or that only one of them knows."""
    truth = literal(str(settings.simulated / "truth" / "deliveries.parquet"))
    key = "feed, supplier, business_day, version"
    with session(settings, settings.warehouse_file, read_only=True) as con:
        return con.execute(
            f"(SELECT 'truth', {key}, {COUNTS} FROM read_parquet({truth}) WHERE business_day <= $day "
            f"EXCEPT SELECT 'truth', {key}, {COUNTS} FROM ops.delivery) UNION ALL "
            f"(SELECT 'ledger', {key}, {COUNTS} FROM ops.delivery "
            f"EXCEPT SELECT 'ledger', {key}, {COUNTS} FROM read_parquet({truth})) ORDER BY ALL",
            {"day": _newest(con)},
        ).fetchall()


def record_differences(settings: Settings, day: date) -> dict[str, int]:
    """Per feed, how many records of `…_current` and of the truth after a day have no equal on the other side."""
    with session(settings, settings.warehouse_file, read_only=True) as con:
        return {feed: _differing(con, settings, contract_of(feed), day) for feed in feeds()}


def _differing(con: duckdb.DuckDBPyConnection, settings: Settings, contract: Contract, day: date) -> int:
    truth = literal(str(settings.simulated / "truth" / "records.parquet"))
    columns = [column for column in contract.columns if column.name != contract.operation_column]
    told = [column for column in columns if column.name != contract.effective_column]
    structure = "{" + ", ".join(f"'{c.name}': '{c.type}'" for c in told) + "}"
    structure = structure.replace("'", '"')
    names = ", ".join(quoted(c.name) for c in told)
    fields = ", ".join(f"content.{quoted(c.name)}" for c in told)
    row = con.execute(
        f"WITH told AS (SELECT supplier, json_transform(content, '{structure}') AS content FROM read_parquet({truth}) "
        f"WHERE feed = $feed AND business_day = $day), truth AS (SELECT supplier, {fields} FROM told), "
        f"ours AS (SELECT supplier, {names} FROM history.{quoted(contract.table + '_current')}) "
        "SELECT (SELECT count(*) FROM (FROM truth EXCEPT ALL FROM ours)) "
        "+ (SELECT count(*) FROM (FROM ours EXCEPT ALL FROM truth)), (SELECT count(*) FROM truth)",
        {"feed": contract.feed, "day": day},
    ).fetchone()
    assert row is not None
    assert row[1] > 0, f"the truth knows no record of {contract.feed} after {day}"
    return int(row[0])


def _newest(con: duckdb.DuckDBPyConnection) -> date:
    row = con.execute("SELECT max(business_day) FROM ops.obligation").fetchone()
    assert row is not None and isinstance(row[0], date)
    return row[0]
