"""The made-up city lives through both reorganisations of 2025, and any window of days is a cut of its one timeline."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import UsageFailure
from pipelines.settings import Settings
from simulator.city import simulate
from simulator.facts import REFERENCE
from simulator.plan import Plan

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
COMMUNES = {
    date(2024, 12, 31): "hanoi_communes_until_2024-12-31",
    JUNE: "hanoi_communes_2025-01-01_to_2025-06-30",
    JULY: "hanoi_communes_from_2025-07-01",
}
WITH_COMMUNES = (
    "insurance.card",
    "population.citizen",
    "population.eid_account",
    "population.id_application",
    "welfare.beneficiary",
)
Records = Mapping[tuple[str, str, str], dict[str, object]]
"""(feed, supplier, key) → content."""


def city(folder: Path, first: date, last: date) -> Settings:
    settings = Settings(home=folder / "var")
    simulate(settings, 1_000, first, last, 3, (), lambda _: None)
    return settings


def standing(settings: Settings, day: date) -> Records:
    """What a faultless reader holds in the evening."""
    rows = duckdb.execute(
        f"SELECT feed, supplier, record_key, content FROM '{settings.simulated / 'truth' / 'records.parquet'}' "
        "WHERE from_day <= ? AND ? < to_day",
        [day, day],
    ).fetchall()
    return {(feed, supplier, key): json.loads(content) for feed, supplier, key, content in rows}


def rows_of(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A city whose window has both ends of the second reorganisation."""
    return city(tmp_path_factory.mktemp("july"), date(2025, 6, 28), date(2025, 7, 4))


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same city in a window that begins after it."""
    return city(tmp_path_factory.mktemp("after"), date(2025, 7, 3), date(2025, 7, 4))


@pytest.fixture(scope="module")
def new_year(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same city around the first reorganisation."""
    return city(tmp_path_factory.mktemp("new year"), date(2024, 12, 31), date(2025, 1, 1))


@pytest.mark.parametrize("day", COMMUNES)
def test_every_register_knows_only_the_communes_of_its_day(july: Settings, new_year: Settings, day: date) -> None:
    known = {row["ward_code"] for row in rows_of(COMMUNES[day])}
    told = defaultdict(set)
    for (feed, _, _), content in standing(new_year if day.year == 2024 else july, day).items():
        told[feed].add(content.get("commune_code"))
    for feed in WITH_COMMUNES:
        # the little that is held that day stays as it was told before
        assert len(told[feed] - known) <= 0.05 * len(told[feed]) + 4, feed
        assert len(told[feed]) > 20


def test_the_people_of_a_commune_go_where_the_crosswalk_says_and_a_divided_one_is_really_divided(
    july: Settings,
) -> None:
    successors = defaultdict(set)
    for row in rows_of("crosswalk_hanoi_2025-07-01"):
        successors[row["old_ward_code"]].add(row["new_ward_code"])
    before, now = standing(july, JUNE), standing(july, JULY)
    went = defaultdict(set)
    for key in {key for key in before.keys() & now.keys() if key[0] in WITH_COMMUNES}:
        old, new = str(before[key]["commune_code"]), str(now[key]["commune_code"])
        if old in successors and before[key] != now[key]:
            assert new in successors[old], key[0]
            went[old].add(new)
    divided = [old for old in went if len(went[old]) > 1]
    assert len(divided) > 20


def test_on_new_year_2025_only_the_communes_that_the_crosswalk_names_are_told_of_again(new_year: Settings) -> None:
    before, now = standing(new_year, date(2024, 12, 31)), standing(new_year, date(2025, 1, 1))
    renamed = {row["old_ward_code"]: row["new_ward_code"] for row in rows_of("crosswalk_hanoi_2025-01-01")}
    citizens = [key for key in before.keys() & now.keys() if key[0] == "population.citizen"]
    held = 0
    for key in citizens:
        old, new = before[key]["commune_code"], now[key]["commune_code"]
        held += renamed.get(str(old), old) != new
    assert held <= 8
    assert sum(before[key]["commune_code"] != now[key]["commune_code"] for key in citizens) > 20


