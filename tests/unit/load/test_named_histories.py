"""Each of these breaks a well-known loader without a sound."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.builders import Delivered
from tests.unit.load.city import CHANGES, City, Row, day, hour


def snap(number: int, version: int = 1, /, **records: str) -> Delivered:
    return Delivered(day(number), tuple(sorted(records.items())), version)


def runs(*versions: tuple[str, int, int | None]) -> list[Row]:
    return [(value, day(first), day(end) if end else None) for value, first, end in versions]


def test_a_late_day_splits_the_run_it_falls_into(city: City) -> None:
    for number, value in ((1, "x"), (3, "x"), (2, "y")):
        city.load(snap(number, a=value))
    assert city.history() == {"a": runs(("x", 1, 2), ("y", 2, 3), ("x", 3, None))}


def test_a_late_day_that_says_what_was_known_changes_nothing(city: City) -> None:
    city.load(snap(1, a="x"))
    city.load(snap(3, a="x"))
    before = city.everything()["history.toy_snapshot"]
    late = snap(2, a="x")
    city.load(late)
    assert city.everything()["history.toy_snapshot"] == before
    assert city.line(late, "inserted, changed, unchanged, closed") == (0, 0, 1, 0)


def test_a_late_day_may_move_the_beginning_of_a_run(city: City) -> None:
    for number, value in ((1, "x"), (3, "y"), (2, "y")):
        city.load(snap(number, a=value))
    assert city.history() == {"a": runs(("x", 1, 2), ("y", 2, None))}


def test_a_late_day_without_a_key_ends_it_and_the_next_day_begins_it_again(city: City) -> None:
    for delivered in (snap(1, a="x", b="x"), snap(3, a="x", b="x"), snap(2, b="x")):
        city.load(delivered)
    assert city.history() == {"a": runs(("x", 1, 2), ("x", 3, None)), "b": runs(("x", 1, None))}


def test_a_key_that_only_a_late_day_knows_lives_until_the_next(city: City) -> None:
    for delivered in (snap(1, b="x"), snap(3, b="x"), snap(2, a="x", b="x")):
        city.load(delivered)
    assert city.history()["a"] == runs(("x", 2, 3))


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
def test_any_order_of_four_days_gives_the_same(city: City, order: tuple[int, ...]) -> None:
    sent = [snap(1, a="x", b="x"), snap(2, a="y"), snap(3, a="x", b="x"), snap(5, a="x", b="y")]
    for number in order:
        city.load(sent[number])
    assert city.history() == {
        "a": runs(("x", 1, 2), ("y", 2, 3), ("x", 3, None)),
        "b": runs(("x", 1, 2), ("x", 3, 5), ("y", 5, None)),
    }


def test_an_old_day_sent_again_after_a_newer_one_changes_nothing(city: City) -> None:
    old, new = snap(1, a="x"), snap(2, a="y")
    city.load(old)
    city.load(new)
    before = city.history()
    city.load(old)
    assert city.history() == before == {"a": runs(("x", 1, 2), ("y", 2, None))}


def test_a_late_correction_rewrites_only_its_own_days(city: City) -> None:
    for delivered in (snap(1, a="x", b="x"), snap(2, a="x", b="x"), snap(3, a="x", b="x")):
        city.load(delivered)
    city.load(snap(2, 2, a="y", b="x"))
    assert city.history() == {"a": runs(("x", 1, 2), ("y", 2, 3), ("x", 3, None)), "b": runs(("x", 1, None))}


def test_a_correction_that_is_corrected_back_leaves_no_trace_in_the_history(city: City) -> None:
    city.load(snap(1, a="x"), snap(2, a="x"), snap(3, a="x"))
    city.load(snap(2, 2, a="y"))
    city.load(snap(2, 3, a="x"))
    assert city.history() == {"a": runs(("x", 1, None))}


def test_a_correction_of_one_record_writes_the_history_of_that_record_alone(city: City) -> None:
    many = {f"k{n}": "x" for n in range(50)}
    city.load(snap(1, **many), snap(2, **many))
    before = city.everything()["history.toy_snapshot"]
    city.load(snap(2, 2, **many | {"k7": "y"}))
    after = city.everything()["history.toy_snapshot"]
    assert {row[0] for row in set(before) ^ set(after)} == {"k7"}


def test_a_corrected_first_day_keeps_what_it_repeats_and_tells_it_by_the_correction(city: City) -> None:
    first, corrected = snap(1, a="x", b="x"), snap(1, 2, a="x", b="y")
    city.load(first)
    city.load(corrected)
    assert city.history() == {"a": runs(("x", 1, None)), "b": runs(("y", 1, None))}
    assert city.rows("SELECT DISTINCT delivery_id FROM history.toy_snapshot") == [(corrected.delivery_id,)]


def test_a_key_that_is_gone_and_returns_has_two_lives(city: City) -> None:
    for delivered in (snap(1, a="x", b="x"), snap(2, b="x"), snap(4, a="x", b="x")):
        city.load(delivered)
    assert city.history()["a"] == runs(("x", 1, 2), ("x", 4, None))


def test_a_record_in_quarantine_today_that_was_good_yesterday_stays_current(city: City) -> None:
    city.load(snap(1, a="x", b="x"))
    city.load(Delivered(day(2), (("b", "x"),), held=("a",)))
    assert city.current() == {"a": "x", "b": "x"}
    city.load(snap(3, a="x", b="x"))
    assert city.history() == {"a": runs(("x", 1, None)), "b": runs(("x", 1, None))}


def test_a_record_held_on_the_day_it_changed_changes_on_the_day_it_is_seen(city: City) -> None:
    city.load(snap(1, a="x"))
    city.load(Delivered(day(2), held=("a",)))
    city.load(snap(3, a="y"))
    assert city.history() == {"a": runs(("x", 1, 3), ("y", 3, None))}


@pytest.mark.parametrize("incomplete", [{"unreadable": 1}, {"held": (None,)}], ids=["unreadable", "held without a key"])
def test_absence_from_an_incomplete_delivery_ends_nothing(city: City, incomplete: dict[str, object]) -> None:
    city.load(snap(1, a="x", b="x"))
    city.load(Delivered(day(2), (("b", "y"),), **incomplete))  # type: ignore[arg-type]  # one field or another
    assert city.current() == {"a": "x", "b": "y"}
    city.load(snap(3, b="y"))
    assert city.history() == {"a": runs(("x", 1, 3)), "b": runs(("x", 1, 2), ("y", 2, None))}


def test_a_day_before_an_incomplete_one_carries_through_it(city: City) -> None:
    city.load(Delivered(day(2), (("b", "x"),), unreadable=1))
    city.load(snap(3, a="x", b="x"))
    city.load(snap(1, a="x", b="x"))
    assert city.history() == {"a": runs(("x", 1, None)), "b": runs(("x", 1, None))}


def test_a_key_that_two_suppliers_claim_is_two_histories(city: City) -> None:
    city.load(snap(1, a="x"), Delivered(day(1), (("a", "y"),), supplier="s2"))
    city.load(Delivered(day(2), supplier="s2"))
    assert city.history() == {"a": runs(("x", 1, None)), "s2 a": runs(("y", 1, 2))}


def test_an_empty_snapshot_that_was_accepted_ends_every_key_and_no_other_suppliers(city: City) -> None:
    city.load(snap(1, a="x", b="x"), Delivered(day(1), (("a", "x"),), supplier="s2"))
    emptied = snap(2)
    city.load(emptied)
    assert city.current() == {"a": "x"}
    assert city.line(emptied, "loaded, closed") == (0, 2)


def change(number: int, *records: tuple[str, str | None, int], version: int = 1, supplier: str = "s1") -> Delivered:
    return Delivered(day(number), tuple((k, v, hour(h)) for k, v, h in records), version, supplier)


def spans(*versions: tuple[str, int, int | None]) -> list[Row]:
    return [(value, hour(first), hour(end) if end else None) for value, first, end in versions]


def test_a_dossier_received_and_finished_on_one_day_has_both_versions(city: City) -> None:
    city.load(change(1, ("a", "received", 1), ("a", "finished", 5)), contract=CHANGES)
    assert city.history(CHANGES) == {"a": spans(("received", 1, 5), ("finished", 5, None))}


def test_changes_are_ordered_by_their_instant_whatever_day_they_came(city: City) -> None:
    city.load(change(3, ("a", "third", 9)), contract=CHANGES)
    city.load(change(1, ("a", "first", 1)), contract=CHANGES)
    late = change(2, ("a", "second", 5))
    city.load(late, contract=CHANGES)
    assert city.history(CHANGES) == {"a": spans(("first", 1, 5), ("second", 5, 9), ("third", 9, None))}
    assert city.line(late, "inserted, changed, unchanged") == (0, 1, 0)


@pytest.mark.parametrize("order", permutations(range(3)))
def test_at_one_instant_the_later_business_day_wins(city: City, order: tuple[int, ...]) -> None:
    sent = [change(1, ("a", "x", 5)), change(2, ("a", "y", 5)), change(3, ("a", "z", 4))]
    for number in order:
        city.load(sent[number], contract=CHANGES)
    assert city.history(CHANGES) == {"a": spans(("z", 4, 5), ("y", 5, None))}


def test_a_change_that_repeats_what_stands_is_no_new_version(city: City) -> None:
    city.load(change(1, ("a", "x", 1)), contract=CHANGES)
    again = change(2, ("a", "x", 5))
    city.load(again, contract=CHANGES)
    assert city.history(CHANGES) == {"a": spans(("x", 1, None))}
    assert city.line(again, "inserted, changed, unchanged") == (0, 0, 1)


def test_a_deletion_needs_no_record_before_it_and_a_return_is_a_new_life(city: City) -> None:
    city.load(change(1, ("a", None, 1), ("b", "x", 1)), contract=CHANGES)
    city.load(change(2, ("b", None, 5), ("a", "x", 6)), contract=CHANGES)
    city.load(change(3, ("b", "x", 9)), contract=CHANGES)
    assert city.history(CHANGES) == {"a": spans(("x", 6, None)), "b": spans(("x", 1, 5), ("x", 9, None))}


def test_a_deletion_that_came_late_ends_what_stood_then(city: City) -> None:
    city.load(change(1, ("a", "x", 1)), contract=CHANGES)
    city.load(change(3, ("a", "y", 9)), contract=CHANGES)
    city.load(change(2, ("a", None, 5)), contract=CHANGES)
    assert city.history(CHANGES) == {"a": spans(("x", 1, 5), ("y", 9, None))}


def test_a_corrected_day_of_changes_takes_back_what_only_the_first_version_said(city: City) -> None:
    city.load(change(1, ("a", "x", 1), ("b", "x", 1)), contract=CHANGES)
    city.load(change(2, ("a", "y", 5), ("c", "x", 5)), contract=CHANGES)
    city.load(change(2, ("b", "y", 5), version=2), contract=CHANGES)
    assert city.history(CHANGES) == {"a": spans(("x", 1, None)), "b": spans(("x", 1, 5), ("y", 5, None))}
