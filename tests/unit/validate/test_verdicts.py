"""What a delivery as a whole is measured against, and why it is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.contract import contract_of
from tests.unit.expectations.records import DAY
from tests.unit.validate.made import CARD, CITIZEN, cards, citizens
from tests.unit.validate.stage import AT, Before, Line, Sent, judged, lines

BAD = {"residence": "visiting"}
SAID_BY_READER = "bca, population.citizen of 2024-01-15 (page 2): it breaks at character 17."


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def loaded_days(supplier: str, *received: int) -> list[Before]:
    """Deliveries of the days before DAY, the newest last."""
    return [Before(supplier, day(n - len(received)), count) for n, count in enumerate(received)]


CHANGES = [
    Sent("announced_right", DAY, citizens(3), announced=3),
    Sent("announced_wrong", DAY, citizens(3), announced=4),
    Sent("unreadable_counts", DAY, citizens(3), announced=4, unreadable=1),
    Sent("too_bad", DAY, [*citizens(79), *citizens(100, **BAD)[79:]]),
    Sent("bad_but_few", DAY, [*citizens(2), *citizens(22, **BAD)[2:]]),
    Sent("bad_but_small_share", DAY, [*citizens(96), *citizens(120, **BAD)[96:]]),
    Sent("torn_too_much", DAY, citizens(79), unreadable=21),
    Sent("refused_by_reader", DAY, refused=SAID_BY_READER),
    Sent("renamed_column", DAY, citizens(21, full_name=None)),
    Sent("small_and_empty", DAY, citizens(20, full_name=None)),
    Sent("four_days_before", DAY, citizens(100)),
    Sent("five_days_before", DAY, citizens(100)),
    Sent("full_state_first", DAY, citizens(12)),
    Sent("within_band", DAY, citizens(150)),
    Sent("beyond_both", DAY, citizens(151)),
    Sent("beyond_band_only", DAY, citizens(24)),
    Sent("nothing_came", DAY, []),
    Sent("header_only_first", DAY, []),
]  # fmt: skip
CHANGES_BEFORE = [
    *loaded_days("four_days_before", 10, 10, 10, 10),
    *loaded_days("five_days_before", 10, 10, 10, 10, 10),
    *loaded_days("full_state_first", 90_000, 10, 10, 10, 10),
    *loaded_days("within_band", *[100] * 5),
    *loaded_days("beyond_both", *[100] * 5),
    *loaded_days("beyond_band_only", *[10] * 5),
    *loaded_days("nothing_came", *[100] * 5),
]
SNAPSHOTS = [
    Sent("first", DAY, cards(5)),
    Sent("header_only_first", DAY, []),
    Sent("header_only_second", DAY, []),
    Sent("keeps_nine_of_ten", DAY, cards(90)),
    Sent("loses_more", DAY, cards(89)),
    Sent("grows_a_little", DAY, cards(140)),
    Sent("grows_too_much", DAY, cards(141)),
    Sent("knows_the_future", DAY, cards(50)),
    Sent("knows_both", DAY, cards(50)),
    Sent("day_by_day", day(-2), cards(100)),
    Sent("day_by_day", day(-1), cards(50)),
    Sent("day_by_day", DAY, cards(95)),
    Sent("corrected_before", day(-1), cards(100)),
    Sent("corrected_before", DAY, cards(60)),
    Sent("corrected_now", day(-1), cards(40), version=1),
    Sent("corrected_now", day(-1), cards(100), version=2),
    Sent("corrected_now", DAY, cards(50)),
]
SNAPSHOTS_BEFORE = [
    *loaded_days("header_only_second", 100),
    *loaded_days("keeps_nine_of_ten", 100),
    *loaded_days("loses_more", 100),
    *loaded_days("grows_a_little", 100),
    *loaded_days("grows_too_much", 100),
    Before("knows_the_future", day(1), 100),
    *loaded_days("knows_both", 50),
    Before("knows_both", day(1), 100),
    # its first version comes only now, after the second was loaded
    Before("corrected_before", day(-1), 60, version=2),
]

Found = dict[tuple[str, date, int], Line]


@pytest.fixture(scope="module")
def changes(run_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with judged(run_folder, contract_of(CITIZEN), CHANGES, CHANGES_BEFORE) as con:
        yield con


@pytest.fixture(scope="module")
def snapshots(run_folder: Path) -> Iterator[Found]:
    with judged(run_folder, contract_of(CARD), SNAPSHOTS, SNAPSHOTS_BEFORE) as con:
        yield lines(con)


def state(found: Found, supplier: str, on: date = DAY, version: int = 1) -> str:
    return found[supplier, on, version].state


@pytest.mark.parametrize(
    ("supplier", "expected"),
    [
        ("announced_right", "good"),
        ("unreadable_counts", "good"),
        ("bad_but_few", "good"),
        ("bad_but_small_share", "good"),
        ("small_and_empty", "good"),
        ("four_days_before", "good"),
        ("full_state_first", "good"),
        ("within_band", "good"),
        ("beyond_band_only", "refused"),
        ("header_only_first", "good"),
    ],
)
def test_a_delivery_of_changes_is_loaded_up_to_every_edge(
    changes: duckdb.DuckDBPyConnection, supplier: str, expected: str
) -> None:
    assert state(lines(changes), supplier) == expected


@pytest.mark.parametrize(
    ("supplier", "says"),
    [
        ("announced_wrong", "3 records came, 4 were announced"),
        ("too_bad", "21 of 100 records are unreadable or break a critical rule, most often residence.allowed"),
        ("torn_too_much", "21 of 100 records are unreadable or break a critical rule, most often unreadable"),
        ("renamed_column", "required columns are empty in every one of 21 records: full_name"),
        ("five_days_before", "100 records came where about 10 were expected after 5 earlier days"),
        ("beyond_both", "151 records came where about 100 were expected"),
        ("nothing_came", "0 records came where about 100 were expected"),
    ],
)
def test_a_refusal_names_supplier_feed_day_figures_and_what_to_ask(
    changes: duckdb.DuckDBPyConnection, supplier: str, says: str
) -> None:
    found = lines(changes)[supplier, DAY, 1]
    assert found.state == "refused"
    assert found.refused_because is not None
    assert found.refused_because.startswith(f"{supplier}, population.citizen, 2024-01-15: {says}")
    assert "supplier" in found.refused_because.split(says)[1]


def test_what_the_reader_said_of_a_file_stands_as_it_is(changes: duckdb.DuckDBPyConnection) -> None:
    found = lines(changes)["refused_by_reader", DAY, 1]
    assert found.refused_because == SAID_BY_READER


def test_nothing_of_a_refused_delivery_is_handed_on_and_its_counts_are_unknown(
    changes: duckdb.DuckDBPyConnection,
) -> None:
    refused = {supplier: found for (supplier, _, _), found in lines(changes).items() if found.state == "refused"}
    assert len(refused) == 9
    for found in refused.values():
        assert found.counts == (None,) * 5
        assert found.is_complete is False
    for table in ("good", "quarantined"):
        rows = changes.execute(f"SELECT DISTINCT supplier FROM {table}").fetchall()
        assert not {row[0] for row in rows} & set(refused)


def test_verdict_and_baseline_are_kept_with_the_delivery(changes: duckdb.DuckDBPyConnection) -> None:
    row = changes.execute("SELECT verdict, baseline FROM delivery WHERE supplier = 'beyond_both'").fetchone()
    assert row is not None
    verdict, baseline = json.loads(row[0]), json.loads(row[1])
    assert verdict["refused_by"] == ["delivery.volume"]
    assert verdict["judged_at"] == AT.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (verdict["received"], verdict["quarantined"], verdict["null_shares"]["full_name"]) == (151, 0, 0.0)
    assert (baseline["expected"], baseline["days_before"], baseline["band"]) == (100.0, 5, 0.5)


@pytest.mark.parametrize(
    ("supplier", "expected"),
    [
        ("first", "good"),
        ("header_only_first", "good"),
        ("header_only_second", "refused"),
        ("keeps_nine_of_ten", "good"),
        ("loses_more", "refused"),
        ("grows_a_little", "good"),
        ("grows_too_much", "refused"),
    ],
)
def test_a_snapshot_is_measured_against_the_one_before_from_the_second_on(
    snapshots: Found, supplier: str, expected: str
) -> None:
    assert state(snapshots, supplier) == expected


def test_a_snapshot_that_lost_its_keys_is_told_in_keys(snapshots: Found) -> None:
    because = snapshots["loses_more", DAY, 1].refused_because
    assert because is not None
    assert "89 keys came where 100 stood on 2024-01-14" in because


def test_a_baseline_is_made_of_earlier_business_days_whatever_else_is_loaded(snapshots: Found) -> None:
    assert state(snapshots, "knows_the_future") == "good"
    assert state(snapshots, "knows_both") == "good"


def test_the_days_of_one_run_are_measured_against_each_other_and_a_refused_one_counts_for_nothing(
    snapshots: Found,
) -> None:
    states = [state(snapshots, "day_by_day", day(n)) for n in (-2, -1, 0)]
    assert states == ["good", "refused", "good"]


def test_the_newest_version_of_a_day_is_the_baseline_whichever_came_first(snapshots: Found) -> None:
    assert state(snapshots, "corrected_before") == "good"
    assert state(snapshots, "corrected_now") == "refused"
