"""Which cards are counted, where, and which of them are matched with a citizen."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.marts.city import CARDS, CITIZENS, City, hanoi
from warehouse.marts import build

DAY, NEXT = date(2024, 1, 15), date(2024, 1, 16)
LONG_AGO = hanoi("2020-01-01 08:00")


@pytest.fixture
def register(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city in which both registers have been loaded, and whose smallest cells are shown."""
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    for day in (DAY, NEXT):
        city.load_all(day)
    return city


def total(city: City, day: date = DAY) -> tuple[object, object]:
    """Cards and matched cards of the whole city."""
    city.build(day, "insurance_sync")
    (figures,) = city.ask(
        "SELECT cards, matched FROM published.mart.insurance_sync WHERE district_code = 'all' AND object_group = 'all'"
    ) or [(0, 0)]
    return figures[0], figures[1]


def test_a_card_is_matched_by_the_personal_id_alone(register: City) -> None:
    register.citizen("id 1", LONG_AGO, day=DAY)
    register.card("id 1", DAY)
    register.card("id 2", DAY)
    register.card(None, DAY)
    assert total(register) == (3, 1)


def test_two_cards_of_one_citizen_are_two_matched_cards(register: City) -> None:
    register.citizen("id 1", LONG_AGO, day=DAY)
    register.card("id 1", DAY)
    register.card("id 1", DAY, object_code="HS")
    assert total(register) == (2, 2)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "cards"),
    [
        pytest.param(DAY, None, 1, id="from its first day on"),
        pytest.param(NEXT, None, 0, id="not on the day before"),
        pytest.param(date(2023, 1, 1), DAY, 1, id="on its last day"),
        pytest.param(date(2023, 1, 1), date(2024, 1, 14), 0, id="not on the day after"),
    ],
)
def test_a_card_counts_on_the_days_it_is_valid(
    register: City, starts_on: date, ends_on: date | None, cards: int
) -> None:
    register.card(None, DAY, starts_on=starts_on, ends_on=ends_on)
    register.card(None, DAY)
    assert total(register) == (cards + 1, 0)


def test_a_card_counts_as_the_register_held_it_on_the_day(register: City) -> None:
    register.card(None, DAY, until=NEXT)
    register.card(None, NEXT)
    register.card(None, NEXT)
    assert total(register, DAY) == (1, 0)
    assert total(register, NEXT) == (2, 0)


@pytest.mark.parametrize(
    ("died_on", "matched"),
    [
        pytest.param(None, 1, id="living"),
        pytest.param(DAY, 0, id="died on the day"),
        pytest.param(NEXT, 1, id="died on the next day"),
    ],
)
def test_a_card_of_someone_who_died_is_not_matched(register: City, died_on: date | None, matched: int) -> None:
    register.citizen("id 1", LONG_AGO, day=DAY, died_on=died_on)
    register.card("id 1", DAY)
    assert total(register) == (1, matched)


@pytest.mark.parametrize(
    ("until", "matched"),
    [
        pytest.param("2024-01-15 23:59", 0, id="left before midnight in Hanoi"),
        pytest.param("2024-01-16 00:00", 1, id="left at midnight"),
    ],
)
def test_a_citizen_counts_who_is_registered_in_the_last_moment_of_the_day(
    register: City, until: str, matched: int
) -> None:
    register.citizen("id 1", LONG_AGO, until=hanoi(until), day=DAY)
    register.card("id 1", DAY)
    assert total(register) == (1, matched)


def test_a_citizen_registered_after_midnight_counts_on_the_next_day(register: City) -> None:
    register.citizen("id 1", hanoi("2024-01-16 00:00"), day=NEXT)
    register.card("id 1", DAY)
    assert total(register, DAY) == (1, 0)
    assert total(register, NEXT) == (1, 1)


def test_a_citizen_of_whom_only_a_later_business_day_told_is_not_known_yet(register: City) -> None:
    register.citizen("id 1", LONG_AGO, day=NEXT)
    register.card("id 1", DAY)
    assert total(register, DAY) == (1, 0)
    assert total(register, NEXT) == (1, 1)


def test_a_departure_of_which_only_a_later_business_day_told_is_not_known_yet(register: City) -> None:
    register.citizen("id 1", LONG_AGO, until=hanoi("2024-01-15 09:00"), day=DAY)
    register.con.execute(
        "UPDATE history.population_citizen_change SET business_day = $next WHERE operation = 'delete'", {"next": NEXT}
    )
    register.card("id 1", DAY)
    assert total(register, DAY) == (1, 1)
    assert total(register, NEXT) == (1, 0)


def test_a_card_is_counted_in_the_district_its_commune_has_on_the_day_if_there_are_districts(register: City) -> None:
    register.load_all(date(2025, 7, 15))
    register.card(None, DAY, commune_code="00004")  # Trúc Bạch in Ba Đình, then a ward without a district
    question = (
        "SELECT DISTINCT district_code, district_name FROM published.mart.insurance_sync WHERE cards > 0 ORDER BY 1"
    )
    register.build(DAY, "insurance_sync")
    assert register.ask(question) == [("001", "Quận Ba Đình"), ("all", "Toàn thành phố")]
    register.build(date(2025, 7, 15), "insurance_sync")
    assert register.ask(question) == [("all", "Toàn thành phố")]


def test_a_card_is_counted_in_the_group_that_pays_for_its_object(register: City) -> None:
    register.card(None, DAY, object_code="GD")
    register.build(DAY, "insurance_sync")
    assert register.ask(
        "SELECT object_group, object_group_name_vi FROM published.mart.insurance_sync "
        "WHERE cards > 0 AND district_code = '001'"
    ) == [("5_ho_gia_dinh", "Tham gia theo hộ gia đình"), ("all", "Tất cả các nhóm")]


def test_every_district_and_group_has_its_row_and_both_have_totals(register: City) -> None:
    register.card(None, DAY)
    register.build(DAY, "insurance_sync")
    is_part = "object_group <> 'all' AND district_code <> 'all'"
    assert register.ask(f"SELECT count(*), sum(cards) FILTER (WHERE {is_part}) FROM published.mart.insurance_sync") == [
        (31 * 6, 1)
    ]


@pytest.mark.parametrize("feed", [CITIZENS, CARDS])
def test_there_are_no_rows_until_both_registers_have_been_loaded_once(city: City, feed: str) -> None:
    city.owe(feed, DAY)
    city.deliver(feed, "bca" if feed == CITIZENS else "bhxh", DAY)
    city.card("id 1", DAY)
    city.build(DAY, "insurance_sync")
    assert city.ask("SELECT count(*) FROM published.mart.insurance_sync") == [(0,)]


def test_a_register_that_is_missing_on_the_day_is_carried_with_its_last_state(register: City) -> None:
    later = date(2024, 1, 17)
    register.load_all(later, but=["bca", "bhxh"])
    register.citizen("id 1", LONG_AGO, day=DAY)
    register.card("id 1", DAY)
    register.build(later)
    assert register.ask(
        "SELECT value, coverage FROM published.mart.project06_scorecard WHERE indicator = 'insurance_synchronised'"
    ) == [(1, "0 of 2 suppliers")]
