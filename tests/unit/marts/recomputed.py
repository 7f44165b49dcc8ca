"""Every mart once more in plain SQL (`truth/<mart>.sql`), from what the simulator knows, and where a mart differs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from pipelines.contract import Contract, collected, contract_of, feeds
from pipelines.reference.tables import FOLDER as REFERENCE
from simulator.facts import FACTS
from warehouse.marts import REPORTS, report
from warehouse.marts.build import FOLDER as MARTS
from warehouse.marts.words import Report
from warehouse.sql import literal, quoted

SQL = Path(__file__).resolve().parent / "truth"

ELSEWHERE = {
    "delivery_quality_rule": "tests/unit/marts/test_delivery_quality.py::"
    "test_each_rule_has_its_reasons_in_both_languages_and_how_many_records_broke_it",
    "dictionary": "tests/unit/marts/test_dictionary.py::"
    "test_every_column_of_a_mart_is_told_with_its_type_name_and_meaning",
}
"""Marts that hold nothing a simulator knows, and the test that proves them."""

LIKE_ANOTHER = {
    "dossier_channel": ("dossier_on_time", {r"coalesce\(p\.field, [^)]*\)": "d.channel", r"\bfield\b": "channel"})
}
"""Marts that count as another one does, but by another column: that one's recomputation with other words."""

RECOMPUTED = tuple(name for name in REPORTS if name not in ELSEWHERE)

NO_FIGURES = {"VARCHAR", "TIMESTAMPTZ"}
"""Types of columns that a recomputation may leave out: names, notes, and the instants of this very run."""

KEYS = {"VARCHAR", "DATE"}
"""Types of the columns that say whom a row of people is about; all others are figures."""

Differences = dict[str, list[tuple[object, ...]]]


def _select(name: str) -> str:
    other, words = LIKE_ANOTHER.get(name, (name, {}))
    select = (SQL / f"{other}.sql").read_text(encoding="utf-8")
    for pattern, word in words.items():
        select = re.sub(pattern, word, select)
    return select


class Recomputed:
    """The marts of a made-up city's day as `truth.<mart>`, each made of the truth alone.

    A table `<area>_<feed>` holds every stretch of days [from_day, to_day) on which a record stood, as deliveries of
    business days up to the day tell it; `<area>_<feed>_today` holds those that stand at its end.
    """

    def __init__(self, simulated: Path, day: date) -> None:
        self.con = duckdb.connect()
        plan = json.loads((simulated / "plan.json").read_text(encoding="utf-8"))
        told: dict[str, object] = {
            "day": day,
            "first": date.fromisoformat(plan["from"]),
            "truth": str(simulated / "truth"),
            "reference": str(REFERENCE),
            "facts": str(FACTS),
            "stated": str(MARTS / "stated_figures.csv"),
            "collected": list(collected()),
        }
        for name, value in told.items():
            self.con.execute(f"SET VARIABLE {name} = $value", {"value": value})
        self.con.execute((SQL / "_words.sql").read_text(encoding="utf-8"))
        for feed in feeds():
            self._tell(contract_of(feed))
        self.con.execute("CREATE SCHEMA truth")
        for name in RECOMPUTED:
            self.con.execute(f"CREATE TABLE truth.{quoted(name)} AS {_select(name)}")

    def all_differences(self, city: duckdb.DuckDBPyConnection) -> Differences:
        """The marts of `published.mart` in which rows differ, with these rows."""
        found = {name: self.differences(city, name) for name in RECOMPUTED}
        return {name: rows for name, rows in found.items() if rows}

    def differences(self, city: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
        """Rows of `published.mart.<name>` and of the truth that the other one lacks; the first value says whose it is.

        Of a row that is withheld the truth's figures count as withheld, too.
        """
        self.con.register("ours", city.execute(f"FROM published.mart.{quoted(name)}").to_arrow_table())
        rows = self.con.execute(_comparison(report(name), self._columns(name))).fetchall()
        self.con.unregister("ours")
        return rows

    def untold(self, name: str) -> list[str]:
        """Columns of figures of a mart that are not recomputed."""
        told = {*self._columns(name), "is_suppressed"}
        return [c.name for c in report(name).columns if c.name not in told and c.type not in NO_FIGURES]

    def _columns(self, name: str) -> list[str]:
        rows = self.con.execute(f"DESCRIBE truth.{quoted(name)}").fetchall()
        return [str(row[0]) for row in rows]

    def _tell(self, contract: Contract) -> None:
        columns = [c for c in contract.columns if c.name not in (contract.operation_column, contract.effective_column)]
        shape = json.dumps({c.name: c.type for c in columns})
        table = quoted(contract.table)
        self.con.execute(
            f"CREATE TABLE {table} AS SELECT supplier, record_key, from_day, to_day, told_at, unnest(content) FROM ("
            f"SELECT * REPLACE (json_transform(content, {literal(shape)}) AS content) "
            "FROM read_parquet(getvariable('truth') || '/records.parquet') "
            f"WHERE feed = {literal(contract.feed)} AND from_day <= today() "
            "AND list_contains(getvariable('collected'), feed))"
        )
        self.con.execute(f"CREATE VIEW {quoted(contract.table + '_today')} AS FROM {table} WHERE today() < to_day")


def _comparison(mart: Report, columns: Sequence[str]) -> str:
    """Both sides in the mart's own types, doubles to nine digits."""
    kinds = {column.name: column.type for column in mart.columns}
    if "is_suppressed" in kinds:
        keys = [name for name in columns if kinds[name] in KEYS]
        figures = [
            f"CASE WHEN NOT is_suppressed THEN truth.{quoted(n)} END AS {quoted(n)}" for n in columns if n not in keys
        ]
        by, shown = ", ".join(map(quoted, keys)), ", ".join([*map(quoted, keys), *figures])
        truth = f"SELECT {shown} FROM truth.{quoted(mart.name)} AS truth LEFT JOIN ours USING ({by})"
        # what is withheld together is told by one row more, which the sums of the marts are held against
        ours = f"SELECT * FROM ours WHERE 'withheld' NOT IN ({', '.join(f'{quoted(n)}::VARCHAR' for n in keys)})"
    else:
        ours, truth = "FROM ours", f"FROM truth.{quoted(mart.name)}"
    told = ", ".join(_cast(name, kinds[name]) for name in columns)
    ours, truth = (f"(SELECT {told} FROM ({side}))" for side in (ours, truth))
    return (
        f"SELECT 'mart', * FROM ({ours} EXCEPT ALL {truth}) "
        f"UNION ALL SELECT 'truth', * FROM ({truth} EXCEPT ALL {ours}) ORDER BY ALL"
    )


def _cast(name: str, kind: str) -> str:
    cast = f"{quoted(name)}::{kind}"
    return f"round({cast}, 9) AS {quoted(name)}" if kind == "DOUBLE" else f"{cast} AS {quoted(name)}"
