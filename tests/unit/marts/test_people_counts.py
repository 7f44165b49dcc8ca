"""Marts that count people: every cell against a count in Python of a history drawn by lot, and what is withheld."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from tests.unit.marts.attack import Cell, attack
from tests.unit.marts.city import City, Row, hanoi
from warehouse.marts import build, report
from warehouse.marts.build import SMALLEST_CELL

DAY, NEXT = date(2024, 1, 15), date(2024, 1, 16)
COMMUNES = {"00001": "001", "00004": "001", "00037": "002"}
APPLICATION, ACCOUNT, BENEFICIARY, PAYMENT = (
    "population.id_application", "population.eid_account", "welfare.beneficiary", "welfare.payment"
)  # fmt: skip
KINDS = ("social_protection", "merit", "poor_household", "hardship", "disability")
REASONS = ("bedridden", "no_capacity", "remote", "in_custody")


@pytest.fixture
def draw() -> random.Random:
    return random.Random(7)


@pytest.fixture
def shown(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city whose smallest cells are shown."""
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    return city


def at(day: date, clock: str = "09:00") -> datetime:
    return hanoi(f"{day} {clock}")


def cells(records: Iterable[Row], row: str, column: str) -> dict[tuple[object, object], list[Row]]:
    """The records of each cell, with the totals of rows and columns under `all`."""
    found: dict[tuple[object, object], list[Row]] = {}
    for one in records:
        for key in ((one[row], one[column]), (one[row], "all"), ("all", one[column]), ("all", "all")):
            found.setdefault(key, []).append(one)
    return found


def share(part: int, whole: int) -> object:
    return pytest.approx(part / whole) if whole else None


def spread(numbers: Sequence[float]) -> tuple[object, object]:
    if not numbers:
        return None, None
    return tuple(pytest.approx(float(np.quantile(numbers, q))) for q in (0.5, 0.9))  # type: ignore[return-value]  # two


def having(records: Sequence[Row], **values: object) -> int:
    return sum(all(one[name] == value for name, value in values.items()) for one in records)


def filled(city: City, mart: str, *columns: str) -> dict[tuple[object, object], tuple[Any, ...]]:
    """The rows of a mart by their cell, but for the cells nobody is in, whose first figure is zero."""
    rows = city.rows(mart, *columns)
    return {row[:2]: row[2:] for row in rows if row[2] != 0}


def test_every_cell_of_the_applications_is_the_count_of_its_records(shown: City, draw: random.Random) -> None:
    told: list[Row] = []
    for n in range(120):
        received = DAY - timedelta(days=draw.randrange(1, 60))
        status, commune = draw.choice(["received", "approved", "issued", "refused"]), draw.choice(list(COMMUNES))
        kind = draw.choice(["first", "renewal", "reissue"])
        issued = received + timedelta(days=draw.randrange(30)) if status == "issued" else None
        shown.record(
            APPLICATION, "bca", at(DAY), application_code=f"{n}", kind=kind, commune_code=commune, status=status,
            received_on=received, issued_on=issued,
        )  # fmt: skip
        told.append({"district": COMMUNES[commune], "kind": kind, "status": status,
                     "days": (issued - received).days if issued else None})  # fmt: skip
    shown.record(APPLICATION, "bca", at(NEXT), application_code="later", kind="first", status="received")
    shown.build(DAY, "id_application")
    expected = {}
    for key, own in cells(told, "district", "kind").items():
        issued_ones = having(own, status="issued")
        approved, waiting = having(own, status="approved"), having(own, status="received")
        days = [one["days"] for one in own if isinstance(one["days"], int)]
        refused = having(own, status="refused")
        expected[key] = (len(own), approved + issued_ones, issued_ones, refused, waiting + approved, *spread(days))
    columns = ("received", "approved", "issued", "refused", "open", "median_days", "p90_days")
    assert filled(shown, "id_application", "district_code", "kind", *columns) == expected
    assert shown.ask("SELECT count(*) FROM published.mart.id_application") == [(31 * 4,)]


