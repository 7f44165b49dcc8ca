"""Registers held against each other: every count of a history drawn by lot, and each rule's story."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from tests.unit.marts.city import CARDS, CITIZENS, DOSSIERS, City, Row, hanoi
from warehouse.marts import findings, rules
from warehouse.marts.reconciliation import DAYS_BEFORE, FOLDER

DAY = date(2024, 1, 15)
PORTAL, BENEFICIARY, PAYMENT = "procedures.portal_dossier", "welfare.beneficiary", "welfare.payment"
ALL_FEEDS = {
    CITIZENS: "bca", CARDS: "bhxh", DOSSIERS: "d001", PORTAL: "vpcp", BENEFICIARY: "ldtbxh", PAYMENT: "ldtbxh",
}  # fmt: skip
DAYS = [DAY - timedelta(days=before) for before in DAYS_BEFORE]
FIGURES = ("checked", "found", "found_1_day_before", "found_7_days_before", "found_30_days_before")


def at(day: date, clock: str = "09:00") -> datetime:
    return hanoi(f"{day} {clock}")


@pytest.fixture
def loaded(city: City) -> City:
    """A city of which every feed was loaded long before."""
    for feed, supplier in ALL_FEEDS.items():
        city.deliver(feed, supplier, date(2023, 1, 1))
    return city


def told(city: City, rule: str, unit: str = "all") -> tuple[object, ...]:
    city.build(DAY, "reconciliation")
    (row,) = [row[2:] for row in city.rows("reconciliation", "rule_id", "unit", *FIGURES) if row[:2] == (rule, unit)]
    return row


def test_every_rule_has_its_sql_and_every_sql_its_rule() -> None:
    assert {path.stem for path in FOLDER.glob("*.sql")} == set(rules())


def test_before_a_rules_feeds_are_loaded_it_has_a_row_and_no_counts(city: City) -> None:
    city.build(DAY, "reconciliation")
    rows = city.rows("reconciliation", "rule_id", "unit", *FIGURES)
    assert rows == [(rule, "all", *[None] * 5) for rule in rules()]


def test_the_days_before_all_feeds_of_a_rule_were_loaded_have_no_counts(city: City) -> None:
    city.deliver(CITIZENS, "bca", date(2023, 1, 1))
    city.deliver(CARDS, "bhxh", DAY - timedelta(days=7))
    city.card("nobody", date(2023, 1, 1))
    assert told(city, "insured_not_in_population") == (1, 1, 1, 1, None)


def citizens_and_cards(city: City, draw: random.Random) -> tuple[list[Row], list[Row]]:
    """Citizens who come, die and leave, and cards that hold some of them otherwise."""
    citizens: list[Row] = []
    cards: list[Row] = []
    days = [DAY - timedelta(days=n) for n in (-1, 0, 1, 2, 7, 8, 30, 31, 90)]
    for n in range(60):
        one: Row = {"citizen_id": f"id {n}", "sex": draw.choice(["male", "female"]),
                    "birth_year": draw.randrange(1940, 1943), "commune_code": draw.choice(["00001", "00037"]),
                    "died_on": draw.choice([None, None, *days])}  # fmt: skip
        since = draw.choice(days[3:])
        until = draw.choice([None, None, since + timedelta(days=draw.randrange(1, 40))])
        city.record(CITIZENS, "bca", at(since), until=at(until) if until else None, day=since, **one)
        citizens.append(one | {"since": since, "until": until or date.max})
    for n in range(120):
        card: Row = {"card_number": f"card {n}", "citizen_id": draw.choice([None, *(f"id {m}" for m in range(70))]),
                     "sex": draw.choice(["male", "female"]), "birth_year": draw.randrange(1940, 1943),
                     "commune_code": draw.choice(["00001", "00037"]), "starts_on": draw.choice(days[3:]),
                     "ends_on": draw.choice([None, None, DAY, DAY - timedelta(days=1)])}  # fmt: skip
        since = draw.choice(days[3:])
        until = draw.choice([None, None, DAY])
        city.record(CARDS, "bhxh", since, until=until, **card)
        cards.append(card | {"since": since, "until": until or date.max})
    return citizens, cards


def standing(records: list[Row], day: date) -> list[Row]:
    return [one for one in records if _day(one["since"]) <= day < _day(one["until"])]


def _day(value: object, otherwise: date = date.max) -> date:
    return value if isinstance(value, date) else otherwise


def counted(citizens: list[Row], cards: list[Row], day: date) -> Counter[tuple[str, str]]:
    """(rule, checked or found) of the card rules at the end of a day."""
    figures: Counter[tuple[str, str]] = Counter()
    registered = {one["citizen_id"]: one for one in standing(citizens, day)}
    for card in standing(cards, day):
        if not _day(card["starts_on"]) <= day <= _day(card["ends_on"]) or card["citizen_id"] is None:
            continue
        holder = registered.get(card["citizen_id"])
        figures["insured_not_in_population", "checked"] += 1
        figures["insured_not_in_population", "found"] += holder is None
        if holder is None:
            continue
        is_dead = _day(holder["died_on"]) <= day
        verdicts = {
            "insured_but_dead": is_dead,
            "card_birth_year": card["birth_year"] != holder["birth_year"],
            "card_sex": card["sex"] != holder["sex"],
        } | ({} if is_dead else {"two_open_residences": card["commune_code"] != holder["commune_code"]})
        for rule, is_found in verdicts.items():
            figures[rule, "checked"] += 1
            figures[rule, "found"] += is_found
    return figures


def test_every_count_of_the_card_rules_is_that_of_the_records_of_its_day(loaded: City) -> None:
    citizens, cards = citizens_and_cards(loaded, random.Random(10))
    loaded.build(DAY, "reconciliation")
    rows = {row[0]: row[1:] for row in loaded.rows("reconciliation", "rule_id", *FIGURES) if row[1] is not None}
    by_day = [counted(citizens, cards, day) for day in DAYS]
    expected = {
        rule: (by_day[0][rule, "checked"], *(figures[rule, "found"] for figures in by_day))
        for rule in ("insured_but_dead", "insured_not_in_population", "card_birth_year", "card_sex",
                     "two_open_residences")
    }  # fmt: skip
    assert {rule: rows[rule] for rule in expected} == expected
    assert all(0 < figures[1] < figures[0] and len(set(figures[1:])) > 1 for figures in expected.values())


def test_a_commune_that_a_split_may_have_made_of_the_other_is_no_second_residence(loaded: City) -> None:
    """The register of residents speaks of the old map, the card's of the new one."""
    day = date(2025, 7, 15)
    split = loaded.ask(
        "SELECT place_code, targets FROM reference.place_on_map WHERE map = 'new' AND len(targets) > 1 "
        "AND valid_from = DATE '2025-01-01' ORDER BY 1 LIMIT 1"
    )  # fmt: skip
    ((old, targets),) = split
    assert isinstance(targets, list)
    elsewhere = "00004" if "00004" not in targets else "00025"
    for n, code in enumerate([targets[0], targets[1], elsewhere]):
        loaded.record(CITIZENS, "bca", hanoi("2025-03-01 09:00"), citizen_id=f"id {n}", commune_code=old)
        loaded.card(f"id {n}", day, commune_code=code)
    loaded.build(day, "reconciliation")
    found = {row[0]: row[1:] for row in loaded.rows("reconciliation", "rule_id", "checked", "found")}
    assert found["two_open_residences"] == (3, 1)


