"""That every sum which is checked can be broken, and is then named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.unit.marts.city import City, hanoi
from tests.unit.marts.test_withheld_cells import districts, fill, large_table
from warehouse.marts import broken_sums, build

DAY = date(2024, 1, 15)


def test_every_file_of_sums_is_checked() -> None:
    assert sorted(build.CHECKED) == sorted(path.stem for path in build.CHECKS.iterdir())


ONE_LINE_EACH = """
DELETE FROM ops.delivery WHERE rowid NOT IN (SELECT max(rowid) FROM ops.delivery GROUP BY delivery_id);
DELETE FROM ops.obligation
WHERE rowid NOT IN (SELECT max(rowid) FROM ops.obligation GROUP BY feed, supplier, business_day);
"""


def fill_the_rest(city: City) -> None:
    """A record or two of every further feed."""
    at, long_ago = hanoi("2024-01-15 08:00"), date(2023, 1, 1)
    city.event("population.digital_signature", "stttt", DAY, certificate_code="1", provider="VNPT", is_free="yes",
               occurred_at=at)  # fmt: skip
    city.record("insurance.facility", "bhxh", long_ago, facility_code="01001", name="A", status="active")
    city.event("insurance.facility_lookup", "bhxh", DAY, lookup_code="1", facility_code="01001",
               document="citizen_card", result="found", occurred_at=at)  # fmt: skip
    city.record("procedures.catalogue", "vpcp", long_ago, procedure_code="1.000001", agency="stp", field="A",
                level="province", online_level="full", needs_payment="yes", payment_received_on=DAY)  # fmt: skip
    scores = {f"score_{name}": 2 for name in ("time", "contacts", "agencies", "organisation", "publicity", "attitude")}
    city.event("procedures.satisfaction", "d001", DAY, form_code="1", occurred_at=at, **scores)
    city.record("procedures.reform_index", "bnv", long_ago, index_name="PAR", year=2022, province_code="H26",
                province_name="Hà Nội", score_hundredths=8958, rank=3)  # fmt: skip
    for n, code in enumerate(["00001", "00037"] * 30):
        city.record("population.id_application", "bca", at, application_code=f"{n}", kind="first", status="issued",
                    commune_code=code, received_on=DAY, issued_on=DAY)  # fmt: skip
        city.record("population.eid_account", "bca", at, account_code=f"{n}", level=1 + n % 2, status="activated",
                    birth_year=1990)  # fmt: skip
        city.record("welfare.beneficiary", "ldtbxh", at, beneficiary_code=f"{n}", kind="merit", payment_method="cash",
                    commune_code=code, exempt_reason="remote", birth_year=1950, starts_on=DAY)  # fmt: skip
        city.event("welfare.payment", "ldtbxh", DAY, event_code=f"{n}", payment_code=f"{n}", beneficiary_code=f"{n}",
                   step="due", method="cash", occurred_at=at)  # fmt: skip
    city.record("procedures.portal_dossier", "vpcp", at, dossier_code="dossier 9", status_code=10)
    city.deliver("procedures.portal_dossier", "vpcp", DAY)


@pytest.fixture(scope="module")
def made(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city with a withheld cell and two dossiers, and its marts."""
    folder = tmp_path_factory.mktemp("made")
    city = City.opened(Path(shutil.copy(blank, folder)), folder)
    table = large_table(districts(city))
    table["003", "3_nsnn_dong"] = (80, 2)
    city.load_all(DAY)
    fill(city, table)
    city.con.execute(ONE_LINE_EACH)
    city.dossier([("2024-01-15 08:00", 4, {})], due_at=hanoi("2024-01-15 10:00"))
    city.dossier([("2024-01-15 08:00", 9, {})])
    fill_the_rest(city)
    city.build(DAY)
    yield city
    city.con.close()


@pytest.fixture
def city_with_marts(made: City) -> Iterator[City]:
    """The same city; what a test does to it is undone."""
    made.con.execute("BEGIN")
    yield made
    made.con.execute("ROLLBACK")


def test_nothing_is_broken_in_fresh_marts(city_with_marts: City) -> None:
    assert broken_sums(city_with_marts.con) == []


