"""Validate: the scan that finds every faulty record, Great Expectations' own verdicts, and the whole stage."""

from __future__ import annotations

import json

import duckdb

from benchmarks.inputs.deliveries import CARDS, CITIZENS, DOSSIERS, run_dir
from benchmarks.inputs.scratch import stored
from benchmarks.model import DAY, Case, Found, Job, Place, Prepare
from benchmarks.sql import count, rows_of, run_bare, scratch
from expectations import record_rules
from expectations.rules import FOLDER
from pipelines.clock import night_of
from pipelines.contract import Contract, contract_of
from pipelines.validate.inputs import hand_over
from pipelines.validate.names import Names, names_of
from pipelines.validate.records import CONTRADICTION, scan

FAULTS = "SELECT delivery_id, position, disposition, rule_ids FROM fault"


def _ready(place: Place, feed: str) -> tuple[duckdb.DuckDBPyConnection, Contract]:
    con = scratch(place, stored(place, "conformed", feed))
    return con, contract_of(feed)


def _scan(feed: str) -> Prepare:
    """Repetitions, contradictions and broken rules, with the conditions Great Expectations compiled before."""

    def prepare(place: Place) -> Job:
        con, contract = _ready(place, feed)
        names = _inputs(con, place, contract)
        conditions = json.loads((place.inputs / f"{feed}.conditions.json").read_text(encoding="utf-8"))

        def work() -> None:
            names.run(con, "repeats")
            scan(con, names, conditions, target="broken", table="conformed", row_name='delivery_id, "position"')
            names.run(con, "faults", contradiction=CONTRADICTION.rule_id)

        return Job(work, lambda: Found(count(con, "SELECT * FROM conformed"), rows_of(con, FAULTS)))

    return prepare


def _inputs(con: duckdb.DuckDBPyConnection, place: Place, contract: Contract) -> Names:
    names = names_of(con, contract)
    hand_over(con, contract, run_dir(place.settings, contract.feed))
    con.execute((FOLDER / "vocabulary.sql").read_text(encoding="utf-8"))
    rules = (CONTRADICTION, *record_rules(contract, names.traced))
    con.execute("CREATE TEMP TABLE rule (rule_id VARCHAR, severity VARCHAR, reason VARCHAR)")
    con.executemany("INSERT INTO rule VALUES (?, ?, ?)", [[r.rule_id, r.severity, r.reason] for r in rules])
    return names


def _verdicts(feed: str) -> Prepare:
    """What Great Expectations adds: compiling the rules and its verdict on each of them."""

    def prepare(place: Place) -> Job:
        from expectations.inspection import inspection

        con, contract = _ready(place, feed)
        names = _inputs(con, place, contract)
        rules, records = record_rules(contract, names.traced), count(con, "SELECT * FROM conformed")

        def work() -> None:
            with inspection(con, "conformed", rules, row_name="position") as asked:
                asked.verdicts(rows=records, columns=names.columns)
                asked.conditions()

        return Job(work, lambda: Found(records))

    return prepare


def _stage(feed: str) -> Prepare:
    """Everything between the conformed records and what the load reads, rules about deliveries included."""

    def prepare(place: Place) -> Job:
        import expectations.inspection  # noqa: F401  # it is loaded once a night, and measured on its own
        from pipelines.validate.judge import judge

        con, contract = _ready(place, feed)
        folder = run_dir(place.settings, feed)
        return Job(
            lambda: judge(con, contract, folder, night_of(DAY)),
            lambda: Found(count(con, "SELECT * FROM conformed"), rows_of(con, FAULTS)),
        )

    return prepare


def _bare(feed: str, statement: str, *, tells_rows: bool = True) -> Prepare:
    def prepare(place: Place) -> Job:
        con, contract = _ready(place, feed)
        hand_over(con, contract, run_dir(place.settings, feed))
        return Job(
            lambda: run_bare(con, statement),
            lambda: Found(count(con, "SELECT * FROM conformed"), rows_of(con, FAULTS) if tells_rows else ""),
        )

    return prepare


def _load_great_expectations(_: Place) -> Job:
    def work() -> None:
        import expectations.inspection  # noqa: F401  # the import is the work

    return Job(work, lambda: Found(1))


def _cases(name: str, feed: str, statement: str) -> tuple[Case, ...]:
    bare_is, needs = "one scan with all rules, one GROUP BY for repeated keys", ("conformed",)
    bare = _bare(feed, statement)
    return (
        Case("validate", f"{name}, records scan", _scan(feed), bare, bare_is, needs),
        Case(
            "validate", f"{name}, Great Expectations", _verdicts(feed), _bare(feed, statement, tells_rows=False),
            "the same scan", needs,
        ),
        Case("validate", f"{name}, whole stage", _stage(feed), bare, "the same scan", needs),
    )  # fmt: skip


CASES = (
    *_cases("citizens", CITIZENS, "validate_citizens"),
    *_cases("cards", CARDS, "validate_cards"),
    Case("validate", "30 small deliveries, whole stage", _stage(DOSSIERS), None, "", ("conformed",)),
    Case("validate", "loading Great Expectations", _load_great_expectations, None, "", ("conformed",), "import"),
)
