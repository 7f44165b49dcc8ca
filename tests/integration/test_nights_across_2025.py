"""Nights around both reorganisations of 2025: registers go over to a new map, districts close, centres begin."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import duckdb
import pytest

from pipelines.clock import days, night_of
from pipelines.contract import collected, suppliers_of
from pipelines.publish import publish
from pipelines.settings import Settings
from simulator.city import simulate
from simulator.suppliers import running
from tests.conftest import FEW_FEEDS
from tests.integration.conftest import run_night
from tests.truth import ledger_differences, mart_differences, record_differences
from warehouse.marts import broken_sums, build, build_marts
from warehouse.session import session

NEW_YEAR, JULY = date(2025, 1, 1), date(2025, 7, 1)
DOSSIERS = "procedures.dossier"
BY_DISTRICT = {
    "insurance_sync": "insurance.card",
    "id_application": "population.id_application",
    "welfare_account": "welfare.beneficiary",
    "welfare_time": "welfare.payment",
}
OF_PEOPLE = (*BY_DISTRICT, "eid_account", "welfare_exempt", "digital_signature", "facility_lookup")
"""Marts whose recomputation knows both reorganisations; dossiers and communes have tests of their own here."""
MAPS = ("old", "2025-01", "new")
WINDOWS = [
    pytest.param(
        (date(2025, 6, 30), JULY),
        id="the last night of the districts and the first of the communes",
        marks=pytest.mark.feeds(FEW_FEEDS),
    ),
    pytest.param((date(2024, 12, 24), date(2025, 1, 4)), id="days around new year", marks=pytest.mark.slow),
    pytest.param((date(2025, 6, 27), date(2025, 7, 4)), id="a week around the first of July", marks=pytest.mark.slow),
]

Figures = Mapping[str, Mapping[str, tuple[int, str | None]]]
"""map → row → citizens and the district."""


@pytest.fixture(scope="module", params=WINDOWS)
def window(request: pytest.FixtureRequest) -> list[date]:
    """The days of a window."""
    return days(*request.param)


@pytest.fixture(scope="module")
def nights(window: list[date], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A city of a thousand whose nights have been run one after the other, each equal to the truth afterwards."""
    settings = Settings(home=tmp_path_factory.mktemp("home") / "var")
    simulate(settings, 1_000, window[0], window[-1], 1, (), lambda _: None)
    running.up(settings)
    try:
        for day in window:
            for area, settled in run_night(settings, day).items():
                assert (area, settled.problems, settled.failure) == (area, (), None)
            # the indices come once a week
            assert set(record_differences(settings, day, but={"procedures.reform_index"}).values()) == {0}, day
        yield settings
    finally:
        running.down(settings)


def opened(settings: Settings, day: date, *reports: str) -> duckdb.DuckDBPyConnection:
    """The warehouse with marts of a day attached; all of them when none is named."""
    con = session(settings, settings.warehouse_file)
    con.execute("ATTACH ':memory:' AS published")
    build_marts(con, day, reports or build.REPORTS)
    return con


