"""What the warehouse tells of one key, in each kind of history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.contract import Contract
from pipelines.errors import CityDBError
from pipelines.explain import Change, NobodyDelivered, Story, recall
from pipelines.explain.failures import NotAKey
from tests.builders import Delivered, tiny_contract
from tests.unit.load.city import CHANGES, SNAPSHOT, City, day, hour
from warehouse.history import create_history_table

EVENTS = tiny_contract("events")


def what(story: Story, supplier: str = "s1") -> list[tuple[str, object, object]]:
    return [(one.what, one.since, one.until) for one in story.tellings if one.supplier == supplier]


def test_each_version_tells_what_it_changed_and_which_delivery_told_it(city: City) -> None:
    first = Delivered(day(1), (("a", "1"), ("b", "1")))
    second = Delivered(day(2), (("a", "2"), ("b", "1")))
    city.load(first, second)
    story = recall(city.con, SNAPSHOT, "a")
    assert what(story) == [("version", day(1), day(2)), ("version", day(2), None)]
    old, new = story.tellings
    assert (old.changes, new.changes) == ((), (Change("v", "1", "2"),))
    assert (old.delivery_id, new.delivery_id) == (first.delivery_id, second.delivery_id)
    assert set(story.deliveries) == {first.delivery_id, second.delivery_id}


def test_a_record_that_left_and_returned_tells_of_the_day_that_did_not_hold_it(city: City) -> None:
    gone = Delivered(day(2), (("b", "1"),))
    city.load(Delivered(day(1), (("a", "1"),)), gone, Delivered(day(3), (("a", "1"), ("b", "1"))))
    story = recall(city.con, SNAPSHOT, "a")
    assert what(story) == [("version", day(1), day(2)), ("ended", day(2), None), ("version", day(3), None)]
    assert story.tellings[1].delivery_id == gone.delivery_id
    assert story.tellings[2].changes == ()


def test_a_record_that_was_good_yesterday_and_is_held_today_keeps_its_version(city: City) -> None:
    today = Delivered(day(2), (("b", "1"),), held=("a",))
    city.load(Delivered(day(1), (("a", "1"), ("b", "1"))), today)
    story = recall(city.con, SNAPSHOT, "a")
    assert what(story) == [("version", day(1), None)]
    assert story.unobserved == (("s1", day(2)),)
    (held,) = story.held
    assert (held.delivery_id, held.position, held.state) == (today.delivery_id, 2, "open")
    assert (held.rule_ids, held.reasons) == (("rule",), ("reason",))


def test_what_a_newer_version_of_the_delivery_settled_names_that_version(city: City) -> None:
    city.load(Delivered(day(1), held=("a",)))
    mended = Delivered(day(1), (("a", "1"),), version=2)
    city.load(mended)
    story = recall(city.con, SNAPSHOT, "a")
    assert what(story) == [("version", day(1), None)]
    (held,) = story.held
    assert (held.state, held.resolved_by) == ("resolved", mended.delivery_id)


def test_change_records_tell_which_of_them_won_which_said_nothing_new_and_which_deleted(city: City) -> None:
    city.load(
        Delivered(day(1), (("a", "1", hour(1)), ("a", "1", hour(2)))),
        Delivered(day(2), (("a", "2", hour(2)), ("a", None, hour(3)), ("a", None, hour(4)), ("a", "3", hour(5)))),
        contract=CHANGES,
    )
    story = recall(city.con, CHANGES, "a")
    assert what(story) == [
        ("version", hour(1), hour(2)),
        ("beaten", hour(2), None),
        ("version", hour(2), hour(3)),
        ("deleted", hour(3), None),
        ("equal", hour(4), None),
        ("version", hour(5), None),
    ]
    assert [one.changes for one in story.tellings if one.what != "version"][0] == (Change("v", "2", "1"),)
    assert story.tellings[-1].changes == (Change("v", "2", "3"),)


def test_the_versions_of_a_story_are_those_of_the_history(city: City) -> None:
    records = [("a", value, hour(number)) for number, value in enumerate([None, "1", "1", "2", None, "2"], start=1)]
    city.load(*(Delivered(day(n), (record,)) for n, record in enumerate(records, start=1)), contract=CHANGES)
    told = [(one.content["v"], one.since, one.until) for one in recall(city.con, CHANGES, "a").tellings
            if one.what == "version"]  # fmt: skip
    assert told == city.history(CHANGES)["a"]


def test_an_event_that_was_told_again_tells_which_day_holds_it_and_which_contradicts(city: City) -> None:
    city.load(
        Delivered(day(1), (("a", "1"),)),
        Delivered(day(2), (("a", "2"),)),
        Delivered(day(3), (("a", "2"),)),
        contract=EVENTS,
    )
    story = recall(city.con, EVENTS, "a")
    assert what(story) == [("beaten", day(1), None), ("equal", day(2), None), ("version", day(3), None)]
    assert story.tellings[0].changes == (Change("v", "2", "1"),)


def test_suppliers_that_claim_one_key_are_told_side_by_side(city: City) -> None:
    city.load(Delivered(day(1), (("a", "1"),)), Delivered(day(1), (("a", "2"),), supplier="s2"))
    story = recall(city.con, SNAPSHOT, "a")
    assert story.suppliers == ("s1", "s2")
    assert [one.content["v"] for one in map(story.newest, story.suppliers) if one] == ["1", "2"]
    assert [one.changes for one in story.tellings] == [(), ()]


def test_a_compound_key_is_its_parts_joined_and_a_part_may_hold_the_joint(city: City) -> None:
    columns = tuple(replace(one, key_position=n) for n, one in enumerate(SNAPSHOT.columns, start=1))
    compound = replace(SNAPSHOT, feed="toy.compound", columns=columns)
    create_history_table(city.con, compound)
    city.load(Delivered(day(1), (("a", "1"), ("a|b", "2"))), contract=compound)
    assert [one.content["v"] for one in recall(city.con, compound, "a|1").tellings] == ["1"]
    assert [one.content["k"] for one in recall(city.con, compound, "a|b|2").tellings] == ["a|b"]
    with pytest.raises(NotAKey, match=r"2 parts, and 1 came.*k \(k\) and v \(v\), joined"):
        recall(city.con, compound, "a")


HOSTILE = ["%", "_", "*", "a'", '"a"', "a' OR 'x'='x", "A", "a|1", "x" * 200_000, "$key", "{{ key }}", "\0"]


@pytest.mark.parametrize("contract", [SNAPSHOT, CHANGES, EVENTS], ids=lambda contract: str(contract.kind))
def test_a_key_nobody_delivered_is_told_without_being_named(city: City, contract: Contract) -> None:
    city.load(Delivered(day(1), (("a", "1", hour(1))[: 3 if contract is CHANGES else 2],)), contract=contract)
    for key in HOSTILE:
        with pytest.raises(NobodyDelivered, match=r"holds that key \(\d+ (characters|letters)\)") as told:
            recall(city.con, contract, key)
        assert len(key) < 3 or key not in told.value.sentence


@pytest.mark.parametrize("key", ["", " ", "\n", "\t \u00a0"], ids=repr)
def test_an_empty_key_is_wrong_use(city: City, key: str) -> None:
    with pytest.raises(NotAKey, match="empty") as told:
        recall(city.con, SNAPSHOT, key)
    assert isinstance(told.value, CityDBError) and told.value.next_step


def test_bytes_that_are_no_text_are_no_key(city: City) -> None:
    with pytest.raises(NotAKey, match="no UTF-8"):
        recall(city.con, SNAPSHOT, b"a\xff".decode("utf-8", "surrogateescape"))


def test_room_around_a_key_does_not_count(city: City) -> None:
    city.load(Delivered(day(1), (("a b", "1"),)))
    assert what(recall(city.con, SNAPSHOT, " a\n b\n"))


def test_a_story_does_not_print_its_key(city: City) -> None:
    city.load(Delivered(day(1), (("001099123456", "1"),)))
    assert "key='001099123456'" not in repr(recall(city.con, SNAPSHOT, "001099123456"))
