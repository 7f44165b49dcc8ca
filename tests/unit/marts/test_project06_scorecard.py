"""The city's own figures beside the same from delivered records, and why there is none."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.marts.city import CARDS, CITIZENS, DOSSIERS, City, hanoi
from tests.unit.marts.test_withheld_cells import districts, fill, large_table

DAY = date(2024, 1, 15)
STATED = {
    "id_card_applications": 7_000_000,
    "eid_applications_successful_share": 100,
    "eid_accounts_activated": 5_100_000,
    "eid_accounts_activated_share": 85,
    "digital_signatures_free": 50_000,
    "insurance_synchronised": 7_100_000,
    "facilities_with_id_lookup": 718,
    "welfare_accounts_share": 100,
    "welfare_days_to_draw": None,
    "procedures_decentralised": 708,
    "procedures_decentralised_share": 40,
    "procedures_delegated": 578,
    "procedures_delegated_share": 94,
    "procedures_delegated_internal": 578,
    "procedures_electronic": 1_893,
    "services_with_online_payment": 950,
    "services_with_online_payment_growth": 60,
    "dossier_on_time_share": 99.8,
    "sipas_change": 4.9,
    "sipas_rank": 30,
    "par_index_rank": 3,
    "par_index_rank_2023": 10,
    "bottlenecks": 6,
    "bottlenecks_progress": None,
}
NAMED = {
    "insurance_synchronised": "nearly 7.1 million",
    "facilities_with_id_lookup": "718 of 718",
    "procedures_decentralised": "708 of 1,895",
    "procedures_delegated_share": "about 615",
    "procedures_electronic": "1,893 of 1,893",
    "services_with_online_payment": "950 of 1,191",
    "sipas_rank": "30th of 63",
    "par_index_rank": "3rd of 63",
}
"""What the city named a figure a part of, or how it rounded it."""


def row(city: City, indicator: str) -> dict[str, object]:
    answer = city.con.execute("FROM published.mart.project06_scorecard WHERE indicator = ?", [indicator])
    names = [column[0] for column in answer.description or []]
    (found,) = answer.fetchall()
    return dict(zip(names, found, strict=True))


def test_every_figure_the_city_stated_is_a_row_in_the_order_of_the_conference(city: City) -> None:
    city.build(DAY)
    rows = city.ask("SELECT indicator, stated_value, stated_on FROM published.mart.project06_scorecard")
    assert rows == [(indicator, stated, date(2024, 1, 17)) for indicator, stated in STATED.items()]


def test_the_wholes_that_the_city_named_stand_beside_its_figures(city: City) -> None:
    city.build(DAY)
    notes = dict(city.rows("project06_scorecard", "indicator", "note"))
    assert {name for name, words in NAMED.items() if words not in notes[name]} == set()


def test_every_row_has_labels_in_both_languages_and_a_unit(city: City) -> None:
    city.build(DAY)
    for label_vi, label_en, unit in city.ask("SELECT label_vi, label_en, unit FROM published.mart.project06_scorecard"):
        assert label_vi and label_en and unit
        assert str(label_en).isascii()
        assert not str(label_vi).isascii()


def test_before_anything_is_loaded_no_figure_is_ours_and_every_row_says_why_in_both_languages(city: City) -> None:
    city.build(DAY)
    rows = city.ask(
        "SELECT value, denominator, share, as_of, coverage, note FROM published.mart.project06_scorecard "
        "WHERE indicator <> 'bottlenecks'"
    )
    for *figures, note in rows:
        assert figures == [None] * 5
        vietnamese, english = str(note).split(" · ")
        assert vietnamese.startswith("chưa tính")
        assert english.startswith("not computed")


def test_the_six_bottlenecks_are_facts_and_need_no_delivery(city: City) -> None:
    city.build(DAY)
    found = row(city, "bottlenecks")
    assert (found["value"], found["as_of"], found["coverage"]) == (6, DAY, None)
    assert str(found["note"]).endswith("the source does not name the six")


def figures(city: City) -> dict[str, tuple[object, object, object]]:
    return {row[0]: row[1:] for row in city.rows("project06_scorecard", "indicator", "value", "denominator", "share")
            if row[1] is not None}  # fmt: skip


def test_accounts_cards_and_signatures_are_the_citys_totals(city: City) -> None:
    at = hanoi("2024-01-15 09:00")
    for n, status in enumerate(["activated"] * 12 + ["approved"] * 3 + ["locked"] + ["rejected"] * 4 + ["registered"]):
        city.record("population.eid_account", "bca", at, account_code=f"{n}", level=1, birth_year=1990, status=status)
        city.record("population.id_application", "bca", at, application_code=f"{n}", kind="first", status="received",
                    commune_code="00001")  # fmt: skip
        city.event("population.digital_signature", "stttt", DAY, certificate_code=f"{n}", provider="VNPT",
                   is_free="no" if n < 6 else "yes", occurred_at=at)  # fmt: skip
    city.build(DAY)
    found = figures(city)
    assert found["id_card_applications"] == (21, None, None)
    assert found["eid_applications_successful_share"] == (80, 20, 0.8)
    assert found["eid_accounts_activated"] == (12, 16, 0.75)
    assert found["eid_accounts_activated_share"] == (75, 16, 0.75)
    assert found["digital_signatures_free"] == (15, 21, 15 / 21)


def test_only_active_facilities_are_counted_among_those_that_look_up(city: City) -> None:
    for code, status in (("01001", "active"), ("01002", "active"), ("01003", "closed")):
        city.record("insurance.facility", "bhxh", date(2023, 1, 1), facility_code=code, name="A", status=status)
    for code in ("01001", "01003", "01009"):
        city.event("insurance.facility_lookup", "bhxh", DAY, lookup_code=code, facility_code=code, result="found",
                   document="citizen_card", occurred_at=hanoi("2024-01-15 09:00"))  # fmt: skip
    city.build(DAY)
    assert figures(city)["facilities_with_id_lookup"] == (1, 2, 0.5)


def test_the_exempt_are_left_out_of_the_welfare_accounts_and_days_are_days(city: City) -> None:
    since = hanoi("2024-01-01 08:00")
    for n in range(10):
        method, reason = ("cash", "remote" if n < 2 else None) if n < 4 else ("account", None)
        city.record("welfare.beneficiary", "ldtbxh", since, beneficiary_code=f"{n}", kind="merit", commune_code="00001",
                    payment_method=method, exempt_reason=reason, birth_year=1950, starts_on=DAY)  # fmt: skip
    for step, day, clock in (("due", 8, "08:00"), ("credited", 9, "08:00"), ("withdrawn", 12, "20:00")):
        city.event("welfare.payment", "ldtbxh", date(2024, 1, day), event_code=step, payment_code="1", step=step,
                   beneficiary_code="9", method="account", occurred_at=hanoi(f"2024-01-{day:02} {clock}"))  # fmt: skip
    city.build(DAY)
    found = figures(city)
    assert found["welfare_accounts_share"] == (75, 8, 0.75)
    assert found["welfare_days_to_draw"] == (3.5, None, None)


def procedure(
    city: City, code: str, since: date = date(2023, 1, 1), until: date | None = None, **facts: object
) -> None:
    no = ("is_decentralised", "delegation_planned", "has_internal_process", "needs_electronic_process",
          "has_electronic_process", "needs_payment")  # fmt: skip
    city.record("procedures.catalogue", "vpcp", since, until=until, procedure_code=code, agency="stp", field="A",
                level="province", online_level="full", **{**dict.fromkeys(no, "no"), **facts})  # fmt: skip


def test_the_steps_of_the_reform_have_their_own_denominators(city: City) -> None:
    decided = {"delegation_planned": "yes", "delegation_decided_on": DAY}
    procedure(city, "1", is_decentralised="yes", **decided, has_internal_process="yes")
    procedure(city, "2", **decided)
    procedure(city, "3", delegation_planned="yes", has_internal_process="yes")
    procedure(city, "4", needs_electronic_process="yes", has_electronic_process="yes")
    procedure(city, "5", needs_payment="yes", payment_received_on=DAY)
    procedure(city, "6", needs_payment="yes", payment_received_on=date(2024, 1, 16))
    procedure(city, "7")
    procedure(city, "8")
    city.build(DAY)
    found = figures(city)
    assert found["procedures_decentralised"] == (1, 8, 0.125)
    assert found["procedures_decentralised_share"] == (12.5, 8, 0.125)
    assert found["procedures_delegated"] == (2, 3, 2 / 3)
    assert found["procedures_delegated_share"] == (pytest.approx(200 / 3), 3, 2 / 3)
    assert found["procedures_delegated_internal"] == (1, 2, 0.5)
    assert found["procedures_electronic"] == (1, 1, 1)
    assert found["services_with_online_payment"] == (1, 2, 0.5)


def test_growth_and_progress_are_held_against_the_first_of_the_60_days(city: City) -> None:
    start = date(2023, 11, 17)  # 60 days with the 15th of January
    for n, received in enumerate([start, start, date(2023, 11, 18), DAY, None]):
        procedure(city, f"{n}", needs_payment="yes", payment_received_on=received, bottleneck_no=1)
    city.build(DAY)
    found = figures(city)
    assert found["services_with_online_payment_growth"] == (pytest.approx(100), 2, None)
    assert found["bottlenecks_progress"] == (pytest.approx(200 / 3), 3, None)


def test_without_the_first_of_the_60_days_there_is_no_growth(city: City) -> None:
    procedure(city, "1", date(2023, 11, 18), needs_payment="yes", payment_received_on=DAY)
    city.build(DAY)
    assert "services_with_online_payment_growth" not in figures(city)
    assert "not computed: not enough is loaded" in str(row(city, "services_with_online_payment_growth")["note"])


def test_the_indices_are_those_of_their_years(city: City) -> None:
    for name, year, score, rank in (("SIPAS", 2021, 8000, 33), ("SIPAS", 2022, 8490, 30), ("SIPAS", 2023, 9000, 1),
                                    ("PAR", 2022, 8958, 3), ("PAR", 2023, None, None)):  # fmt: skip
        city.record("procedures.reform_index", "bnv", date(2024, 1, 8), index_name=name, year=year, province_code="H26",
                    province_name="Hà Nội", score_hundredths=score, rank=rank)  # fmt: skip
    city.owe("procedures.reform_index", date(2024, 1, 8), ["bnv"])
    city.deliver("procedures.reform_index", "bnv", date(2024, 1, 8))
    city.build(DAY)
    found = figures(city)
    assert found["sipas_change"] == (4.9, None, None)
    assert (found["sipas_rank"], found["par_index_rank"]) == ((30, 1, None), (3, 1, None))
    assert "par_index_rank_2023" not in found
    assert row(city, "sipas_rank")["coverage"] == "1 of 1 supplier"


def test_insurance_synchronised_is_the_matched_total_of_the_city(city: City) -> None:
    table = large_table(districts(city))
    fill(city, table)
    city.build(DAY)
    matched = sum(figures[0] for figures in table.values())
    cards = sum(sum(figures) for figures in table.values())
    found = row(city, "insurance_synchronised")
    assert (found["value"], found["denominator"], found["share"]) == (matched, cards, matched / cards)
    assert (found["unit"], found["as_of"], found["coverage"]) == ("cards", DAY, "2 of 2 suppliers")
    assert found["note"] == "thành phố nêu: gần 7,1 triệu người · the city says: nearly 7.1 million holders"


def test_the_share_on_time_is_in_per_cent_of_the_dossiers_finished_this_year(city: City) -> None:
    for day in (date(2023, 12, 29), DAY):
        city.load_all(day)
    for end in ("2023-12-29", "2024-01-15", "2024-01-15", "2024-01-15", "2024-01-15"):
        city.dossier([("2023-12-20 08:00", 4, {}), (f"{end} 09:00", 9, {})], due_at=hanoi("2024-01-15 17:00"))
    city.dossier([("2023-12-20 08:00", 4, {}), ("2024-01-15 10:00", 9, {})], due_at=hanoi("2024-01-12 17:00"))
    city.build(DAY)
    found = row(city, "dossier_on_time_share")
    assert (found["value"], found["denominator"], found["share"]) == (80, 5, 0.8)
    assert (found["coverage"], found["as_of"], found["note"]) == ("47 of 47 units", DAY, None)


def test_missing_and_refused_districts_are_not_covered_and_late_ones_are(city: City) -> None:
    city.load_all(DAY, but=["d001", "d002"])
    city.deliver(DOSSIERS, "d002", DAY, state="refused", refused_because="broken")
    city.dossier([("2024-01-15 08:00", 9, {})], supplier="d003")
    city.con.execute("UPDATE ops.delivery SET landed_at = landed_at + INTERVAL 5 HOUR WHERE supplier = 'd003'")
    city.build(DAY)
    assert row(city, "dossier_on_time_share")["coverage"] == "45 of 47 units"


@pytest.mark.parametrize("feed", [CITIZENS, CARDS])
def test_a_single_supplier_is_one_supplier(city: City, feed: str) -> None:
    fill(city, large_table(districts(city)))
    city.con.execute("DELETE FROM ops.obligation WHERE feed = ?", [feed])
    city.build(DAY)
    assert row(city, "insurance_synchronised")["coverage"] == "1 of 1 supplier"