def test_an_application_is_of_the_district_its_commune_had_when_it_was_told_if_there_are_any(shown: City) -> None:
    for code, told in (("before", "2024-01-15 08:00"), ("after", "2025-07-02 08:00")):
        shown.record(
            APPLICATION,
            "bca",
            hanoi(told),
            application_code=code,
            kind="first",
            commune_code="00004",
            status="received",
        )
    shown.build(date(2025, 7, 15), "id_application")
    assert filled(shown, "id_application", "district_code", "kind", "received") == {
        ("all", "first"): (2,), ("all", "all"): (2,),
    }  # fmt: skip
    shown.build(DAY, "id_application")
    assert ("001", "first") in filled(shown, "id_application", "district_code", "kind", "received")


def test_every_cell_of_the_accounts_is_the_count_of_its_records(shown: City, draw: random.Random) -> None:
    told: list[Row] = []
    for n in range(200):
        birth_year, level = draw.choice([2018, 2019, 2010, 2011, 1990]), draw.choice([1, 2])
        status = draw.choice(["registered", "approved", "rejected", "activated", "activated", "locked"])
        shown.record(ACCOUNT, "bca", at(DAY), account_code=f"{n}", birth_year=birth_year, level=level, status=status)
        group = {2018: "6_13", 2019: "under_6", 2010: "14_plus", 2011: "6_13", 1990: "14_plus"}[birth_year]
        told.append({"level": str(level), "age_group": group, "status": status})
    shown.build(DAY, "eid_account")
    expected = {}
    for key, own in cells(told, "level", "age_group").items():
        activated, locked, rejected = (having(own, status=status) for status in ("activated", "locked", "rejected"))
        approved = having(own, status="approved") + activated + locked
        shares = (share(approved, approved + rejected), share(activated, approved))
        expected[key] = (len(own), approved, rejected, activated, locked, *shares)
    columns = ("registered", "approved", "rejected", "activated", "locked", "successful_share", "activated_share")
    assert filled(shown, "eid_account", "level", "age_group", *columns) == expected


def beneficiaries(city: City, draw: random.Random, count: int, *, exempt: int = 4, cash: int = 3) -> list[Row]:
    """Some beneficiaries, of whom one in seven is not entitled on the day; those that are."""
    told: list[Row] = []
    for n in range(count):
        commune, kind, birth_year = draw.choice(list(COMMUNES)), draw.choice(KINDS), draw.choice([1940, 1955, 1990])
        is_cash = draw.randrange(cash) == 0
        reason = draw.choice(REASONS) if is_cash and draw.randrange(exempt) else None
        starts, ends = draw.choice([(date(2023, 1, 1), None), (date(2023, 1, 1), DAY), (DAY, None)])
        if n % 7 == 0:
            starts, ends = draw.choice([(NEXT, None), (date(2023, 1, 1), DAY - timedelta(days=1))])
        city.record(
            BENEFICIARY, "ldtbxh", at(DAY - timedelta(days=70)), beneficiary_code=f"{n}", kind=kind,
            exempt_reason=reason, payment_method="cash" if is_cash else "account", commune_code=commune,
            birth_year=birth_year, starts_on=starts, ends_on=ends,
        )  # fmt: skip
        if n % 7:
            told.append({"district": COMMUNES[commune], "kind": kind, "cash": is_cash, "reason": reason})
    return told


def test_every_cell_of_the_beneficiaries_is_the_count_of_its_records(shown: City, draw: random.Random) -> None:
    told = beneficiaries(shown, draw, 200)
    shown.build(DAY, "welfare_account", "welfare_exempt")
    expected, reasons = {}, []
    for key, own in cells(told, "district", "kind").items():
        open_cash = having(own, cash=True, reason=None)
        with_account, exempt = having(own, cash=False), having(own, cash=True) - open_cash
        shares = (share(with_account, len(own)), share(with_account, with_account + open_cash))
        expected[key] = (len(own), with_account, exempt, open_cash, *shares)
        if key[0] == "all":
            reasons.append((key[1], *(having(own, reason=reason) for reason in REASONS)))
    columns = ("beneficiaries", "with_account", "cash_exempt", "cash_not_exempt", "account_share",
               "account_share_without_exempt")  # fmt: skip
    assert filled(shown, "welfare_account", "district_code", "kind", *columns) == expected
    assert sorted(shown.rows("welfare_exempt", "kind", *REASONS)) == sorted(reasons)