@pytest.mark.parametrize(
    ("statement", "invariant"),
    [
        ("UPDATE mart.insurance_sync SET matched_share = 0.5 WHERE district_code = '001'",
         "matched_share = matched / cards"),
        ("UPDATE mart.insurance_sync SET matched = cards + 1 WHERE district_code = '001'", "matched <= cards"),
        ("UPDATE mart.insurance_sync SET matched = cards - 4 WHERE district_code = '001'", "nothing below 5"),
        ("UPDATE mart.insurance_sync SET cards = 90 WHERE is_suppressed", "a withheld cell holds no figure"),
        ("UPDATE mart.insurance_sync SET cards = cards + 1 WHERE district_code = '001' AND object_group = 'all'",
         "the parts of a line come to its total"),
        ("UPDATE mart.insurance_sync SET cards = cards - 900 WHERE district_code = '003' AND object_group = 'all'",
         "the parts of a line come to no more than its total"),
        ("UPDATE mart.insurance_sync SET is_suppressed = true, cards = NULL, matched = NULL, matched_share = NULL "
         "WHERE district_code = '009' AND object_group = '1_nld_nsdld'", "no line hides a single cell"),
        ("UPDATE mart.citizens_by_commune SET citizens = citizens + 1 WHERE commune_code = 'withheld' AND map = 'old'",
         "the rows of every map come to the city's total"),
        ("UPDATE mart.citizens_by_commune SET cards = cards + 1 WHERE commune_code <> 'none' AND map = 'new'",
         "one total on all maps"),
        ("UPDATE mart.citizens_by_commune SET citizens = 4 WHERE commune_code = 'withheld'",
         "citizens_by_commune: nothing below 5"),
        ("UPDATE mart.citizens_by_commune SET cards = 90 WHERE commune_code = '00001'",
         "a withheld row holds no figure, and every other one both"),
        ("DELETE FROM mart.citizens_by_commune WHERE commune_code = 'withheld'", "withheld tells of those that are"),
        ("UPDATE mart.citizens_by_commune SET is_suppressed = commune_code = '00001'", "no map hides a single row"),
        ("UPDATE mart.citizens_by_commune SET cards = cards + 1", "one number of cards"),
        ("UPDATE mart.dossier_on_time SET late = late + 1", "finished = early + on_time + late"),
        ("UPDATE mart.dossier_on_time SET on_time_share = 0.25", "on_time_share = (early + on_time) / finished"),
        ("UPDATE mart.dossier_on_time SET processing_late = processing + 1", "processing_late <= processing"),
        ("UPDATE mart.dossier_on_time SET received = -1", "nothing is negative"),
        ("UPDATE mart.delivery_quality SET missing = missing + 1 WHERE supplier = 'd001'", "due = arrived + missing"),
        ("UPDATE mart.delivery_quality SET duplicate = 1 WHERE supplier = 'd001'", "received = unreadable + duplicate"),
        ("DELETE FROM mart.delivery_quality_day WHERE supplier = 'd001'", "the sum of its days"),
        ("UPDATE mart.delivery_quality SET quarantined = 1, received = 1 WHERE supplier = 'd001'",
         "every quarantined record broke a rule"),
        ("UPDATE mart.coverage SET missing = 3", "expected = loaded + missing + refused"),
        ("UPDATE mart.coverage SET late = loaded + 1", "late are loaded"),
        ("UPDATE mart.coverage SET loaded = loaded - 1, missing = missing + 1", "what was due on the day"),
        ("UPDATE mart.id_application SET issued = issued + 1", "id_application: the parts of a cell come to it"),
        ("UPDATE mart.eid_account SET rejected = rejected + 1", "eid_account: the parts of a cell come to it"),
        ("UPDATE mart.welfare_account SET cash_exempt = cash_exempt + 1, with_account = -1 WHERE beneficiaries > 0",
         "welfare_account: the parts of a cell come to it, and none is negative"),
        ("UPDATE mart.welfare_time SET cash_later = 1", "welfare_time: the parts of a cell come to it"),
        ("UPDATE mart.id_application SET issued = issued - 4, refused = 4 "
         "WHERE district_code = '001' AND kind = 'first'",
         "nothing from 1 to below 5"),
        ("UPDATE mart.welfare_time SET is_suppressed = true WHERE district_code = '001' AND age_group = '60_79'",
         "welfare_time: a withheld cell holds no figure"),
        ("UPDATE mart.eid_account SET registered = registered + 9, approved = approved + 9 WHERE level = 'all'",
         "eid_account: the parts of a line come to its total"),
        ("UPDATE mart.welfare_account SET is_suppressed = true, beneficiaries = NULL, with_account = NULL, "
         "cash_exempt = NULL, cash_not_exempt = NULL WHERE district_code = '001' AND kind = 'merit'",
         "none hides a single cell"),
        ("UPDATE mart.eid_account SET locked = approved", "activated and locked accounts are approved"),
        ("UPDATE mart.welfare_exempt SET remote = remote + 1", "the reasons of a kind are the exempt"),
        ("UPDATE mart.digital_signature SET issued_free = 2", "free and valid ones are among the issued"),
        ("UPDATE mart.facility_lookup SET first_found_on = NULL", "who found somebody has a first day"),
        ("UPDATE mart.facility_lookup SET found_by_citizen_card = 9", "found <= lookups"),
        ("UPDATE mart.procedure_catalogue SET payment_received = 2", "what is done is part of what there is"),
        ("UPDATE mart.satisfaction SET partly = 1 WHERE criterion = 'time'", "scores = satisfied + partly"),
        ("UPDATE mart.satisfaction SET scores = 5, satisfied = 5 WHERE criterion = 'all'", "the criteria come to all"),
        ("DELETE FROM mart.satisfaction WHERE criterion = 'time'", "the criteria come to all"),
        ("UPDATE mart.reform_index SET score = best_score + 1", "Hanoi is no better than the best"),
        ("UPDATE mart.portal_difference SET on_both = on_both + 1", "at_desk and on_portal are what both have"),
        ("UPDATE mart.procedure_day SET procedures = procedures + 1", "its last day is procedure_catalogue"),
        ("UPDATE mart.campaign SET value = value + 1 WHERE unit = 'all'", "the units come to the city"),
        ("UPDATE mart.reconciliation SET found = found + 1 WHERE unit = 'd001'", "the units come to all"),
        ("UPDATE mart.reconciliation SET found = checked + 1", "found <= checked"),
        ("UPDATE mart.campaign SET difference = 7", "difference = value - start_value"),
        ("UPDATE mart.project06_scorecard SET value = 1 WHERE indicator = 'procedures_electronic'; "
         "UPDATE mart.project06_scorecard SET share = 0.5", "a share is its part of the denominator"),
        ("INSERT INTO mart.project06_scorecard FROM mart.project06_scorecard LIMIT 1", "one row per indicator"),
        ("UPDATE mart.project06_scorecard SET share = 1.5", "a share is between 0 and 1"),
        ("UPDATE mart.project06_scorecard SET value = NULL, note = NULL", "a figure that is missing has a note"),
        ("UPDATE mart.project06_scorecard SET value = 1 WHERE indicator = 'insurance_synchronised'",
         "insurance_synchronised is the total of insurance_sync"),
        ("UPDATE mart.scorecard_day SET value = value + 1 WHERE indicator = 'id_card_applications'",
         "its last day is project06_scorecard"),
        ("UPDATE mart.scorecard_day SET denominator = NULL WHERE indicator = 'digital_signatures_free'",
         "its last day is project06_scorecard"),
        ("DELETE FROM mart.scorecard_day WHERE indicator = 'bottlenecks'", "its last day is project06_scorecard"),
        ("UPDATE mart.scorecard_day SET share = 0.25 WHERE indicator = 'digital_signatures_free'",
         "scorecard_day: a share is between 0 and 1"),
        ("UPDATE mart.scorecard_day SET value = denominator - 4 WHERE indicator = 'insurance_synchronised'",
         "scorecard_day: nothing below 5"),
        ("DELETE FROM mart.dictionary WHERE table_name = 'coverage' AND column_name = 'late'",
         "every column of a mart once"),
        ("ALTER TABLE mart.coverage ADD COLUMN more INTEGER", "every column of a mart once"),
    ],
)  # fmt: skip
def test_a_broken_sum_is_named(city_with_marts: City, statement: str, invariant: str) -> None:
    con = city_with_marts.con
    con.execute(statement.replace(" mart.", " published.mart."))
    assert any(invariant in name and count > 0 for name, count in broken_sums(con)), broken_sums(con)
