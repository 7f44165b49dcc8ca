"""From July 2025 on Hanoi has no districts: tables by district hold the city alone, and give no small cell away."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from shutil import copy

import pytest

from tests.unit.marts.attack import Cell, attack
from tests.unit.marts.city import City, hanoi
from tests.unit.marts.test_withheld_cells import GROUPS, fill
from warehouse.marts import broken_sums, build, report
from warehouse.marts.build import FOLDER, SMALLEST_CELL
from warehouse.sql import render, run_sql

LAST_OF_DISTRICTS, DAY = date(2025, 6, 30), date(2025, 7, 15)
PEOPLE_BY_DISTRICT = ("id_application", "welfare_account", "welfare_time")
ONE_ROW_AND_ITS_TOTAL = {
    "rows_by": "line", "columns_by": "kind", "parts": ["few", "others"], "figures": ["few", "others"],
    "shown": ["line", "kind"], "least": 1, "smallest": SMALLEST_CELL,
}  # fmt: skip


@pytest.fixture(scope="module")
def few(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Few people of every kind in both registers, some told of while there were districts."""
    folder = tmp_path_factory.mktemp("few")
    city, draw = City.opened(Path(copy(blank, folder)), folder), random.Random(3)
    fill(city, {("none", group): (40, 2 if group == "3_nsnn_dong" else 30) for group in GROUPS}, DAY)
    for n in range(90):
        told = draw.choice([hanoi("2025-06-20 09:00"), hanoi("2025-07-10 09:00")])
        city.record("population.id_application", "bca", told, application_code=f"{n}", commune_code="00004",
                    kind="renewal" if n < 3 else "first", received_on=LAST_OF_DISTRICTS,
                    issued_on=DAY, status=draw.choice(["issued"] * 9 + ["refused"]))  # fmt: skip
        city.record("welfare.beneficiary", "ldtbxh", told, beneficiary_code=f"{n}", commune_code="00004",
                    kind="hardship" if n < 3 else "merit", starts_on=date(2023, 1, 1),
                    birth_year=1930 if n < 3 else 1955, payment_method="account")  # fmt: skip
        due = hanoi("2025-07-12 08:00")
        for step, at in (("due", due), ("credited", due), ("spent", due + timedelta(hours=draw.choice([2, 2, 30])))):
            city.event("welfare.payment", "ldtbxh", at.date(), event_code=f"{n} {step}", payment_code=f"{n}", step=step,
                       beneficiary_code=f"{n}", method="account", occurred_at=at)  # fmt: skip
    yield city
    city.con.close()


def parts_of(city: City, mart: str) -> dict[str, list[Cell]]:
    """Every published part of every cell of a mart, by the part."""
    withheld = report(mart).withheld
    assert withheld
    published = [name for name in withheld.parts if name in withheld.figures]
    axes = (withheld.row, withheld.column or "'all'")
    return {name: [Cell(*row) for row in city.rows(mart, *axes, name)] for name in published}


def test_tables_by_district_hold_the_city_alone_and_their_sums_hold(few: City) -> None:
    few.build(DAY)
    assert broken_sums(few.con) == []
    for mart in ("insurance_sync", *PEOPLE_BY_DISTRICT):
        rows = few.rows(mart, "district_code", "is_suppressed")
        assert {district for district, _ in rows} == {"all"}, mart
        assert {is_suppressed for _, is_suppressed in rows} == {True, False}, mart
        assert rows[-1] == ("all", False), mart


@pytest.mark.parametrize("mart", PEOPLE_BY_DISTRICT)
def test_few_people_of_the_city_cannot_be_worked_out(few: City, mart: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    few.build(DAY, mart)
    true = parts_of(few, mart)
    monkeypatch.setattr(build, "SMALLEST_CELL", SMALLEST_CELL)
    few.build(DAY, mart)
    attacked = 0
    for part, cells in parts_of(few, mart).items():
        small = {(one.district, one.group) for one in true[part] if one.figure and one.figure < SMALLEST_CELL}
        for found in attack(cells, small):
            assert found.most > found.least, f"{part} of {found} is known"
            attacked += 1
    assert attacked


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_transposed", [False, True])
@pytest.mark.parametrize("total_is_shown", ["true", "false"])
def test_a_part_that_is_the_only_one_says_what_its_total_says(
    city: City, seed: int, is_transposed: bool, total_is_shown: str
) -> None:
    draw = random.Random(seed)
    counts = {f"kind {n}": (draw.choice([0, 2, 7, 30]), draw.choice([0, 9, 60])) for n in range(draw.randrange(1, 6))}
    counts["all"] = (sum(few for few, _ in counts.values()), sum(others for _, others in counts.values()))
    city.con.execute("CREATE TEMP TABLE counted (line VARCHAR, kind VARCHAR, few BIGINT, others BIGINT)")
    for line in ("the only one", "all"):
        for kind, figures in counts.items():
            place = (kind, line) if is_transposed else (line, kind)
            city.con.execute("INSERT INTO temp.counted VALUES (?, ?, ?, ?)", [*place, *figures])
    run_sql(city.con, "macros", folder=FOLDER)
    names = ONE_ROW_AND_ITS_TOTAL | {"total_is_shown": total_is_shown}
    rows = city.con.execute(render("withhold", names, FOLDER)).fetchall()
    cells = {(row[1], row[0]) if is_transposed else (row[0], row[1]): row[2:] for row in rows}
    assert len(cells) == 2 * len(counts)
    for kind in counts:
        assert cells["the only one", kind] == cells["all", kind]
    for part in (0, 1):
        told = [Cell(*place, figures[part]) for place, figures in cells.items()]
        small = {("all", kind) for kind, figures in counts.items() if 0 < figures[part] < SMALLEST_CELL}
        for found in attack(told, small):
            assert found.most > found.least, f"{found} is known"
