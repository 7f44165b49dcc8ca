"""From conformed records to what may be loaded: the stage itself, over a database reading and conforming filled."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from expectations import delivery_rules, record_rules
from pipelines.contract import Contract
from pipelines.validate.deliveries import judge_deliveries
from pipelines.validate.failures import InputsMissing
from pipelines.validate.hand_on import hand_on
from pipelines.validate.inputs import hand_over
from pipelines.validate.names import names_of
from pipelines.validate.records import find_faults


def judge(
    con: duckdb.DuckDBPyConnection, contract: Contract, run_dir: Path, at: datetime, newest: Contract | None = None
) -> None:
    """Make `delivery`, `good`, `quarantined`, `warnings` and `fault` for all deliveries of a feed at once.

    Args:
        con: the scratch database with `delivery` (announced), `reading`, `unreadable`, `conformed` and `raw_…` tables.
        contract: the version of the feed's contract that was valid on the days in hand.
        run_dir: where the night's beginning left `reference/` and `baseline/`.
        at: the night's instant, written into the verdict.
        newest: the version whose columns history has, where it is another.

    Raises:
        EngineFailure: a rule crashed, an input is missing or a count does not add up; there is no verdict then.
    """
    names = names_of(con, contract, newest)
    hand_over(con, contract, run_dir)
    _forget_refused(con)
    _assert_read(con)
    of_records, of_deliveries = record_rules(contract, names.traced), delivery_rules()
    find_faults(con, names, of_records)
    judge_deliveries(con, names, of_deliveries)
    hand_on(con, names, len(of_records) + len(of_deliveries), at)


def _forget_refused(con: duckdb.DuckDBPyConnection) -> None:
    """What was read of a file before it was refused says nothing about the file."""
    refused = "SELECT delivery_id FROM reading WHERE refused_because IS NOT NULL"
    if con.execute(f"{refused} LIMIT 1").fetchone():
        con.execute(f"DELETE FROM conformed WHERE delivery_id IN ({refused})")  # noqa: S608  # a constant of ours


def _assert_read(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "SELECT delivery_id FROM in_hand LEFT JOIN reading USING (delivery_id) GROUP BY delivery_id "
        "HAVING count(reading.delivery_id) <> 1 OR bool_and(refused_because IS NULL AND received IS NULL) "
        "UNION SELECT delivery_id FROM conformed WHERE delivery_id NOT IN (SELECT delivery_id FROM in_hand) "
        "UNION SELECT delivery_id FROM reading WHERE delivery_id NOT IN (SELECT delivery_id FROM in_hand) ORDER BY ALL"
    ).fetchall()
    if rows:
        raise InputsMissing(
            "Reading and the list of deliveries disagree.",
            where=", ".join(row[0] for row in rows[:5]),
            next_step="Remove the staging folder of this run and run the day again.",
        )
