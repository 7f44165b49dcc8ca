"""The scorecard's figures day by day: as each day ended, told from what is known on the publication's day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from tests.unit.marts.city import CARDS, CITIZENS, DOSSIERS, FOREVER, City, hanoi
from tests.unit.marts.test_project06_scorecard import procedure
from warehouse.marts import broken_sums, build

D12, D13, D14, DAY = (date(2024, 1, n) for n in (12, 13, 14, 15))
WEEKEND = (D12, D13, D14, DAY)
ACCOUNTS, APPLICATIONS = "population.eid_account", "population.id_application"
SIGNATURES, FACILITIES, LOOKUPS = "population.digital_signature", "insurance.facility", "insurance.facility_lookup"
BENEFICIARIES, PAYMENTS = "welfare.beneficiary", "welfare.payment"
CATALOGUE, INDICES = "procedures.catalogue", "procedures.reform_index"
SUPPLIER = {ACCOUNTS: "bca", APPLICATIONS: "bca", CITIZENS: "bca", SIGNATURES: "stttt", CARDS: "bhxh",
            FACILITIES: "bhxh", LOOKUPS: "bhxh", BENEFICIARIES: "ldtbxh", PAYMENTS: "ldtbxh", CATALOGUE: "vpcp",
            INDICES: "bnv", DOSSIERS: "d001"}  # fmt: skip


def come(city: City, *feeds: str, days: tuple[date, ...] = WEEKEND) -> None:
    """Deliveries of these feeds are owed and loaded on these days."""
    for feed in feeds:
        for day in days:
            city.owe(feed, day, [SUPPLIER[feed]])
            city.deliver(feed, SUPPLIER[feed], day)


def make(city: City, day: date) -> None:
    """The mart, and those that it reads."""
    city.build(day, "delivery_quality_day", "coverage", "dossier_on_time", "procedure_day", "scorecard_day")


def by_day(city: City, indicator: str, column: str = "value") -> Mapping[date, object]:
    found = city.con.execute(
        f"SELECT business_day, {column} FROM published.mart.scorecard_day WHERE indicator = ?", [indicator]
    ).fetchall()
    return dict(found)


def told(*figures: object) -> Mapping[date, object]:
    return dict(zip(WEEKEND, figures, strict=True))


def account(city: City, code: str, since: datetime, status: str, until: datetime = FOREVER, day: object = None) -> None:
    city.record(ACCOUNTS, "bca", since, until=None if until == FOREVER else until, day=day, account_code=code, level=1,
                birth_year=1990, status=status)  # fmt: skip


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is withheld."""
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)


def test_a_record_that_changes_counts_on_each_day_as_it_stood_at_its_end(city: City) -> None:
    come(city, ACCOUNTS)
    account(city, "1", hanoi("2023-12-01 08:00"), "approved", hanoi("2024-01-13 23:59"))
    account(city, "1", hanoi("2024-01-13 23:59"), "activated")
    account(city, "2", hanoi("2024-01-14 00:00"), "approved")
    city.build(DAY)
    assert by_day(city, "eid_accounts_activated") == told(0, 1, 1, 1)
    assert by_day(city, "eid_accounts_activated", "denominator") == told(1, 1, 2, 2)
    assert by_day(city, "eid_accounts_activated_share") == told(0, 100, 50, 50)
    assert broken_sums(city.con) == []


def test_what_came_and_went_within_a_day_was_never_there(city: City) -> None:
    come(city, APPLICATIONS)
    for code, since, until in (("1", "2024-01-01 08:00", None), ("2", "2024-01-13 08:00", "2024-01-13 09:00"),
                               ("3", "2024-01-13 08:00", "2024-01-15 08:00")):  # fmt: skip
        city.record(APPLICATIONS, "bca", hanoi(since), until=hanoi(until) if until else None, application_code=code,
                    kind="first", status="received", commune_code="00001")  # fmt: skip
    make(city, DAY)
    assert by_day(city, "id_card_applications") == told(1, 2, 2, 1)


def test_an_event_counts_from_its_own_day_on_however_late_it_is_told(city: City) -> None:
    come(city, SIGNATURES)
    for code, at, day in (("1", "2024-01-12 23:59", D12), ("2", "2024-01-13 08:00", DAY),
                          ("3", "2024-01-15 08:00", DAY)):  # fmt: skip
        city.event(SIGNATURES, "stttt", day, certificate_code=code, provider="VNPT", is_free="yes",
                   occurred_at=hanoi(at))  # fmt: skip
    make(city, DAY)
    assert by_day(city, "digital_signatures_free") == told(1, 2, 2, 3)
    make(city, D14)
    assert by_day(city, "digital_signatures_free") == {D12: 1, D13: 1, D14: 1}


