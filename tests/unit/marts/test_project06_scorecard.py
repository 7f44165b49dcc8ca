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


def row(city: City, indicator: str) -> dict[str, object]:
    answer = city.con.execute("FROM published.mart.project06_scorecard WHERE indicator = ?", [indicator])
    names = [column[0] for column in answer.description or []]
    (found,) = answer.fetchall()
    return dict(zip(names, found, strict=True))


def test_every_figure_the_city_stated_is_a_row_in_the_order_of_the_conference(city: City) -> None:
    city.build(DAY)
    rows = city.ask("SELECT indicator, stated_value, stated_on FROM published.mart.project06_scorecard")
    assert rows == [(indicator, stated, date(2024, 1, 17)) for indicator, stated in STATED.items()]


def test_every_row_has_labels_in_both_languages_and_a_unit(city: City) -> None:
    city.build(DAY)
    for label_vi, label_en, unit in city.ask("SELECT label_vi, label_en, unit FROM published.mart.project06_scorecard"):
        assert label_vi and label_en and unit
        assert str(label_en).isascii()
        assert not str(label_vi).isascii()


def test_before_anything_is_loaded_no_figure_is_ours_and_every_row_says_why_in_both_languages(city: City) -> None:
    city.build(DAY)
    rows = city.ask("SELECT value, denominator, share, as_of, coverage, note FROM published.mart.project06_scorecard")
    for *figures, note in rows:
        assert figures == [None] * 5
        vietnamese, english = str(note).split(" · ")
        assert vietnamese.startswith("chưa tính")
        assert english.startswith("not computed")


def test_a_figure_whose_feed_does_not_exist_yet_names_it(city: City) -> None:
    city.build(DAY)
    assert "not computed: no feed population.eid_account yet" in str(row(city, "eid_accounts_activated")["note"])
    assert "no feed population.id_application yet" in str(row(city, "id_card_applications")["note"])


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
    assert (found["coverage"], found["as_of"], found["note"]) == ("30 of 30 districts", DAY, None)


def test_missing_and_refused_districts_are_not_covered_and_late_ones_are(city: City) -> None:
    city.load_all(DAY, but=["d001", "d002"])
    city.deliver(DOSSIERS, "d002", DAY, state="refused", refused_because="broken")
    city.dossier([("2024-01-15 08:00", 9, {})], supplier="d003")
    city.con.execute("UPDATE ops.delivery SET landed_at = landed_at + INTERVAL 5 HOUR WHERE supplier = 'd003'")
    city.build(DAY)
    assert row(city, "dossier_on_time_share")["coverage"] == "28 of 30 districts"


@pytest.mark.parametrize("feed", [CITIZENS, CARDS])
def test_a_single_supplier_is_one_supplier(city: City, feed: str) -> None:
    fill(city, large_table(districts(city)))
    city.con.execute("DELETE FROM ops.obligation WHERE feed = ?", [feed])
    city.build(DAY)
    assert row(city, "insurance_synchronised")["coverage"] == "1 of 1 supplier"
