"""A warehouse that deliveries of a tiny feed are loaded into, and everything it holds afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipelines.contract import Contract
from pipelines.load import Decision, Struck, load
from tests.builders import AT, Delivered, tiny_contract, write_scratch

DAY = date(2024, 1, 15)
SNAPSHOT, CHANGES, EVENTS = tiny_contract("snapshot"), tiny_contract("changes"), tiny_contract("events")

Row = tuple[Any, ...]
Spoil = Callable[[duckdb.DuckDBPyConnection], object]


def day(number: int) -> date:
    """Day 1 is 15 January 2024."""
    return DAY + timedelta(days=number - 1)


def hour(number: int) -> datetime:
    return AT.replace(hour=0) + timedelta(hours=number)


@dataclass
class City:
    """Its warehouse's writer, and a folder beside it; each load is a run of its own unless a run is named."""

    con: duckdb.DuckDBPyConnection
    folder: Path
    runs: int = 0

    def load(
        self,
        *deliveries: Delivered,
        contract: Contract = SNAPSHOT,
        refused: Sequence[Delivered] = (),
        spoil: Spoil | None = None,
        run: str | None = None,
        again: bool = False,
        struck: Sequence[Struck] = (),
        decision: Decision | None = None,
    ) -> dict[str, str]:
        """What became of each delivery; `spoil` may do harm to the scratch database before it is loaded.

        With `again` they are taken through once more; `struck` are taken out, because of a `decision`.
        """
        self.runs += 1
        scratch = write_scratch(self.folder / "scratch.duckdb", contract, [*deliveries, *refused])
        if refused or spoil:
            with duckdb.connect(str(scratch)) as con:
                for delivered in refused:
                    con.execute(_REFUSE.replace("$id", f"'{delivered.delivery_id}'"))
                if spoil:
                    spoil(con)
        at = AT + timedelta(days=self.runs)
        names = [one.delivery_id for one in (*deliveries, *refused)] if again else []
        done = load(
            self.con, contract, scratch, at, run or f"run {self.runs}", again=names, struck=struck, decision=decision
        )
        return {one.delivery_id: one.state for one in done}

    def rows(self, statement: str) -> list[Row]:
        return self.con.execute(statement).fetchall()

    def everything(self) -> dict[str, list[Row]]:
        """All rows of all tables of ledger, quarantine and history."""
        tables = self.rows(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT temporary "
            "AND schema_name IN ('ops', 'quarantine', 'history') ORDER BY 1"
        )
        return {table: self.rows(f"FROM {table} ORDER BY ALL") for (table,) in tables}

    def history(self, contract: Contract = SNAPSHOT) -> dict[str, list[Row]]:
        """Of each key (with its supplier, where that is not s1) value, first and end of validity, None for open."""
        found = self.rows(
            "SELECT CASE supplier WHEN 's1' THEN k ELSE supplier || ' ' || k END, v, valid_from, "
            f"CASE WHEN valid_to < '9000-01-01' THEN valid_to END FROM history.{contract.table} ORDER BY 1, 3"
        )
        told = defaultdict(list)
        for key, *version in found:
            told[key].append(tuple(version))
        return dict(told)

    def current(self, contract: Contract = SNAPSHOT) -> dict[str, str]:
        return dict(self.rows(f"SELECT k, v FROM history.{contract.table}_current"))

    def line(self, delivered: Delivered, columns: str = "state") -> Row:
        (row,) = self.rows(f"SELECT {columns} FROM ops.delivery WHERE delivery_id = '{delivered.delivery_id}'")
        return row


_REFUSE = """
UPDATE delivery SET state = 'refused', refused_because = 'too few keys', received = NULL, unreadable = NULL,
    duplicate = NULL, quarantined = NULL, loaded = NULL, is_complete = false
WHERE delivery_id = $id;
DELETE FROM good WHERE delivery_id = $id;
DELETE FROM quarantined WHERE delivery_id = $id;
"""