def test_a_correction_told_later_is_not_known_to_an_earlier_publication_and_corrects_its_days_in_a_later_one(
    city: City,
) -> None:
    come(city, ACCOUNTS)
    account(city, "1", hanoi("2024-01-12 08:00"), "approved", hanoi("2024-01-13 08:00"))
    account(city, "1", hanoi("2024-01-13 08:00"), "activated", day=DAY)
    city.con.execute(
        "DELETE FROM history.population_eid_account_change WHERE operation = 'delete'"
    )  # the version ends because the next one begins
    make(city, D14)
    assert by_day(city, "eid_accounts_activated") == {D12: 0, D13: 0, D14: 0}
    make(city, DAY)
    assert by_day(city, "eid_accounts_activated") == told(0, 1, 1, 1)


def test_a_card_is_synchronised_on_the_days_on_which_it_and_its_living_citizen_stand(city: City, whole: None) -> None:
    come(city, CARDS, CITIZENS)
    long_ago = hanoi("2020-01-01 08:00")
    city.citizen("lives", long_ago, day=D12)
    city.citizen("died on the 14th", long_ago, day=D12, died_on=D14)
    city.citizen("moves in on the 13th", hanoi("2024-01-13 12:00"), day=D13)
    city.citizen("leaves on the 13th", long_ago, until=hanoi("2024-01-13 12:00"), day=D13)
    for citizen in ("lives", "died on the 14th", "moves in on the 13th", "leaves on the 13th", "nobody", None):
        city.card(citizen, D12)
    city.card("lives", D14)
    city.card("lives", D12, until=D13)
    city.card("lives", D12, starts_on=D13, ends_on=D14)
    make(city, DAY)
    assert by_day(city, "insurance_synchronised") == told(4, 4, 4, 3)
    assert by_day(city, "insurance_synchronised", "denominator") == told(7, 7, 8, 7)


def test_a_day_is_withheld_on_which_few_cards_have_a_citizen_or_few_have_none(city: City) -> None:
    come(city, CARDS, CITIZENS)
    for n in range(20):
        city.citizen(f"{n}", hanoi("2020-01-01 08:00"), day=D12)
        city.card(f"{n}", D12)
    for since in (D12, D12, D12, D12, D13):
        city.card(None, since)
    city.card(None, D12, until=DAY)
    city.card(None, D12, until=D14)
    make(city, DAY)
    # without a citizen are 6, 7, 6 and 5 cards
    assert by_day(city, "insurance_synchronised", "denominator") == told(26, 27, 26, 25)
    city.con.execute("DELETE FROM history.insurance_card WHERE citizen_id IS NULL AND valid_from = ?", [D13])
    make(city, DAY)
    assert by_day(city, "insurance_synchronised", "denominator") == {D12: 26, D13: 26, D14: 25}


def test_a_facility_counts_while_it_is_active_and_looks_up_from_its_first_find_on(city: City) -> None:
    come(city, FACILITIES, LOOKUPS)
    for code, since, until, status in (("01001", D12, None, "active"), ("01002", D12, D14, "active"),
                                       ("01002", D14, None, "closed"), ("01003", D13, None, "active")):  # fmt: skip
        city.record(FACILITIES, "bhxh", since, until=until, facility_code=code, name="A", status=status)
    for code, at in (("01001", "2024-01-13 09:00"), ("01001", "2024-01-14 09:00"), ("01002", "2024-01-12 09:00")):
        city.event(LOOKUPS, "bhxh", DAY, lookup_code=f"{code} {at}", facility_code=code, result="found",
                   document="citizen_card", occurred_at=hanoi(at))  # fmt: skip
    make(city, DAY)
    assert by_day(city, "facilities_with_id_lookup") == told(1, 2, 1, 1)
    assert by_day(city, "facilities_with_id_lookup", "denominator") == told(2, 3, 2, 2)


def test_beneficiaries_count_while_they_are_entitled(city: City) -> None:
    come(city, BENEFICIARIES)
    for code, method, starts_on, ends_on in (("1", "account", date(2023, 1, 1), None), ("2", "cash", D13, D14),
                                             ("3", "account", DAY, None)):  # fmt: skip
        city.record(BENEFICIARIES, "ldtbxh", hanoi("2024-01-01 08:00"), beneficiary_code=code, kind="merit",
                    commune_code="00001", payment_method=method, birth_year=1950, starts_on=starts_on,
                    ends_on=ends_on)  # fmt: skip
    make(city, DAY)
    assert by_day(city, "welfare_accounts_share") == told(100, 50, 50, 100)


