"""Every rule of a delivery as a whole on a profile that breaks it, on one that does not, and on the edge between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import duckdb
import pytest

from expectations import Rule, delivery_rules
from expectations.inspection import inspection

GOOD: dict[str, object] = {
    "delivery_id": "good",
    "supplier": "bhxh",
    "kind": "snapshot",
    "band": 0.1,
    "read_refusal": None,
    "announced": 1000,
    "received": 1000,
    "unreadable": 0,
    "bad": 0,
    "keys": 1000,
    "upserts": 1000,
    "empty_columns": None,
    "most_broken": "none",
    "days_before": 5,
    "expected": 1000.0,
    "keys_before": 1000,
    "keys_before_on": date(2024, 1, 14),
}

BROKEN: dict[str, Mapping[str, object]] = {
    "delivery.read": {"read_refusal": "hoso.csv, line 3: an unclosed quote.", "received": None, "announced": None},
    "delivery.announced": {"announced": 1001},
    "delivery.readable": {"unreadable": 1000},
    "delivery.schema": {"empty_columns": "full_name"},
    "delivery.keys": {"keys": 899},
    "delivery.volume": {"received": 1127, "announced": 1127},
    "delivery.bad_share": {"bad": 201, "most_broken": "sex.allowed, full_name.required"},
}

STILL_GOOD: dict[str, Mapping[str, object]] = {
    "nothing is announced": {"announced": None},
    "a header and no rows, the first time": {
        "received": 0, "announced": 0, "keys": 0, "upserts": 0, "expected": None, "keys_before": None,
        "empty_columns": "full_name",
    },
    "a small delivery without a column": {"upserts": 20, "empty_columns": "full_name"},
    "a snapshot that keeps nine keys of ten": {"keys": 900, "received": 900, "announced": 900},
    "changes may bring any number of keys": {"kind": "changes", "keys": None, "keys_before": 1000},
    "a volume at the edge of the band": {"received": 1100, "announced": 1100},
    "a volume beyond the band of a small supplier": {
        "kind": "changes", "received": 20, "announced": 20, "expected": 9.0, "band": 0.5,
    },
    "four records of what never came before": {
        "kind": "changes", "received": 4, "announced": 4, "expected": 0.0, "band": 0.5,
    },
    "too few days to know what is usual": {"kind": "changes", "received": 9, "announced": 9, "expected": None},
    "twenty bad records of twenty-one": {"bad": 20, "received": 21, "announced": 21, "expected": None},
    "one bad record of five": {"bad": 200},
    "one readable record": {"unreadable": 2, "bad": 2, "received": 3, "announced": 3, "expected": None},
}  # fmt: skip

ALSO_BAD: dict[str, tuple[str, Mapping[str, object]]] = {
    "five records of what never came before": (
        "delivery.volume", {"kind": "changes", "received": 5, "announced": 5, "expected": 0.0, "band": 0.5},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def broken() -> Iterator[dict[str, list[str]]]:
    """Which rules each profile breaks, as the stage would find them."""
    changes = {**BROKEN, **STILL_GOOD, **{name: change for name, (_, change) in ALSO_BAD.items()}}
    profiles = {name: {**GOOD, **change, "delivery_id": name} for name, change in changes.items()}
    with duckdb.connect() as con:
        con.execute(
            "ATTACH ':memory:' AS reference; CREATE TABLE reference.known (list VARCHAR, code VARCHAR, day DATE);"
            "CREATE TEMP TABLE delivery_profile (delivery_id VARCHAR, supplier VARCHAR, kind VARCHAR, band DOUBLE, "
            "read_refusal VARCHAR, announced BIGINT, received BIGINT, unreadable BIGINT, bad BIGINT, keys BIGINT, "
            "upserts BIGINT, empty_columns VARCHAR, most_broken VARCHAR, days_before BIGINT, expected DOUBLE, "
            "keys_before BIGINT, keys_before_on DATE)"
        )
        marks = ", ".join("?" * len(GOOD))
        con.executemany(f"INSERT INTO delivery_profile VALUES ({marks})", [list(p.values()) for p in profiles.values()])
        with inspection(con, "delivery_profile", delivery_rules(), row_name="delivery_id") as asked:
            conditions = asked.conditions()
        yield {
            name: [
                rule_id
                for rule_id, condition in conditions.items()
                if con.execute(
                    f"SELECT 1 FROM delivery_profile WHERE delivery_id = ? AND {condition}", [name]
                ).fetchone()
            ]
            for name in profiles
        }


def test_every_rule_has_a_profile_that_breaks_it() -> None:
    assert {rule.rule_id for rule in delivery_rules()} == set(BROKEN)


def test_each_bad_profile_breaks_the_rule_it_was_made_for_alone(broken: dict[str, list[str]]) -> None:
    assert {name: broken[name] for name in BROKEN} == {name: [name] for name in BROKEN}


@pytest.mark.parametrize("name", ALSO_BAD)
def test_a_profile_just_beyond_an_edge_breaks_its_rule(broken: dict[str, list[str]], name: str) -> None:
    assert broken[name] == [ALSO_BAD[name][0]]


@pytest.mark.parametrize("name", STILL_GOOD)
def test_a_profile_on_the_right_side_of_every_edge_breaks_nothing(broken: dict[str, list[str]], name: str) -> None:
    assert broken[name] == []


@pytest.mark.parametrize("rule", delivery_rules(), ids=lambda rule: rule.rule_id)
def test_a_reason_can_be_told_with_the_figures_of_its_profile(rule: Rule) -> None:
    told = rule.reason_en.format_map({**GOOD, **BROKEN[rule.rule_id]})
    assert "{" not in told
    assert "None" not in told


def test_the_reason_that_is_told_is_that_of_the_first_rule_broken() -> None:
    assert [rule.rule_id for rule in delivery_rules()] == list(BROKEN)