def test_a_rare_reason_of_a_kind_takes_the_other_kinds_along_and_leaves_the_total(city: City) -> None:
    n = 0
    for kind in KINDS:
        for reason in REASONS:
            for _ in range(3 if (kind, reason) == ("merit", "in_custody") else 9):
                n += 1
                city.record(
                    BENEFICIARY, "ldtbxh", at(DAY), beneficiary_code=f"{n}", kind=kind, exempt_reason=reason,
                    payment_method="cash", commune_code="00001", birth_year=1950, starts_on=DAY,
                )  # fmt: skip
    city.build(DAY, "welfare_account", "welfare_exempt")
    rows = city.rows("welfare_exempt", "kind", "in_custody", "is_suppressed")
    assert rows == [*((kind, None, True) for kind in sorted(KINDS)), ("all", 39, False)]


STEPS = ("withdrawn", "spent", "collected")
LIMITS = ((1, "within_1_hour"), (24, "within_1_day"), (72, "within_3_days"), (168, "within_7_days"))


def test_every_cell_of_the_times_is_the_count_of_its_payments(shown: City, draw: random.Random) -> None:
    people: dict[str, tuple[str, str]] = {}
    for n in range(30):
        commune, year = draw.choice(list(COMMUNES)), draw.choice([1990, 1960, 1964, 1944, 1945])
        shown.record(BENEFICIARY, "ldtbxh", at(date(2023, 1, 1)), beneficiary_code=f"{n}", commune_code=commune,
                     birth_year=year, kind="merit", payment_method="cash")  # fmt: skip
        group = {1990: "under_60", 1960: "60_79", 1964: "60_79", 1944: "80_plus", 1945: "60_79"}[year]
        people[f"{n}"] = (COMMUNES[commune], group)
    told = [payment(shown, draw, n, people) for n in range(250)]
    counted = [one for one in told if one["counts"]]
    assert 100 < len(counted) < len(told)
    shown.build(DAY, "welfare_time")
    bands = [name for _, name in LIMITS] + ["later", "not_yet"]
    expected = {}
    for key, own in cells(counted, "district", "age_group").items():
        figures: list[object] = [len(own)]
        for method in ("account", "cash"):
            figures.append(having(own, method=method))
            figures += [having(own, method=method, band=band) for band in bands]
            figures += spread(
                [float(str(one["hours"])) for one in own if one["hours"] is not None and one["method"] == method]
            )
        figures += [having(own, band="not_credited")]
        figures += spread([float(str(one["hours"])) for one in own if one["hours"] is not None])
        expected[key] = tuple(figures)
    of = [[f"{method}_payments", *(f"{method}_{band}" for band in bands), f"{method}_median_hours",
           f"{method}_p90_hours"] for method in ("account", "cash")]  # fmt: skip
    columns = ("payments", *of[0], *of[1], "account_not_credited", "median_hours", "p90_hours")
    assert filled(shown, "welfare_time", "district_code", "age_group", *columns) == expected
    assert {band for one in counted for band in (one["band"],)} == {*bands, "not_credited"}


