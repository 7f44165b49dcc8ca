"""Who owes on which day: suppliers that begin, end or write otherwise from a day on, in single nights and in ranges."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines import night
from pipelines.clock import days, night_of
from pipelines.contract import suppliers_of, suppliers_of_any
from pipelines.doctor import examine
from pipelines.extract import Errand
from pipelines.land import manifests
from pipelines.night.backfill import fill
from pipelines.night.plan import Planned, Reprocess, Source, plan
from pipelines.verify import verify
from tests.feeds import Facts, due_on, facts_of_all_feeds, limit_layout, split_layout
from tests.unit.night.ministry import AREA, FEED, Ministry, day

DOSSIERS = "procedures.dossier"
DISTRICTS_OF_CSV = [f"d00{number}" for number in range(1, 10)]


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with facts_of_all_feeds(tmp_path, monkeypatch) as folder:
        yield folder


def due(ministry: Ministry, on: date, area: str = AREA, *, earlier: int | None = None) -> list[Errand]:
    before = days(day(earlier), on)[:-1] if earlier is not None else []
    nights = {one: night_of(one) for one in before}
    return night.due(ministry.home, area, on, night_of(on), f"night of {on}", earlier=nights)


def planned(ministry: Ministry, feed: str, first: date, last: date) -> list[Planned]:
    nights = [(one, night_of(one)) for one in days(first, last)]
    return plan(ministry.home, [feed], nights, night_of(last), Reprocess.MISSING, Source.LANDING)


def owed(ministry: Ministry, feed: str, supplier: str) -> list[date]:
    return [
        row[0]
        for row in ministry.rows(
            f"SELECT business_day FROM ops.obligation WHERE feed = '{feed}' AND supplier = '{supplier}' ORDER BY 1"
        )
    ]


@pytest.fixture
def desks_close(facts: Path) -> None:
    """The districts of one layout close after day 2, those of another open with day 3."""
    limit_layout(facts, "procedures_dossier", "csv_utf8", last=day(2))
    limit_layout(facts, "procedures_dossier", "csv_tcvn3", first=day(3))


@pytest.mark.usefixtures("desks_close")
@pytest.mark.parametrize("at_once", [False, True], ids=["night by night", "as a range"])
def test_a_district_owes_nothing_after_its_last_day_and_nothing_before_its_first(
    ministry: Ministry, at_once: bool
) -> None:
    if at_once:
        errands = due(ministry, day(4), "procedures", earlier=1)
    else:
        for number in range(1, 4):
            due(ministry, day(number), "procedures")
        errands = due(ministry, day(4), "procedures")
    assert owed(ministry, DOSSIERS, "d001") == [day(1), day(2)]
    assert owed(ministry, DOSSIERS, "d016") == [day(3), day(4)]
    assert owed(ministry, DOSSIERS, "d268") == [day(1), day(2), day(3), day(4)]
    by_supplier = {errand.supplier: errand.days for errand in errands if errand.feed == DOSSIERS}
    assert set(by_supplier) == set(suppliers_of_any([DOSSIERS], days(day(1), day(4))))
    assert by_supplier["d001"] == (day(1), day(2))
    assert by_supplier["d016"] == (day(3), day(4))


@pytest.mark.usefixtures("desks_close")
def test_who_ended_long_ago_is_not_asked_any_more(ministry: Ministry) -> None:
    due(ministry, day(1), "procedures")
    asked = {errand.supplier for errand in due(ministry, day(17), "procedures") if errand.feed == DOSSIERS}
    assert asked == set(suppliers_of(DOSSIERS, day(17)))
    assert not asked & {*DISTRICTS_OF_CSV}


@pytest.mark.usefixtures("desks_close")
def test_a_plan_has_no_line_for_a_day_that_is_not_owed(ministry: Ministry) -> None:
    lines = [(one.supplier, one.day) for one in planned(ministry, DOSSIERS, day(1), day(4))]
    assert [on for supplier, on in lines if supplier == "d001"] == [day(1), day(2)]
    assert [on for supplier, on in lines if supplier == "d016"] == [day(3), day(4)]
    assert len(lines) == len(set(lines)) == sum(len(suppliers_of(DOSSIERS, day(number))) for number in range(1, 5))


@pytest.mark.usefixtures("desks_close")
def test_the_doctor_asks_for_the_addresses_of_those_who_owe_now(ministry: Ministry) -> None:
    def unknown(on: date) -> str:
        (advice,) = (one for one in examine(ministry.home, night_of(on)) if one.check == "suppliers")
        return advice.found

    assert "d001" in unknown(day(8)) and "d016" not in unknown(day(2))
    assert "d001" not in unknown(day(9))
    (ministry.home.landing / "manifests" / FEED / str(day(2))).mkdir(parents=True)
    assert "d001" in unknown(day(9)), "what has landed tells how far the city is"


def renamed(layout: Facts) -> None:
    layout["columns"]["full_name"]["from"] = "ten"


def test_a_supplier_that_writes_otherwise_from_a_day_on_is_read_by_each_days_layout(
    ministry: Ministry, facts: Path
) -> None:
    split_layout(facts, "population_citizen", "bca", day(3), "bca_new", renamed)
    for number in range(1, 5):
        ministry.gives(day(number), hoTen=f"Nguyễn Thị {('Một', 'Hai', 'Ba', 'Bốn')[number - 1]}")
    for number in (3, 4):
        for record in ministry.service.records[str(day(number))]:
            record["ten"] = record.pop("hoTen")
    (settled,) = fill(
        ministry.home, planned(ministry, FEED, day(1), day(4)), {on: night_of(on) for on in days(day(1), day(4))}, "run"
    )
    assert (settled.problems, settled.failure) == ((), None)
    assert [one.layout for n in range(1, 5) for one in manifests(ministry.home, FEED, day(n))] == [
        "bca", "bca", "bca_new", "bca_new"
    ]  # fmt: skip
    names = ministry.rows("SELECT DISTINCT full_name, valid_from FROM history.population_citizen ORDER BY 2")
    assert [name for name, _ in names] == ["Nguyễn Thị Một", "Nguyễn Thị Hai", "Nguyễn Thị Ba", "Nguyễn Thị Bốn"]
    landing = [one for one in verify(ministry.home, at=night_of(day(4))) if one.check.startswith("landing")]
    assert landing == []


def test_a_feed_that_is_due_on_mondays_alone_is_asked_for_and_missed_on_mondays_alone(
    ministry: Ministry, facts: Path
) -> None:
    due_on(facts, "population_citizen", 1)
    assert due(ministry, day(1)) == [Errand(FEED, "bca", (day(1),))]
    assert due(ministry, day(2)) == [Errand(FEED, "bca", (day(1),))], "Monday is still missing"
    assert due(ministry, day(9), earlier=2) == [Errand(FEED, "bca", (day(1), day(8)))]
    assert ministry.states() == {day(1): "missing", day(8): "missing"}
    assert [one.day for one in planned(ministry, FEED, day(1), day(14))] == [day(1), day(8)]


def test_a_night_on_which_nothing_is_due_settles_and_asks_nobody(ministry: Ministry, facts: Path) -> None:
    due_on(facts, "population_citizen", 1)
    ministry.gives(day(2))
    settlement = ministry.night(day(2))
    assert (settlement.problems, settlement.failure) == ((), None)
    assert ministry.asked() == []
    assert ministry.rows("SELECT business_day, is_settled FROM ops.settlement") == [(day(2), True)]
