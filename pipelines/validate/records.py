"""Each record of a feed once: duplicate, quarantined or good, by repetition, contradiction and the row rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from expectations import Rule
from expectations.failures import CountsDisagree
from pipelines.validate.names import Names
from warehouse.sql import literal

CONTRADICTION = Rule(
    rule_id="record.contradiction",
    level="row",
    severity="critical",
    expectation="",
    arguments={},
    reason_vi="Nhiều bản ghi khác nhau cho cùng một khóa trong một lần giao",
    reason_en="several different records of one key in one delivery",
)
"""No expectation: nobody can know which of the records is right, so all of them are held."""


def find_faults(con: duckdb.DuckDBPyConnection, names: Names, rules: Sequence[Rule]) -> None:
    """Make `fault`, which holds every record that does not load, and `broken`, which holds broken rules.

    Raises:
        RuleCrashed: a rule could not be evaluated.
        CountsDisagree: Great Expectations and the scan found different things, or records went missing since reading.
    """
    from expectations.inspection import inspection

    _tell_rules(con, (CONTRADICTION, *rules))
    names.run(con, "repeats")
    with inspection(con, "conformed", rules, row_name="position") as asked:
        verdicts = asked.verdicts(rows=_readable(con), columns=names.columns)
        scan(con, names, asked.conditions(), target="broken", table="conformed", row_name='delivery_id, "position"')
    agree(con, verdicts, "broken")
    names.run(con, "faults", contradiction=CONTRADICTION.rule_id)


def scan(
    con: duckdb.DuckDBPyConnection,
    names: Names,
    conditions: Mapping[str, str],
    *,
    target: str,
    table: str,
    row_name: str,
    only: str = "true",
) -> None:
    """Make the temporary table `target` of the rows of `table` that meet a condition, with the rules it stands for."""
    told = [(literal(rule_id), condition) for rule_id, condition in conditions.items()]
    names.run(con, "scan", conditions=told, target=target, table=table, row_name=row_name, only=only)


def agree(con: duckdb.DuckDBPyConnection, verdicts: Mapping[str, bool], scanned: str) -> None:
    """Make sure a rule is broken in the scan exactly when Great Expectations says so.

    Raises:
        CountsDisagree: it is not.
    """
    rows = con.execute(f"SELECT DISTINCT unnest(rule_ids) FROM {scanned}").fetchall()  # noqa: S608  # our own name
    found = {row[0] for row in rows}
    odd = sorted({rule_id for rule_id, is_met in verdicts.items() if not is_met} ^ found)
    if odd:
        raise CountsDisagree(
            f"Great Expectations and the scan for failing rows disagree on {', '.join(odd)}.",
            where=scanned,
            next_step="Nothing was loaded. Compare the installed great-expectations with requirements.lock.",
        )


def _tell_rules(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE rule (rule_id VARCHAR, severity VARCHAR, reason VARCHAR)")
    con.executemany("INSERT INTO rule VALUES (?, ?, ?)", [[r.rule_id, r.severity, r.reason] for r in rules])


def _readable(con: duckdb.DuckDBPyConnection) -> int:
    """How many records reading promised: what was received, without the places that could not be read."""
    row = con.execute(
        'SELECT coalesce(sum(reading.received), 0)::BIGINT - (SELECT count(DISTINCT (delivery_id, "position")) '
        "FROM unreadable SEMI JOIN (SELECT delivery_id FROM reading WHERE refused_because IS NULL) "
        "USING (delivery_id)) FROM reading WHERE refused_because IS NULL"
    ).fetchone()
    return int(row[0]) if row else 0
