"""What the simulator knows, against what the warehouse holds: differences as rows, none when all is well."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import duckdb

from pipelines.contract import Contract, collected, contract_of, suppliers_of
from pipelines.settings import Settings
from tests.unit.marts.recomputed import Differences, Recomputed
from warehouse.marts import build_marts
from warehouse.session import session
from warehouse.sql import literal, quoted

COUNTS = "state, received, unreadable, duplicate, quarantined, loaded"


def ledger_differences(settings: Settings) -> list[tuple[object, ...]]:
    """Deliveries whose state or counts differ between truth and ledger, or that only one of them knows."""
    truth = literal(str(settings.simulated / "truth" / "deliveries.parquet"))
    key = "feed, supplier, business_day, version"
    with session(settings, settings.warehouse_file, read_only=True) as con:
        return con.execute(
            f"(SELECT 'truth', {key}, {COUNTS} FROM read_parquet({truth}) "
            "WHERE business_day <= $day AND list_contains($owing, [feed, supplier]) "
            f"EXCEPT SELECT 'truth', {key}, {COUNTS} FROM ops.delivery) UNION ALL "
            f"(SELECT 'ledger', {key}, {COUNTS} FROM ops.delivery "
            f"EXCEPT SELECT 'ledger', {key}, {COUNTS} FROM read_parquet({truth})) ORDER BY ALL",
            {
                "day": _newest(con),
                "owing": [[feed, supplier] for feed in collected() for supplier in suppliers_of(feed)],
            },
        ).fetchall()


def record_differences(settings: Settings, day: date, but: Container[str] = ()) -> dict[str, int]:
    """Per feed, how many records of `…_current` and of the truth after a day have no equal on the other side.

    The truth must know some record of each feed, `but` for those named.
    """
    with session(settings, settings.warehouse_file, read_only=True) as con:
        found = {feed: _differing(con, settings, contract_of(feed), day) for feed in collected()}
    unknown = [feed for feed, (_, known) in found.items() if not known and feed not in but]
    assert not unknown, f"the truth knows no record of {', '.join(unknown)} after {day}"
    return {feed: differing for feed, (differing, _) in found.items()}


def mart_differences(settings: Settings, day: date) -> Differences:
    """The marts of a day that differ from what the truth alone gives, with the rows that do."""
    with session(settings, settings.warehouse_file) as con:
        con.execute("ATTACH ':memory:' AS published")
        build_marts(con, day)
        return Recomputed(settings.simulated, day).all_differences(con)


def _differing(con: duckdb.DuckDBPyConnection, settings: Settings, contract: Contract, day: date) -> tuple[int, int]:
    truth = literal(str(settings.simulated / "truth" / "records.parquet"))
    columns = [column for column in contract.columns if column.name != contract.operation_column]
    told = [column for column in columns if column.name != contract.effective_column]
    structure = "{" + ", ".join(f"'{c.name}': '{c.type}'" for c in told) + "}"
    structure = structure.replace("'", '"')
    names = ", ".join(quoted(c.name) for c in told)
    fields = ", ".join(f"content.{quoted(c.name)}" for c in told)
    row = con.execute(
        f"WITH told AS (SELECT supplier, json_transform(content, '{structure}') AS content FROM read_parquet({truth}) "
        "WHERE feed = $feed AND list_contains($owing, supplier) AND from_day <= $day AND $day < to_day), "
        f"truth AS (SELECT supplier, {fields} FROM told), "
        f"ours AS (SELECT supplier, {names} FROM history.{quoted(contract.table + '_current')}) "
        "SELECT (SELECT count(*) FROM (FROM truth EXCEPT ALL FROM ours)) "
        "+ (SELECT count(*) FROM (FROM ours EXCEPT ALL FROM truth)), (SELECT count(*) FROM truth)",
        {"feed": contract.feed, "day": day, "owing": list(suppliers_of(contract.feed))},
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _newest(con: duckdb.DuckDBPyConnection) -> date:
    row = con.execute("SELECT max(business_day) FROM ops.obligation").fetchone()
    assert row is not None and isinstance(row[0], date)
    return row[0]