def test_what_a_district_leaves_open_a_service_centre_goes_on_with(july: Settings) -> None:
    june, now = standing(july, JUNE), standing(july, JULY)
    open_now = {key for feed, supplier, key in june if feed == "procedures.dossier" and supplier[0] == "d"}
    centres = {key: supplier for feed, supplier, key in now if feed == "procedures.dossier" and supplier[0] == "x"}
    handed_over = open_now & centres.keys()
    assert len(handed_over) > 30
    for feed, supplier, key in june:
        if feed == "procedures.dossier" and supplier[0] == "d" and key in handed_over:
            was, is_now = june[feed, supplier, key], now[feed, centres[key], key]
            assert was["received_at"] == is_now["received_at"] and was["applicant_id"] == is_now["applicant_id"]


def test_districts_write_files_to_the_last_of_june_and_centres_from_the_first_of_july(july: Settings) -> None:
    drop = july.simulated / "drop"
    for name, prefix in (("d001", "hoso"), ("d268", "hailong")):
        days = {path.name.split("-")[1][:8] for path in (drop / name).glob(f"{prefix}-*")}
        assert days == {"20250628", "20250629", "20250630"}
    for prefix in ("hoso", "hailong"):
        days = {path.name.split("-")[1][:8] for path in (drop / "x00004").glob(f"{prefix}-*")}
        assert days == {"20250701", "20250702", "20250703", "20250704"}
    assert len(list(drop.glob("x*"))) == 126


def test_two_windows_tell_the_same_of_a_day_both_have(july: Settings, after: Settings) -> None:
    one, other = standing(july, date(2025, 7, 4)), standing(after, date(2025, 7, 4))
    for feed in (*WITH_COMMUNES, "procedures.dossier", "procedures.portal_dossier", "insurance.facility"):
        both = [key for key in one.keys() & other.keys() if key[0] == feed]
        assert len(both) > 0.9 * sum(key[0] == feed for key in other), feed
        # a record that was held in one window only stands there as it was told before
        assert sum(one[key] != other[key] for key in both) <= 4 + 0.03 * len(both), feed


def test_a_full_state_after_the_reorganisation_has_no_supplier_that_is_gone(after: Settings) -> None:
    suppliers = {supplier for _, supplier, _ in standing(after, date(2025, 7, 3))}
    assert not {supplier for supplier in suppliers if supplier[0] == "d"}
    assert len({supplier for supplier in suppliers if supplier[0] == "x"}) == 126


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("missing:d001:2025-07-01", "d001 does not deliver procedures.dossier for that day"),
        ("missing:x00004:2025-06-30", "x00004 does not deliver procedures.dossier for that day"),
        ("missing:bnv:2025-07-01", "bnv does not deliver procedures.reform_index for that day"),
    ],
)
def test_a_fault_of_a_supplier_that_does_not_deliver_that_day_is_refused(fault: str, told: str) -> None:
    with pytest.raises(UsageFailure, match=told):
        Plan.of(1_000, date(2025, 6, 24), date(2025, 7, 4), 1, (fault,))
    with pytest.raises(UsageFailure, match="delivers for no day of the window"):
        Plan.of(1_000, date(2025, 8, 1), date(2025, 8, 1) + timedelta(days=1), 1, ("missing:d001:2025-08-01",))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "last", "later"),
    [
        (date(2024, 11, 20), date(2024, 11, 21), date(2025, 1, 2)),
        (date(2025, 6, 20), date(2025, 6, 21), date(2025, 7, 2)),
    ],
)
def test_a_longer_window_tells_the_same_of_the_days_a_shorter_one_has(
    tmp_path: Path, first: date, last: date, later: date
) -> None:
    shorter, longer = city(tmp_path / "shorter", first, last), city(tmp_path / "longer", first, later)
    for day in (first, last):
        assert standing(shorter, day) == standing(longer, day)