def test_portal_and_desk_that_disagree_are_found_at_the_unit(loaded: City) -> None:
    for code, desk, portal in (("1", 10, 4), ("2", 4, 10), ("3", 9, 10), ("4", 10, None), ("5", None, 10)):
        dossier = f"000.00.01.H26-240101-000{code}"
        if desk:
            loaded.record(DOSSIERS, "d001", at(DAY - timedelta(days=5)), dossier_code=dossier, status_code=desk)
        if portal:
            loaded.record(PORTAL, "vpcp", at(DAY), dossier_code=dossier, status_code=portal)
    loaded.record(DOSSIERS, "d002", at(DAY), dossier_code="000.00.02.H26-240101-0001", status_code=4)
    assert told(loaded, "desk_done_portal_not", "d001") == (3, 1, 0, 0, 0)
    assert told(loaded, "portal_done_desk_not", "d001") == (3, 1, 0, 0, 0)
    assert told(loaded, "desks_against_portal", "d001") == (5, 2, 4, 0, 0)
    assert told(loaded, "desks_against_portal", "d002") == (1, 1, 0, 0, 0)
    assert told(loaded, "desks_against_portal") == (6, 3, 4, 0, 0)


def test_a_dossier_that_was_handed_over_is_held_against_the_portal_once_at_the_desk_that_has_it(loaded: City) -> None:
    dossier = "000.00.01.H26-240101-0001"
    loaded.record(DOSSIERS, "d001", at(DAY - timedelta(days=9)), dossier_code=dossier, status_code=4)
    loaded.record(DOSSIERS, "x00004", at(DAY - timedelta(days=3)), dossier_code=dossier, status_code=10)
    loaded.record(PORTAL, "vpcp", at(DAY - timedelta(days=9)), dossier_code=dossier, status_code=4)
    for rule, found in (("desk_done_portal_not", 1), ("portal_done_desk_not", 0), ("desks_against_portal", 0)):
        assert told(loaded, rule) == (1, found, found, 0, 0)
        assert told(loaded, rule, "x00004")[:2] == (1, found)
    assert told(loaded, "desks_against_portal", "d001") == (0, 0, 0, 0, 0)
    loaded.build(DAY, "portal_difference")
    assert loaded.rows("portal_difference", "supplier", "at_desk", "on_both") == [("x00004", 1, 1)]


