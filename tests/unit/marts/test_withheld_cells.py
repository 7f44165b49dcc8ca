"""That nobody can work out a withheld cell of insurance_sync from what is published."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from pipelines.clock import night_of
from tests.unit.marts.attack import Cell, attack
from tests.unit.marts.city import CARDS, CITIZENS, City
from tests.unit.publish.homes import LAST, Homes
from warehouse.marts.build import SMALLEST_CELL

DAY = date(2024, 1, 15)
GROUPS = {
    "1_nld_nsdld": "DN",
    "2_to_chuc_bhxh": "HT",
    "3_nsnn_dong": "TE",
    "4_nsnn_ho_tro": "HS",
    "5_ho_gia_dinh": "GD",
}
Table = dict[tuple[str, str], tuple[int, int]]
"""(district, group) → cards matched, cards not matched."""


def fill(city: City, table: Table, day: date = DAY) -> None:
    """Cards and citizens that come to a table."""
    commune = dict(
        city.con.execute(
            "SELECT coalesce(district_code, 'none'), min(place_code) FROM reference.place "
            "WHERE level = 'commune' AND valid_from <= $day AND valid_to > $day GROUP BY 1",
            {"day": day},
        ).fetchall()
    )
    for feed, supplier in ((CITIZENS, "bca"), (CARDS, "bhxh")):
        city.owe(feed, day)
        city.deliver(feed, supplier, day)
    rows = [
        (commune[district], GROUPS[group], matched, unmatched)
        for (district, group), (matched, unmatched) in table.items()
    ]
    city.con.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest(?) AS commune_code, unnest(?) AS object_code, "
        "unnest(?) AS matched, unnest(?) AS unmatched",
        [list(column) for column in zip(*rows, strict=True)],
    )
    city.con.execute(
        "INSERT INTO history.insurance_card BY NAME SELECT 'card ' || row_number() OVER () AS card_number, "
        "CASE WHEN nth <= matched THEN 'id ' || row_number() OVER () END AS citizen_id, object_code, commune_code, "
        "DATE '2023-01-01' AS starts_on, 'bhxh' AS supplier, $day::DATE AS valid_from, DATE '9999-12-31' AS valid_to, "
        "'x' AS row_hash, 'x' AS delivery_id "
        "FROM (SELECT *, unnest(range(1, matched + unmatched + 1)) AS nth FROM wanted)",
        {"day": day},
    )
    city.con.execute(
        "INSERT INTO history.population_citizen BY NAME SELECT citizen_id, 'bca' AS supplier, "
        "$at - INTERVAL 1 DAY AS valid_from, TIMESTAMPTZ '9999-12-31 00:00:00+00' AS valid_to, 'x' AS row_hash, "
        "'x' AS delivery_id FROM history.insurance_card WHERE citizen_id IS NOT NULL",
        {"at": night_of(day)},
    )


def published(city: City) -> list[tuple[str, str, int | None, int | None]]:
    """District, group, matched and unmatched cards of every cell, None where they are withheld."""
    return city.con.execute(
        "SELECT district_code, object_group, matched, cards - matched FROM published.mart.insurance_sync"
    ).fetchall()


def assert_nothing_can_be_worked_out(city: City) -> None:
    rows = published(city)
    assert rows
    matched = [Cell(district, group, figure) for district, group, figure, _ in rows]
    unmatched = [Cell(district, group, figure) for district, group, _, figure in rows]
    for cells in (matched, unmatched):
        for found in attack(cells):
            assert found.most > found.least, f"{found} is known"
            assert found.most >= SMALLEST_CELL, f"{found} is known to be small"


def withheld(city: City) -> set[tuple[str, str]]:
    return {(district, group) for district, group, matched, _ in published(city) if matched is None}


def districts(city: City) -> list[str]:
    rows = city.con.execute("SELECT place_code FROM reference.place WHERE level = 'district' ORDER BY 1").fetchall()
    return [str(row[0]) for row in rows]


def large_table(codes: Iterable[str]) -> Table:
    return {(code, group): (200 + n * 10, 20 + n) for n, code in enumerate(codes) for group in GROUPS}


def test_a_table_without_small_cells_withholds_nothing(city: City) -> None:
    fill(city, large_table(districts(city)))
    city.build(DAY, "insurance_sync")
    assert withheld(city) == set()


def test_a_single_small_cell_takes_three_companions_along_and_no_total(city: City) -> None:
    table = large_table(districts(city))
    table["003", "3_nsnn_dong"] = (80, 2)
    fill(city, table)
    city.build(DAY, "insurance_sync")
    hidden = withheld(city)
    assert ("003", "3_nsnn_dong") in hidden
    assert len(hidden) == 4
    assert not {cell for cell in hidden if "all" in cell}
    assert_nothing_can_be_worked_out(city)


def test_the_attack_finds_a_cell_that_is_withheld_alone(city: City) -> None:
    table = large_table(districts(city))
    table["003", "3_nsnn_dong"] = (80, 2)
    fill(city, table)
    city.build(DAY, "insurance_sync")
    companions = {cell for cell in withheld(city) if cell != ("003", "3_nsnn_dong")}
    shown = [
        Cell(district, group, table[district, group][1] if (district, group) in companions else unmatched)
        for district, group, _, unmatched in published(city)
    ]
    (found,) = attack(shown)
    assert (found.least, found.most) == (2, 2)


def test_a_district_with_a_small_total_hides_behind_another_one(city: City) -> None:
    table = large_table(districts(city))
    table |= {("003", group): (1, 0) for group in GROUPS}
    fill(city, table)
    city.build(DAY, "insurance_sync")
    hidden = {district for district, group in withheld(city) if group == "all"}
    assert len(hidden) == 2
    assert "003" in hidden
    assert_nothing_can_be_worked_out(city)


def test_a_group_with_a_small_total_hides_behind_another_one(city: City) -> None:
    table = {cell: figures for cell, figures in large_table(districts(city)).items() if cell[1] != "2_to_chuc_bhxh"}
    table["001", "2_to_chuc_bhxh"] = (3, 1)
    fill(city, table)
    city.build(DAY, "insurance_sync")
    assert len({group for district, group in withheld(city) if district == "all"}) == 2
    assert_nothing_can_be_worked_out(city)


@pytest.mark.parametrize(
    ("seed", "scale"),
    [
        pytest.param(1, 1.0, id="most cells are small"),
        pytest.param(2, 8.0, id="many cells are small"),
        pytest.param(3, 40.0, id="a few cells are small"),
    ],
)
def test_nothing_can_be_worked_out_in_a_table_drawn_by_lot(city: City, seed: int, scale: float) -> None:
    draw = random.Random(seed)
    table = {
        (code, group): (int(scale * draw.uniform(5, 60)), int(scale * draw.expovariate(1)))
        for code in districts(city)
        for group in GROUPS
    }
    fill(city, table)
    city.build(DAY, "insurance_sync")
    assert withheld(city)
    assert_nothing_can_be_worked_out(city)


def test_nothing_can_be_worked_out_where_there_are_no_districts(city: City) -> None:
    day = date(2025, 7, 15)
    fill(city, {("none", group): (500, 3 if group == "3_nsnn_dong" else 40) for group in GROUPS}, day)
    city.build(day, "insurance_sync")
    assert {district for district, *_ in published(city)} == {"all"}
    assert ("all", "3_nsnn_dong") in withheld(city)
    assert ("all", "all") not in withheld(city)
    assert_nothing_can_be_worked_out(city)


def test_a_city_with_a_small_total_publishes_no_figure(city: City) -> None:
    fill(city, {("001", "3_nsnn_dong"): (900, 4)})
    city.build(DAY)
    assert {matched for _, _, matched, _ in published(city)} == {None}
    assert city.ask(
        "SELECT value FROM published.mart.project06_scorecard WHERE indicator = 'insurance_synchronised'"
    ) == [(None,)]


def test_nothing_can_be_worked_out_of_a_real_small_city(
    small_city: Homes, opened: Callable[[Path, date], City]
) -> None:
    city = opened(small_city.second_settled, LAST)
    assert withheld(city)
    assert ("all", "all") not in withheld(city)
    assert_nothing_can_be_worked_out(city)


def test_a_withheld_row_has_no_figure_and_a_published_one_none_below_the_limit(
    small_city: Homes, opened: Callable[[Path, date], City]
) -> None:
    city = opened(small_city.second_settled, LAST)
    assert city.ask(
        "SELECT count(*) FROM published.mart.insurance_sync "
        "WHERE is_suppressed <> (cards IS NULL AND matched IS NULL AND matched_share IS NULL) "
        "OR least(cards, matched, cards - matched) < 5"
    ) == [(0,)]
