"""Marts that count things and not people: every cell against a count in plain Python of a history drawn by lot."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median

import pytest

from tests.unit.marts.city import DOSSIERS, City, Row, hanoi
from warehouse.marts import build

DAY, NEXT = date(2024, 1, 15), date(2024, 1, 16)
LONG_AGO = date(2023, 1, 1)


@pytest.fixture
def draw() -> random.Random:
    return random.Random(6)


def at(day: date, clock: str = "09:00") -> datetime:
    return hanoi(f"{day} {clock}")


def test_digital_signatures_are_counted_by_provider(
    city: City, draw: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    given: list[Row] = []
    for n in range(60):
        day = DAY - timedelta(days=draw.randrange(-1, 20))
        one: Row = {
            "provider": draw.choice(["VNPT", "Viettel"]), "is_free": draw.choice(["yes", "no"]),
            "expires_on": draw.choice([None, DAY, DAY - timedelta(days=1), NEXT]),
        }  # fmt: skip
        city.event("population.digital_signature", "stttt", day, certificate_code=f"{n}", occurred_at=at(day), **one)
        given += [one] if day <= DAY else []
    city.build(DAY, "digital_signature")
    expected = []
    for provider in ("VNPT", "Viettel", "all"):
        own = [one for one in given if provider in ("all", one["provider"])]
        free = [one for one in own if one["is_free"] == "yes"]
        expected.append((provider, len(own), len(free), sum(map(_is_valid, own)), sum(map(_is_valid, free))))
    assert len(given) < 60
    assert city.rows("digital_signature", "provider", "issued", "issued_free", "valid", "valid_free") == expected


def test_a_provider_of_few_signatures_hides_behind_another_one_and_the_total_stays(city: City) -> None:
    for n, provider in enumerate(["BKAV"] * 2 + ["FPT"] * 9 + ["VNPT"] * 20 + ["Viettel"] * 30):
        city.event("population.digital_signature", "stttt", DAY, certificate_code=f"{n}", occurred_at=at(DAY),
                   provider=provider, is_free="yes", expires_on=None)  # fmt: skip
    city.build(DAY, "digital_signature")
    assert city.rows("digital_signature", "provider", "issued", "valid_free", "is_suppressed") == [
        ("BKAV", None, None, True), ("FPT", None, None, True), ("VNPT", 20, 20, False), ("Viettel", 30, 30, False),
        ("all", 61, 61, False),
    ]  # fmt: skip


def _is_valid(certificate: Row) -> bool:
    return certificate["expires_on"] in (None, DAY, NEXT)


def test_a_facility_looks_people_up_by_citizen_card_once_it_has_found_one(city: City) -> None:
    for code, status in (("01001", "active"), ("01002", "active"), ("01003", "closed"), ("01004", "active")):
        city.record(
            "insurance.facility", "bhxh", LONG_AGO, facility_code=code, name=f"Trạm {code}", district_code="001",
            status=status,
        )  # fmt: skip
    lookups = [
        ("01001", "citizen_card", "not_found", DAY - timedelta(days=3)),
        ("01001", "citizen_card", "found", DAY - timedelta(days=1)),
        ("01001", "citizen_card", "found", DAY),
        ("01001", "insurance_card", "found", DAY),
        ("01002", "citizen_card", "not_found", DAY),
        ("01003", "citizen_card", "found", DAY),
        ("01004", "citizen_card", "found", NEXT),
        ("99999", "insurance_card", "not_found", DAY),
    ]
    for n, (code, document, result, day) in enumerate(lookups):
        city.event(
            "insurance.facility_lookup", "bhxh", day, lookup_code=f"lookup {n}", facility_code=code, document=document,
            result=result, occurred_at=at(day),
        )  # fmt: skip
    city.build(DAY, "facility_lookup")
    columns = (
        "facility_code", "district_code", "district_name", "is_active", "lookups_by_citizen_card",
        "found_by_citizen_card", "lookups_by_insurance_card", "found_by_insurance_card", "first_found_on",
        "has_found_by_citizen_card",
    )  # fmt: skip
    ba_dinh = ("001", "Quận Ba Đình")
    assert city.rows("facility_lookup", *columns) == [
        ("01001", *ba_dinh, True, 3, 2, 1, 1, DAY - timedelta(days=1), True),
        ("01002", *ba_dinh, True, 1, 0, 0, 0, None, False),
        ("01003", *ba_dinh, False, 1, 1, 0, 0, DAY, True),
        ("01004", *ba_dinh, True, 0, 0, 0, 0, None, False),
        ("99999", "none", None, False, 0, 0, 1, 0, None, False),
    ]


def test_a_facility_without_a_district_is_in_none(city: City) -> None:
    city.record("insurance.facility", "bhxh", LONG_AGO, facility_code="01001", name="Trạm", status="active")
    city.build(date(2025, 7, 15), "facility_lookup")
    assert city.rows("facility_lookup", "district_code", "district_name") == [("none", None)]


CATALOGUE = (
    "procedures", "decentralised", "delegation_planned", "delegated", "delegated_with_internal", "needs_electronic",
    "has_electronic", "online_full", "online_partial", "online_information", "needs_payment", "payment_announced",
    "payment_tested", "payment_received",
)  # fmt: skip


def _done(day: object) -> bool:
    return isinstance(day, date) and day <= DAY


def _steps(one: Row) -> Counter[str]:
    """Which columns of the catalogue a procedure counts in."""
    says = {name for name, value in one.items() if value == "yes"}
    pays, needs, decided = "needs_payment" in says, "needs_electronic_process" in says, "delegation_decided_on"
    counts = {
        "procedures": True,
        "decentralised": "is_decentralised" in says,
        "delegation_planned": "delegation_planned" in says,
        "delegated": _done(one[decided]),
        "delegated_with_internal": _done(one[decided]) and "has_internal_process" in says,
        "needs_electronic": needs,
        "has_electronic": needs and "has_electronic_process" in says,
        f"online_{one['online_level']}": True,
        "needs_payment": pays,
        **{
            f"payment_{step}": pays and _done(one[f"payment_{step}_on"]) for step in ("announced", "tested", "received")
        },
    }
    return Counter({name: 1 for name, holds in counts.items() if holds})


def test_every_cell_of_the_catalogue_is_the_count_of_its_procedures(city: City, draw: random.Random) -> None:
    cells: dict[tuple[object, ...], Counter[str]] = {}
    says = ("is_decentralised", "delegation_planned", "has_internal_process", "needs_electronic_process",
            "has_electronic_process", "needs_payment")  # fmt: skip
    days = ("delegation_decided_on", "payment_announced_on", "payment_tested_on", "payment_received_on")
    for n in range(150):
        one: Row = {
            "procedure_code": f"1.{n:06}", "agency": draw.choice(["stp", "ubnd"]), "field": draw.choice(["A", "B"]),
            "level": draw.choice(["province", "commune"]), "bottleneck_no": draw.choice([None, None, 1, 6]),
            "online_level": draw.choice(["full", "partial", "information"]),
            **{name: draw.choice(["yes", "no"]) for name in says},
            **{name: draw.choice([None, DAY, NEXT, LONG_AGO]) for name in days},
        }  # fmt: skip
        is_in_force = n % 7 > 0
        city.record("procedures.catalogue", "vpcp", LONG_AGO, until=None if is_in_force else DAY, **one)
        if is_in_force:
            key = (one["agency"], one["level"], one["field"], one["bottleneck_no"])
            cells.setdefault(key, Counter()).update(_steps(one))
    city.record(
        "procedures.catalogue", "vpcp", NEXT, procedure_code="2.000001", agency="stp", field="A", level="province"
    )
    city.build(DAY, "procedure_catalogue")
    rows = city.rows("procedure_catalogue", "agency", "level", "field", "bottleneck_no", *CATALOGUE)
    assert len(rows) > 20
    assert {row[:4]: row[4:] for row in rows} == {key: tuple(cell[c] for c in CATALOGUE) for key, cell in cells.items()}
    assert dict(city.rows("procedure_catalogue", "agency", "agency_name"))["ubnd"] == "ubnd"


CRITERIA = ("time", "contacts", "agencies", "organisation", "publicity", "attitude")


def test_every_score_of_a_form_counts_in_its_period_and_criterion(city: City, draw: random.Random) -> None:
    forms: list[tuple[str, date, dict[str, int]]] = []
    for n in range(80):
        supplier, day = draw.choice(["d001", "snv"]), DAY - timedelta(days=draw.randrange(-1, 40))
        scores = {criterion: draw.choice([0, 1, 2, 2]) for criterion in CRITERIA}
        forms.append((supplier, day, scores))
        city.event(
            "procedures.satisfaction", supplier, day, form_code=f"form {n}", dossier_code="x",
            occurred_at=at(day, "23:30"),
            **{f"score_{criterion}": score for criterion, score in scores.items()},
        )  # fmt: skip
    city.build(DAY, "satisfaction")
    expected = {}
    for period, first in (("month", date(2024, 1, 1)), ("30_days", DAY - timedelta(days=29))):
        for supplier in ("d001", "snv"):
            own = [scores for who, day, scores in forms if who == supplier and first <= day <= DAY]
            for criterion in (*CRITERIA, "all"):
                given = [score for one in own for name, score in one.items() if criterion in ("all", name)]
                shares = tuple(pytest.approx(given.count(score) / len(given)) for score in (2, 1, 0))
                index = pytest.approx(sum(given) / len(given) / 2)
                expected[supplier, period, criterion] = (len(own), len(given), *shares, index)
    rows = city.rows("satisfaction", "supplier", "period", "criterion", "forms", "scores", "satisfied_share",
                     "partly_share", "dissatisfied_share", "satisfaction_index")  # fmt: skip
    assert {row[:3]: row[3:] for row in rows} == expected


def test_hanoi_is_held_against_the_year_before_and_the_other_provinces(city: City) -> None:
    scores: dict[int, dict[str, tuple[int | None, int | None]]] = {
        2021: {"H26": (8000, 40), "H17": (8500, 1), "H29": (7000, 60)},
        2022: {"H26": (8490, 30), "H17": (8600, 2), "H29": (7100, 50)},
        2023: {"H26": (None, None), "H17": (8650, 1), "H29": (7200, 2)},
    }
    for year, provinces in scores.items():
        for code, (score, rank) in provinces.items():
            city.record(
                "procedures.reform_index", "bnv", LONG_AGO, index_name="SIPAS", year=year, province_code=code,
                province_name=code, score_hundredths=score, rank=rank,
            )  # fmt: skip
    city.build(DAY, "reform_index")
    columns = ("year", "score", "rank", "ranked_provinces", "change", "change_rank", "best_score", "median_score")
    assert city.rows("reform_index", *columns) == [
        (2021, 80, 40, 3, None, None, 85, 80),
        (2022, 84.9, 30, 3, 4.9, 1, 86, 84.9),
        (2023, None, None, 2, None, None, 86.5, median([86.5, 72])),
    ]


def test_portal_and_desk_are_compared_dossier_by_dossier(city: City) -> None:
    def dossier(feed: str, supplier: str, code: str, status: int, day: date = DAY) -> None:
        city.record(feed, supplier, at(day), dossier_code=code, status_code=status, procedure_code="1.000001")

    portal = ("procedures.portal_dossier", "vpcp")
    for code, at_desk, on_portal in [("01", 4, 10), ("02", 10, 4), ("03", 9, 10), ("04", 5, 2), ("05", 10, None)]:
        dossier(DOSSIERS, "d001", f"000.00.01.H26-240115-00{code}", at_desk)
        if on_portal:
            dossier(*portal, f"000.00.01.H26-240115-00{code}", on_portal)
    dossier(DOSSIERS, "snv", "000.00.40.H26-240115-0001", 10)
    dossier(*portal, "000.00.40.H26-240115-0002", 10)  # the department's, by its agency code
    dossier(*portal, "000.00.99.H26-240115-0001", 10)  # nobody's
    dossier(*portal, "000.00.40.H26-240115-0001", 10, NEXT)  # not known yet
    city.build(DAY, "portal_difference")
    columns = ("supplier", "at_desk", "on_portal", "on_both", "missing_on_portal", "missing_at_desk",
               "done_on_portal_only", "done_at_desk_only")  # fmt: skip
    assert city.rows("portal_difference", *columns) == [
        ("d001", 5, 4, 4, 1, 0, 1, 1),
        ("none", 0, 1, 0, 0, 1, 0, 0),
        ("snv", 1, 1, 0, 1, 1, 0, 0),
    ]


def test_portal_and_desks_are_not_compared_before_both_are_known(city: City) -> None:
    city.record(DOSSIERS, "d001", at(DAY), dossier_code="000.00.01.H26-240115-0001", status_code=10)
    city.build(DAY, "portal_difference")
    assert city.rows("portal_difference", "supplier") == []