def test_a_payment_is_found_whose_beneficiary_had_died_before_it_was_credited(loaded: City) -> None:
    paid = [(DAY - timedelta(days=9), "credited"), (DAY - timedelta(days=9), "due"), (DAY, "collected")]
    for n, died in enumerate([None, DAY - timedelta(days=10), DAY - timedelta(days=9), DAY - timedelta(days=1)]):
        loaded.record(CITIZENS, "bca", at(date(2023, 1, 1)), citizen_id=f"id {n}", died_on=died)
        loaded.record(BENEFICIARY, "ldtbxh", at(date(2023, 1, 1)), beneficiary_code=f"{n}", citizen_id=f"id {n}")
        for day, step in paid:
            loaded.event(PAYMENT, "ldtbxh", day, event_code=f"{n} {day} {step}", payment_code=f"{n} {day}",
                         beneficiary_code=f"{n}", step=step, occurred_at=at(day))  # fmt: skip
    loaded.record(BENEFICIARY, "ldtbxh", at(date(2023, 1, 1)), beneficiary_code="no id")
    loaded.event(PAYMENT, "ldtbxh", DAY, event_code="x", payment_code="x", beneficiary_code="no id", step="credited",
                 occurred_at=at(DAY))  # fmt: skip
    assert told(loaded, "paid_after_death") == (8, 4, 1, 1, 0)


def test_what_only_a_later_delivery_tells_is_no_finding_yet(loaded: City) -> None:
    loaded.card("id 1", date(2023, 1, 1))
    loaded.record(CITIZENS, "bca", at(date(2023, 1, 1)), citizen_id="id 1", day=DAY + timedelta(days=1))
    assert told(loaded, "insured_not_in_population") == (1, 1, 1, 1, 1)


def test_the_list_of_a_rule_is_what_its_mart_counts(loaded: City) -> None:
    citizens_and_cards(loaded, random.Random(11))
    loaded.build(DAY, "reconciliation")
    found = {row[0]: row[1] for row in loaded.rows("reconciliation", "rule_id", "found")}
    for rule_id, rule in rules().items():
        listed = findings(loaded.con, rule, DAY)
        assert len(listed.rows) == found[rule_id]
        assert listed.columns[:2] == ("day", "unit")
    assert found["card_sex"] > 0