def payment(city: City, draw: random.Random, n: int, people: dict[str, tuple[str, str]]) -> Row:
    """A payment whose steps are told on their own days, as it is known at the end of the day."""
    who = draw.choice([*people, "nobody known"])
    method = draw.choice(["account", "cash"])
    due = at(DAY - timedelta(days=draw.randrange(-1, 64)), "08:00")
    begins = due + timedelta(hours=draw.choice([2, 50, 2000])) if method == "account" else due
    in_hand = begins + timedelta(minutes=draw.choice([59, 60, 1439, 1440, 4319, 4320, 10079, 10080, 90000]))
    steps = [("due", due), *([("credited", begins)] if method == "account" else []), (draw.choice(STEPS), in_hand),
             ("spent", in_hand + timedelta(days=1))]  # fmt: skip
    for step, moment in steps:
        told_on = (moment + timedelta(hours=7)).date()
        city.event(PAYMENT, "ldtbxh", told_on, event_code=f"{n} {step} {moment}", payment_code=f"{n}",
                   beneficiary_code=who, step=step, method=method, occurred_at=moment)  # fmt: skip
    end = at(NEXT, "00:00")
    hours = (in_hand - begins) / timedelta(hours=1) if in_hand < end else None
    band = "not_credited" if begins >= end else "not_yet" if hours is None else next(
        (name for limit, name in LIMITS if hours < limit), "later"
    )  # fmt: skip
    district, group = people.get(who, ("none", "unknown"))
    counts = at(DAY - timedelta(days=59), "00:00") <= due < end
    return {"district": district, "age_group": group, "method": method, "hours": hours, "band": band, "counts": counts}


def assert_no_small_part_can_be_worked_out(city: City, mart: str, whole: dict[str, dict[tuple[str, str], int]]) -> None:
    """Whoever knows what is published cannot tell a small part of a withheld cell; `whole` is what truly is there."""
    made = report(mart)
    assert made.withheld
    for part, true in whole.items():
        rows = city.rows(mart, made.withheld.row, made.withheld.column, part)
        assert any(figure is None for _, _, figure in rows)
        small = {cell for cell, figure in true.items() if 0 < figure < SMALLEST_CELL}
        for found in attack([Cell(*row) for row in rows], small):
            assert found.most > found.least, f"{part} of {found} is known"


@pytest.mark.parametrize(("seed", "cash"), [(1, 3), (2, 30)])
def test_few_people_cannot_be_worked_out_of_the_accounts_by_district(
    city: City, monkeypatch: pytest.MonkeyPatch, seed: int, cash: int
) -> None:
    beneficiaries(city, random.Random(seed), 400, cash=cash)
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    city.build(DAY, "welfare_account")
    parts = ("with_account", "cash_exempt", "cash_not_exempt")
    whole = {
        part: {(row[0], row[1]): row[2] for row in city.rows("welfare_account", "district_code", "kind", part)}
        for part in parts
    }
    monkeypatch.setattr(build, "SMALLEST_CELL", SMALLEST_CELL)
    city.build(DAY, "welfare_account")
    assert_no_small_part_can_be_worked_out(city, "welfare_account", whole)
    small = "least(nullif(with_account, 0), nullif(cash_exempt, 0), nullif(cash_not_exempt, 0)) < 5"
    assert city.ask(f"SELECT district_code, kind FROM published.mart.welfare_account WHERE {small}") in (
        [],
        [("all", "all")],
    )
    assert city.ask(
        "SELECT is_suppressed, beneficiaries > 300 FROM published.mart.welfare_account "
        "WHERE district_code = 'all' AND kind = 'all'"
    ) == [(False, True)]


def test_an_age_group_in_which_nobody_has_a_level_is_no_small_one(city: City) -> None:
    for n in range(60):
        city.record(ACCOUNT, "bca", at(DAY), account_code=f"{n}", level=1 + n % 2, status="activated",
                    birth_year=2022 if n % 2 == 0 and n < 20 else 1990)  # fmt: skip
    city.build(DAY, "eid_account")
    rows = city.rows("eid_account", "level", "age_group", "activated", "is_suppressed")
    assert ("2", "under_6", 0, False) in rows
    assert ("1", "under_6", 10, False) in rows
    assert not any(row[3] for row in rows)


def test_marts_of_people_have_no_rows_before_anything_is_known(city: City) -> None:
    city.build(DAY)
    for mart in ("id_application", "eid_account", "welfare_account", "welfare_exempt", "welfare_time"):
        assert city.ask(f"SELECT count(*) FROM published.mart.{mart}") == [(0,)], mart