def by_commune(settings: Settings, day: date, smallest: int) -> Figures:
    """The citizens of every commune of every map, where cells below `smallest` are withheld."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "SMALLEST_CELL", smallest)
        with opened(settings, day, "insurance_sync", "citizens_by_commune") as con:
            rows = con.execute(
                "SELECT map, commune_code, coalesce(citizens, 0), district_code FROM published.mart.citizens_by_commune"
            ).fetchall()
    return {on: {code: (citizens, of) for there, code, citizens, of in rows if there == on} for on in MAPS}


@pytest.fixture(scope="module")
def communes(nights: Settings, window: list[date]) -> Mapping[date, Figures]:
    """Every row of the series by commune, day by day."""
    return {day: by_commune(nights, day, 0) for day in window}


def living(settings: Settings, day: date) -> int:
    """How many citizens the register held in the evening, without the dead."""
    row = duckdb.execute(
        f"SELECT count(*) FROM '{settings.simulated / 'truth' / 'records.parquet'}' WHERE feed = 'population.citizen' "
        "AND from_day <= ? AND ? < to_day AND (content ->> 'died_on') IS NULL",
        [day, day],
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_every_delivery_is_as_the_truth_has_it(nights: Settings) -> None:
    assert ledger_differences(nights) == []


def test_on_every_day_the_communes_of_every_map_add_up_to_the_city(
    nights: Settings, communes: Mapping[date, Figures]
) -> None:
    for day, figures in communes.items():
        for rows in figures.values():
            assert sum(citizens for code, (citizens, _) in rows.items() if code != "all") == living(nights, day)
            assert rows["all"][0] == living(nights, day)


def test_so_do_those_that_are_published(nights: Settings, window: list[date]) -> None:
    figures = by_commune(nights, window[-1], build.SMALLEST_CELL)
    for rows in figures.values():
        assert sum(citizens for code, (citizens, _) in rows.items() if code != "all") == rows["all"][0]
        assert rows["withheld"][0] > 0


def test_what_a_split_leaves_open_is_open_until_the_register_says_where_it_lies(
    nights: Settings, communes: Mapping[date, Figures]
) -> None:
    for day, figures in communes.items():
        uncertain = {on: rows.get("uncertain", (0, None))[0] / living(nights, day) for on, rows in figures.items()}
        if day < JULY:  # which part of a commune that will be divided a person lives in, nobody knows yet
            assert uncertain["new"] > 0.2
            assert uncertain["2025-01"] < 0.01
        else:  # now the register has said it, but for those who stay under a code that has a new meaning
            assert 0 < uncertain["new"] < 0.1
            assert uncertain["old"] > 0.2


def test_a_district_of_the_older_maps_has_its_figures_on_every_day(communes: Mapping[date, Figures]) -> None:
    for figures in communes.values():
        districts = {on: {of for citizens, of in rows.values() if citizens and of} for on, rows in figures.items()}
        assert len(districts["old"]) > 20
        assert len(districts["2025-01"]) > 20
        assert not districts["new"]


def test_who_owes_dossiers_changes_with_the_map(nights: Settings, window: list[date]) -> None:
    with session(nights, nights.warehouse_file, read_only=True) as con:
        rows = con.execute("SELECT business_day, supplier, state FROM ops.due WHERE feed = ?", [DOSSIERS]).fetchall()
    owed: dict[date, Counter[tuple[str, str]]] = defaultdict(Counter)
    for day, supplier, state in rows:
        owed[day][supplier[0], state] += 1
    for day in window:
        desks = {("d", "loaded"): 30} if day < JULY else {("x", "loaded"): 126}
        assert owed[day] == {**desks, ("s", "loaded"): 17}
        assert len(suppliers_of(DOSSIERS, day)) == sum(owed[day].values())


def test_a_dossier_is_in_the_stock_of_one_desk_however_many_told_of_it(nights: Settings, window: list[date]) -> None:
    truth = nights.simulated / "truth" / "records.parquet"
    for day in window:
        with opened(nights, day, "dossier_on_time") as con:
            counted = con.execute(
                "SELECT supplier[1], sum(processing + paused) AS open FROM published.mart.dossier_on_time "
                "WHERE business_day = ? GROUP BY ALL HAVING open > 0",
                [day],
            ).fetchall()
            # where a centre has told of it, a dossier is no longer the district's
            told = con.execute(
                "WITH held AS ("
                "SELECT record_key, min_by(content, supplier[1] = 'd') AS content, max(supplier[1]) AS desk "
                f"FROM '{truth}' WHERE feed = ? AND from_day <= ? AND ? < to_day GROUP BY record_key) "
                "SELECT held.desk, count(*) FROM held INNER JOIN reference.dossier_status AS status "
                "ON (held.content ->> 'status_code')::INTEGER = status.status_code "
                "WHERE status.report_bucket IN ('processing', 'paused') GROUP BY ALL",
                [DOSSIERS, day, day],
            ).fetchall()
        assert dict(counted) == dict(told), day
        kept, taken = dict(told).get("d", 0), dict(told).get("x", 0)
        # a district keeps what was held of its last word, and what was held of the hand-over
        assert taken == 0 < kept if day < JULY else kept < 40 < taken


def test_every_cell_of_the_marts_of_people_equals_the_truth_on_every_day(nights: Settings, window: list[date]) -> None:
    for day in window:
        found = mart_differences(nights, day)
        assert {mart: rows for mart, rows in found.items() if mart in OF_PEOPLE} == {}, day


def test_the_sums_of_the_marts_hold_on_every_day(nights: Settings, window: list[date]) -> None:
    for day in window:
        with opened(nights, day) as con:
            assert broken_sums(con) == [], day


def test_the_last_day_is_published_and_its_pages_say_what_became_of_the_districts(
    nights: Settings, window: list[date]
) -> None:
    made = publish(nights, night_of(window[-1]), "night")
    assert made is not None
    pages = {page.stem: page.read_text(encoding="utf-8") for page in made.report.parent.glob("*.html")}
    with duckdb.connect(str(made.city), read_only=True) as con:
        told = {mart: feed for mart, feed in BY_DISTRICT.items() if feed in collected()}
        for mart in told:
            rows = con.execute(f"SELECT DISTINCT district_code FROM mart.{mart}").fetchall()
            assert rows == [("all",)] if window[-1] >= JULY else len(rows) > 30, mart
    for page in ("index", "procedures", *{feed.split(".")[0] for feed in told.values()}):
        assert ("There are no districts since 1 July 2025" in pages[page]) == (window[-1] >= JULY), page
        assert "No figures yet" not in pages[page], page