def test_the_median_days_to_draw_are_of_the_60_days_up_to_each_day(city: City) -> None:
    come(city, BENEFICIARIES, PAYMENTS)
    steps = (("1", "due", "2023-11-14 08:00"), ("1", "collected", "2023-11-15 08:00"),  # the 60th day is the 12th
             ("2", "due", "2024-01-10 08:00"), ("2", "collected", "2024-01-13 08:00"))  # fmt: skip
    for code, step, at in steps:
        city.event(PAYMENTS, "ldtbxh", D12, event_code=f"{code} {step}", payment_code=code, step=step, method="cash",
                   beneficiary_code="9", occurred_at=hanoi(at))  # fmt: skip
    make(city, DAY)
    assert by_day(city, "welfare_days_to_draw") == told(1, 3, 3, 3)


def test_dossiers_on_time_are_those_of_the_year_up_to_each_day(city: City) -> None:
    new_year = (date(2023, 12, 29), date(2024, 1, 2), date(2024, 1, 3))
    come(city, DOSSIERS, days=new_year)
    for end, due in (("2023-12-29", "2023-12-28"), ("2024-01-02", "2024-01-02"), ("2024-01-03", "2024-01-02")):
        city.dossier([("2023-12-20 08:00", 4, {}), (f"{end} 09:00", 9, {})], due_at=hanoi(f"{due} 17:00"))
    make(city, new_year[-1])
    assert by_day(city, "dossier_on_time_share") == dict(zip(new_year, (0, 100, 50), strict=True))


def test_growth_and_progress_are_held_against_the_campaigns_first_day_and_unknown_before_it(city: City) -> None:
    start = date(2023, 11, 17)  # 60 days with the 15th of January
    come(city, CATALOGUE, days=(date(2023, 11, 16), start, D12, DAY))
    for n, received in enumerate([start, start, D12, DAY, None]):
        procedure(city, f"{n}", needs_payment="yes", payment_received_on=received, bottleneck_no=1)
    make(city, DAY)
    assert by_day(city, "services_with_online_payment_growth") == {start: 0, D12: 50, DAY: 100}
    assert by_day(city, "bottlenecks_progress") == {start: 0, D12: pytest.approx(100 / 3), DAY: pytest.approx(200 / 3)}
    assert by_day(city, "services_with_online_payment") == {date(2023, 11, 16): 0, start: 2, D12: 3, DAY: 4}


def test_no_card_counts_as_without_a_citizen_until_both_registers_have_come(city: City, whole: None) -> None:
    come(city, CARDS)
    come(city, CITIZENS, days=(D14, DAY))
    city.citizen("lives", hanoi("2020-01-01 08:00"), day=D14)
    city.card("lives", D12)
    make(city, D13)
    assert by_day(city, "insurance_synchronised") == {}
    make(city, DAY)
    assert by_day(city, "insurance_synchronised") == {D14: 1, DAY: 1}


def test_an_index_stands_on_every_day_since_it_was_delivered(city: City) -> None:
    come(city, INDICES, days=(D13,))
    come(city, SIGNATURES)
    for year, score, rank in ((2021, 8000, 33), (2022, 8490, 30)):
        city.record(INDICES, "bnv", D13, index_name="SIPAS", year=year, province_code="H26", province_name="Hà Nội",
                    score_hundredths=score, rank=rank)  # fmt: skip
    make(city, DAY)
    assert by_day(city, "sipas_rank") == {D13: 30, D14: 30, DAY: 30}
    assert by_day(city, "sipas_change") == {D13: 4.9, D14: 4.9, DAY: 4.9}
    assert by_day(city, "bottlenecks") == told(6, 6, 6, 6)


def test_a_day_on_which_a_feed_was_due_and_did_not_come_has_no_row_but_the_publications_own(city: City) -> None:
    come(city, CATALOGUE, days=(D12, D14))
    for day in (D13, DAY):
        city.owe(CATALOGUE, day, ["vpcp"])
    come(city, SIGNATURES)
    city.record(CATALOGUE, "vpcp", D12, procedure_code="1", agency="stp", field="A", level="province",
                online_level="full", is_decentralised="yes")  # fmt: skip
    make(city, DAY)
    assert by_day(city, "procedures_decentralised") == {D12: 1, D14: 1, DAY: 1}


def test_the_days_are_the_last_90_and_what_began_before_them_counts(city: City) -> None:
    first, before = date(2023, 10, 18), date(2023, 10, 17)
    come(city, ACCOUNTS, days=(before, first, DAY))
    account(city, "1", hanoi("2023-01-01 08:00"), "activated", hanoi("2023-10-18 08:00"))
    account(city, "1", hanoi("2023-10-18 08:00"), "locked")
    account(city, "2", hanoi("2023-10-17 08:00"), "activated")
    make(city, DAY)
    assert by_day(city, "eid_accounts_activated") == {first: 1, DAY: 1}
    assert by_day(city, "eid_accounts_activated", "denominator") == {first: 2, DAY: 2}
