"""The verdict on each delivery as a whole: day by day, because what a day is measured against was judged before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from expectations import Rule
from pipelines.validate.names import Names
from pipelines.validate.records import agree, scan


def judge_deliveries(con: duckdb.DuckDBPyConnection, names: Names, rules: Sequence[Rule]) -> None:
    """Make `delivery_profile`, and `refusal` with a sentence for each delivery that must not be loaded.

    A delivery of `stored` keeps the baseline it was measured against and the verdict on it, unless it can no longer
    be read at all: rules of today judge its records, and not again whether it is to be had.

    Raises:
        RuleCrashed: a rule could not be evaluated.
        CountsDisagree: Great Expectations and the scan found different things.
    """
    from expectations.inspection import inspection

    names.run(con, "profile")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE refusal (delivery_id VARCHAR, rule_ids VARCHAR[], refused_because VARCHAR)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE scanned (delivery_id VARCHAR, rule_ids VARCHAR[])")
    with inspection(con, "delivery_profile", rules, row_name="delivery_id") as asked:
        conditions = asked.conditions()
        for day in _days(con):
            con.execute("CREATE OR REPLACE TEMP TABLE day_in_hand AS SELECT ?::DATE AS business_day", [day])
            names.run(con, "measure")
            names.run(con, "recall_baseline")
            _refuse(con, names, conditions, {rule.rule_id: rule for rule in rules})
            names.run(con, "recall_verdict")
            names.run(con, "accept")
        agree(con, asked.verdicts(rows=_count(con), columns=["delivery_id"]), "scanned")


def _refuse(
    con: duckdb.DuckDBPyConnection, names: Names, conditions: Mapping[str, str], rules: Mapping[str, Rule]
) -> None:
    scan(
        con, names, conditions, target="broken_delivery", table="delivery_profile", row_name="delivery_id",
        only="business_day = (SELECT business_day FROM day_in_hand)",
    )  # fmt: skip
    con.execute("INSERT INTO scanned BY NAME SELECT delivery_id, rule_ids FROM broken_delivery")
    found = con.execute(
        "SELECT broken_delivery.rule_ids, delivery_profile.* FROM delivery_profile "
        "INNER JOIN broken_delivery USING (delivery_id) ORDER BY delivery_id"
    )
    columns = [column[0] for column in found.description]
    for values in found.fetchall():
        profile = dict(zip(columns, values, strict=True))
        con.execute(
            "INSERT INTO refusal VALUES (?, ?, ?)",
            [profile["delivery_id"], profile["rule_ids"], _sentence(names, rules[profile["rule_ids"][0]], profile)],
        )


def _sentence(names: Names, rule: Rule, profile: Mapping[str, object]) -> str:
    """Why a delivery is refused, in one sentence: supplier, feed, day, what is wrong in numbers, and what to do.

    What reading said of a file it could not use stands as it is: it names file and place.
    """
    if profile["read_refusal"] is not None:
        return str(profile["read_refusal"])
    what = rule.reason_en.format_map(profile).strip().rstrip(".")
    return f"{profile['supplier']}, {names.contract.feed}, {profile['business_day']}: {what} ({rule.reason_vi})."


def _days(con: duckdb.DuckDBPyConnection) -> list[date]:
    return [row[0] for row in con.execute("SELECT DISTINCT business_day FROM in_hand ORDER BY ALL").fetchall()]


def _count(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute("SELECT count(*) FROM in_hand").fetchone()
    return int(row[0]) if row else 0
