"""History, quarantine and ledger change together or not at all, and a repeat changes nothing."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.load.ledger import BrokenInvariant
from tests.builders import AT, Delivered
from tests.unit.load.city import CHANGES, SNAPSHOT, City, Spoil, day, hour

FIRST = Delivered(day(1), (("a", "1"), ("b", "1")), held=("c",))
CORRECTED = Delivered(day(1), (("a", "2"), ("c", "1")), version=2)
TORN = Delivered(day(2), (("a", "1"),), held=("d", None), unreadable=2)
COUNTS = "state, received, unreadable, duplicate, quarantined, loaded, inserted, changed, unchanged, closed"


def statement(sql: str) -> Spoil:
    return lambda con: con.execute(sql)


def test_a_line_tells_what_came_and_what_the_load_did(city: City) -> None:
    assert city.load(FIRST) == {FIRST.delivery_id: "loaded"}
    assert city.line(FIRST, COUNTS) == ("loaded", 3, 0, 0, 1, 2, 2, 0, 0, 0)
    city.load(Delivered(day(2), (("a", "1"), ("b", "2"), ("d", "1"))))
    (second,) = city.rows(f"SELECT {COUNTS} FROM ops.delivery WHERE business_day = '2024-01-16'")
    assert second == ("loaded", 3, 0, 0, 0, 3, 1, 1, 1, 0)
    city.load(Delivered(day(3), (("b", "2"),)))
    (third,) = city.rows(f"SELECT {COUNTS} FROM ops.delivery WHERE business_day = '2024-01-17'")
    assert third == ("loaded", 1, 0, 0, 0, 1, 0, 0, 1, 2)


def test_the_counts_of_every_line_add_up(city: City) -> None:
    city.load(FIRST, TORN)
    for received, unreadable, duplicate, quarantined, loaded, inserted, changed, unchanged in city.rows(
        "SELECT received, unreadable, duplicate, quarantined, loaded, inserted, changed, unchanged FROM ops.delivery"
    ):
        assert received == unreadable + duplicate + quarantined + loaded
        assert loaded == inserted + changed + unchanged


def test_what_is_held_or_unreadable_is_kept_with_its_place(city: City) -> None:
    city.load(TORN)
    assert city.rows("SELECT position, record_key, state, resolved_by FROM quarantine.record ORDER BY 1") == [
        (2, "d", "open", None),
        (3, None, "open", None),
    ]
    assert city.rows("SELECT position, reason FROM quarantine.unreadable ORDER BY 1") == [
        (1000, "torn"),
        (1001, "torn"),
    ]
    assert city.rows("SELECT is_complete FROM ops.verdict") == [(False,)]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (statement("UPDATE delivery SET loaded = loaded - 1"), "received = unreadable"),
        (statement("DELETE FROM good WHERE k = 'a'"), "loaded = good records"),
        (statement("DELETE FROM quarantined"), "quarantined = records in quarantine"),
        (statement("INSERT INTO unreadable SELECT delivery_id, 9, NULL, 'torn' FROM delivery"), "unreadable places"),
        (
            statement("INSERT INTO good SELECT * REPLACE ('2' AS v, 'other' AS row_hash) FROM good WHERE k = 'a'; "
                      "UPDATE delivery SET received = 4, loaded = 3"),
            "one version of a key at a time",
        ),
        (statement("DROP TABLE warnings"), "Catalog Error"),
    ],
)  # fmt: skip
def test_a_load_that_does_not_add_up_changes_nothing_at_all(city: City, spoil: Spoil, says: str) -> None:
    city.load(Delivered(day(2), (("a", "1"), ("x", "1")), held=("y",)))
    before = city.everything()
    with pytest.raises((BrokenInvariant, duckdb.Error), match=says):
        city.load(FIRST, spoil=spoil)
    assert city.everything() == before
    city.load(FIRST)
    assert city.line(FIRST) == ("loaded",)


@pytest.mark.parametrize("same_run", [False, True], ids=["another run", "the same run tried again"])
def test_loading_again_writes_its_attempt_and_not_one_byte_else(city: City, same_run: bool) -> None:
    refused = Delivered(day(3), (("a", "9"),))
    city.load(FIRST, CORRECTED, TORN, refused=[refused], run="night")
    before = city.everything()
    outcome = city.load(FIRST, CORRECTED, TORN, refused=[refused], run="night" if same_run else "again")
    after = city.everything()
    assert set(outcome.values()) == {"unchanged"}
    tried = [row for row in after.pop("ops.attempt") if row not in before["ops.attempt"]]
    del before["ops.attempt"]
    assert after == before
    assert len(tried) == 4


def test_loading_changes_again_writes_its_attempt_and_not_one_byte_else(city: City) -> None:
    sent = Delivered(day(1), (("a", "1", hour(1)), ("b", "1", hour(1)), ("a", None, hour(2))))
    city.load(sent, contract=CHANGES)
    before = city.everything()
    city.load(sent, contract=CHANGES)
    after = city.everything()
    assert len(after.pop("ops.attempt")) == len(before.pop("ops.attempt")) + 1
    assert after == before


def test_a_newer_version_takes_the_place_of_the_older_and_settles_its_items(city: City) -> None:
    city.load(FIRST)
    assert city.load(CORRECTED) == {CORRECTED.delivery_id: "loaded"}
    assert city.line(FIRST, "state, received, loaded") == ("superseded", 3, 2)
    assert city.line(CORRECTED, "state, received, loaded") == ("loaded", 2, 2)
    assert city.current() == {"a": "2", "c": "1"}
    ((state, resolved_by, resolved_at),) = city.rows("SELECT state, resolved_by, resolved_at FROM quarantine.record")
    assert (state, resolved_by) == ("resolved", CORRECTED.delivery_id)
    assert resolved_at is not None


def test_an_older_version_that_comes_later_gives_way_at_once_and_is_never_seen(city: City) -> None:
    city.load(CORRECTED)
    before = city.everything()
    assert city.load(FIRST) == {FIRST.delivery_id: "superseded"}
    assert city.line(FIRST, COUNTS) == ("superseded", *[None] * 9)
    after = city.everything()
    for table in ("history.toy_snapshot", "quarantine.record", "ops.day_changed"):
        assert after[table] == before[table]


def test_of_two_versions_in_one_load_the_newer_counts(city: City) -> None:
    assert city.load(FIRST, CORRECTED) == {FIRST.delivery_id: "superseded", CORRECTED.delivery_id: "loaded"}
    assert city.current() == {"a": "2", "c": "1"}
    assert city.rows("FROM quarantine.record") == []


def test_a_refused_correction_leaves_what_it_would_have_corrected(city: City) -> None:
    city.load(FIRST)
    before = city.everything()
    assert city.load(refused=[CORRECTED]) == {CORRECTED.delivery_id: "refused"}
    assert city.line(CORRECTED, COUNTS) == ("refused", *[None] * 9)
    assert city.line(CORRECTED, "refused_because, loaded_at") == ("too few keys", None)
    after = city.everything()
    for table in ("history.toy_snapshot", "quarantine.record", "ops.day_changed"):
        assert after[table] == before[table]
    assert city.line(FIRST) == ("loaded",)
    assert city.rows("SELECT outcome, because FROM ops.attempt ORDER BY attempted_at") == [
        ("loaded", None),
        ("refused", "too few keys"),
    ]


def test_a_third_version_takes_the_place_of_the_first_when_the_second_was_refused(city: City) -> None:
    third = Delivered(day(1), (("a", "3"),), version=3)
    city.load(FIRST)
    city.load(refused=[CORRECTED])
    city.load(third)
    assert [city.line(one) for one in (FIRST, CORRECTED, third)] == [("superseded",), ("refused",), ("loaded",)]
    assert city.current() == {"a": "3"}


def test_a_delivery_that_had_landed_and_not_loaded_has_one_line(city: City) -> None:
    city.load(Delivered(day(2)))
    city.con.execute(
        "INSERT INTO ops.delivery (delivery_id, feed, supplier, business_day, version, state, landed_path, sha256, "
        "contract_version, landed_at, run_id) VALUES (?, ?, 's1', ?, 1, 'landed', 'x', 'x', '1.0.0', ?, 'dead')",
        [FIRST.delivery_id, SNAPSHOT.feed, FIRST.day, AT],
    )
    assert city.load(FIRST) == {FIRST.delivery_id: "loaded"}
    assert city.line(FIRST, "state, loaded, run_id") == ("loaded", 2, "run 2")


def test_a_load_names_the_days_whose_content_it_changed(city: City) -> None:
    city.load(FIRST, TORN, refused=[Delivered(day(3))])
    assert city.rows("SELECT business_day FROM ops.day_changed ORDER BY 1") == [(day(1),), (day(2),)]


def test_a_warning_is_kept_with_its_delivery(city: City) -> None:
    warn = statement("INSERT INTO warnings SELECT delivery_id, 'phone.shape', 2 FROM delivery")
    city.load(FIRST, spoil=warn)
    assert city.rows("FROM ops.warning") == [(FIRST.delivery_id, "phone.shape", 2)]


def test_a_load_of_nothing_is_a_load(city: City) -> None:
    assert city.load() == {}
    empty = Delivered(day(1))
    assert city.load(empty) == {empty.delivery_id: "loaded"}
    assert city.line(empty, COUNTS) == ("loaded", *[0] * 9)
