"""Who lives in which commune on which map, against a count in plain Python; and what is withheld stays unknown."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from scipy.optimize import linprog

from pipelines.reference.tables import FOLDER
from tests.unit.marts.city import END, FOREVER, City, hanoi
from warehouse.marts import broken_sums, build
from warehouse.marts.build import SMALLEST_CELL

LAST_OF_2024, HALF, AUGUST = date(2024, 12, 31), date(2025, 3, 15), date(2025, 8, 15)
MAPS = ("old", "2025-01", "new")
BEGINS = (date(1900, 1, 1), date(2025, 1, 1), date(2025, 7, 1))
FILES = (
    "hanoi_communes_until_2024-12-31",
    "hanoi_communes_2025-01-01_to_2025-06-30",
    "hanoi_communes_from_2025-07-01",
)
CROSSWALKS = ("crosswalk_hanoi_2025-01-01", "crosswalk_hanoi_2025-07-01")

Figures = dict[tuple[str, str], tuple[int | None, int | None]]
"""(map, commune) → citizens and cards."""


@cache
def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def districts_of(generation: int) -> Mapping[str, str | None]:
    return {row["ward_code"]: row.get("district_code") for row in rows_of(FILES[generation])}


@cache
def steps(number: int) -> Mapping[str, frozenset[str]]:
    """Commune before a reorganisation → communes after it that hold some of its ground."""
    after = defaultdict(set)
    for row in rows_of(CROSSWALKS[number]):
        after[row["old_ward_code"]].add(row["new_ward_code"])
    return {code: frozenset(after.get(code, {code})) for code in districts_of(number)}


@cache
def back(number: int) -> Mapping[str, frozenset[str]]:
    before = defaultdict(set)
    for old, new in steps(number).items():
        for code in new:
            before[code].add(old)
    return {code: frozenset(codes) for code, codes in before.items()}


@cache
def commune(code: str, generation: int, wanted: int) -> str:
    """The commune of one map that a code of a generation lies in, or `uncertain`."""
    reached, here = frozenset({code}), generation
    while here != wanted:
        ways = steps(here) if here < wanted else back(here - 1)
        reached = frozenset().union(*(ways[one] for one in reached))
        here += 1 if here < wanted else -1
    return next(iter(reached)) if len(reached) == 1 else "uncertain"


def generation_of(day: date) -> int:
    return max(number for number, begin in enumerate(BEGINS) if begin <= day)


@dataclass(frozen=True)
class People:
    """So many who are told of by a code, from a day on."""

    code: str
    since: date
    citizens: int
    cards: int


def settle(city: City, people: Iterable[People]) -> None:
    """Citizens and cards, in both registers."""
    rows = [(one.code, one.since, one.citizens, one.cards) for one in people]
    city.con.execute(
        "CREATE OR REPLACE TEMP TABLE people AS SELECT unnest(?) AS commune_code, unnest(?::DATE[]) AS since, "
        "unnest(?) AS citizens, unnest(?) AS cards",
        [list(column) for column in zip(*rows, strict=True)],
    )
    city.con.execute(
        "INSERT INTO history.population_citizen BY NAME SELECT 'id ' || row_number() OVER () AS citizen_id, "
        "commune_code, 'bca' AS supplier, (since + TIME '09:00') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS valid_from, "
        "?::TIMESTAMPTZ AS valid_to, 'x' AS row_hash, 'x' AS delivery_id "
        "FROM (SELECT *, unnest(range(citizens)) FROM people)",
        [FOREVER],
    )
    city.con.execute(
        "INSERT INTO history.insurance_card BY NAME SELECT 'card ' || row_number() OVER () AS card_number, "
        "'TE' AS object_code, commune_code, DATE '2023-01-01' AS starts_on, 'bhxh' AS supplier, since AS valid_from, "
        "?::DATE AS valid_to, 'x' AS row_hash, 'x' AS delivery_id FROM (SELECT *, unnest(range(cards)) FROM people)",
        [END],
    )


def counted(people: Iterable[People]) -> dict[tuple[str, str], tuple[int, int]]:
    """The same in plain Python."""
    citizens, cards = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in people:
        generation = generation_of(one.since)
        for wanted, name in enumerate(MAPS):
            is_known = one.code in districts_of(generation)
            for row in ("all", commune(one.code, generation, wanted) if is_known else "none"):
                citizens[name, row] += one.citizens
                cards[name, row] += one.cards
    return {row: (citizens[row], cards[row]) for row in citizens}


def published(city: City, day: date) -> Figures:
    city.build(day, "insurance_sync", "citizens_by_commune")
    return {
        (str(on), str(code)): (citizens, cards)
        for on, code, citizens, cards in city.con.execute(
            "SELECT map, commune_code, citizens, cards FROM published.mart.citizens_by_commune"
        ).fetchall()
    }


@pytest.fixture
def register(city: City) -> City:
    """A city in which both registers have been loaded."""
    for day in (LAST_OF_2024, HALF, AUGUST):
        city.load_all(day)
    return city


@pytest.fixture
def shown(register: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """The same, whose smallest rows are shown."""
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    return register


def drawn(draw: random.Random, until: date, largest: int) -> list[People]:
    """People in every commune there has been until a day, told of by its code on one of its days."""
    return [
        People(code, min(begin + timedelta(days=draw.randrange(150)), until), *(draw.randrange(largest) for _ in "12"))
        for number, begin in enumerate((date(2024, 3, 1), *BEGINS[1:]))
        if begin <= until
        for code in districts_of(number)
    ]


@pytest.mark.parametrize("day", [LAST_OF_2024, HALF, AUGUST])
def test_every_row_of_every_map_is_what_counting_by_hand_gives(shown: City, day: date) -> None:
    people = drawn(random.Random(4), day, 4)
    people += [People("00010", date(2025, 3, 1), 1, 2)] if day >= HALF else []  # was abolished two months before
    settle(shown, people)
    expected = counted(people)
    found = published(shown, day)
    assert {row: figures for row, figures in found.items() if figures != (0, 0)} == {
        row: figures for row, figures in expected.items() if figures != (0, 0)
    }
    uncertain = [on for on in MAPS if (on, "uncertain") in found]
    assert uncertain == {LAST_OF_2024: ["new"], HALF: ["old", "new"], AUGUST: list(MAPS)}[day]
    assert (("old", "none") in found) == (day >= HALF)


def test_a_code_is_read_with_the_day_its_record_speaks_of(shown: City) -> None:
    settle(shown, [People("00004", LAST_OF_2024, 2, 1), People("00004", date(2025, 7, 1), 4, 3)])
    found = published(shown, AUGUST)
    assert found["new", "00004"] == (6, 4), "Trúc Bạch became a part of Ba Đình"
    assert found["old", "00004"] == (2, 1)
    assert found["old", "uncertain"] == (4, 3)


def test_the_day_a_change_speaks_of_is_the_day_in_hanoi(shown: City) -> None:
    for number, instant in enumerate(("2025-06-30 23:59", "2025-07-01 00:00")):
        shown.citizen(f"id {number}", hanoi(instant), day=AUGUST, commune_code="00004")
    found = published(shown, AUGUST)
    assert (found["2025-01", "00004"], found["2025-01", "uncertain"]) == ((1, 0), (1, 0))


def test_who_died_left_or_came_later_is_not_counted_nor_a_card_that_is_not_valid(shown: City) -> None:
    before, later = hanoi("2024-05-01 08:00"), hanoi("2025-01-01 08:00")
    shown.citizen("id 1", before, day=date(2024, 5, 1), commune_code="00001")
    shown.citizen("id 2", before, day=date(2024, 5, 1), commune_code="00001", died_on=LAST_OF_2024)
    shown.citizen("id 3", before, until=hanoi("2024-06-01 08:00"), day=date(2024, 5, 1), commune_code="00001")
    shown.citizen("id 4", later, day=date(2025, 1, 1), commune_code="00001")
    shown.card("id 1", date(2024, 5, 1), commune_code="00001")
    shown.card("id 1", date(2024, 5, 1), commune_code="00001", ends_on=date(2024, 12, 30))
    assert published(shown, LAST_OF_2024)["old", "00001"] == (1, 1)


def test_a_row_has_the_name_and_district_of_its_map(shown: City) -> None:
    settle(shown, [People("00004", LAST_OF_2024, 1, 1)])
    published(shown, LAST_OF_2024)
    told = "SELECT map, commune_name, district_code FROM published.mart.citizens_by_commune WHERE commune_code = ?"
    assert shown.ask(told, "00004") == [
        ("old", "Phường Trúc Bạch", "001"), ("2025-01", "Phường Trúc Bạch", "001"), ("new", "Phường Ba Đình", None)
    ]  # fmt: skip
    assert shown.ask(told, "all")[0][1] == "Toàn thành phố"


def test_there_are_no_rows_until_both_registers_have_been_loaded_once(city: City) -> None:
    settle(city, [People("00004", LAST_OF_2024, 9, 9)])
    assert published(city, LAST_OF_2024) == {}


def hidden(found: Figures) -> set[tuple[str, str]]:
    return {row for row, (citizens, _) in found.items() if citizens is None}


def large(day: date) -> list[People]:
    """A city without a small row, told of by codes of every generation there has been."""
    people = [one for one in drawn(random.Random(7), day, 2) if one.since <= day]
    return [People(one.code, one.since, 30 + n % 40, 25 + n % 30) for n, one in enumerate(people)]


def assert_nothing_can_be_worked_out(city: City, found: Figures, day: date) -> None:
    """Somebody who knows all that is published solves it for each withheld row: none is known, or known to be small."""
    parts = [(code, number) for number in range(generation_of(day) + 1) for code in districts_of(number)]
    today = districts_of(generation_of(day))
    where = {
        (on, row): [n for n, (code, number) in enumerate(parts) if commune(code, number, wanted) == row]
        for wanted, on in enumerate(MAPS)
        for (there, row) in found
        if there == on and row not in ("all", "withheld")
    }
    by_district = defaultdict(list)
    for n, (code, _) in enumerate(parts):
        by_district[today.get(code) or "none"].append(n)
    totals = dict(
        city.con.execute(
            "SELECT district_code, cards FROM published.mart.insurance_sync WHERE object_group = 'all'"
        ).fetchall()
    )
    for measure in (0, 1):
        known = [(range(len(parts)), found["old", "all"][measure])]
        known += [(members, found[row][measure]) for row, members in where.items()]
        if measure == 1:
            known += [(members, totals.get(district)) for district, members in by_district.items()]
        known = [(members, figure) for members, figure in known if figure is not None]
        left = np.zeros((len(known), len(parts)))
        for line, (members, _) in enumerate(known):
            left[line, list(members)] = 1
        right = np.array([figure for _, figure in known], dtype=float)
        for row in sorted(hidden(found) & where.keys()):
            least, most = interval(left, right, where[row])
            assert most > least, f"{row} is known"
            assert most >= SMALLEST_CELL, f"{row} is known to be small"


def interval(left: np.ndarray, right: np.ndarray, members: list[int]) -> tuple[int, int]:
    ends = []
    for direction in (1, -1):
        goal = np.zeros(left.shape[1])
        goal[members] = direction
        answer = linprog(goal, A_eq=left, b_eq=right, bounds=(0, None), method="highs")
        assert answer.status == 0, answer.message
        ends.append(round(abs(answer.fun)))
    return ends[0], ends[1]


@pytest.mark.parametrize("day", [LAST_OF_2024, HALF, AUGUST])
def test_a_city_without_a_small_row_withholds_nothing_and_adds_up(register: City, day: date) -> None:
    settle(register, large(day))
    found = published(register, day)
    assert not hidden(found)
    assert not {row for row in found if "withheld" in row}
    for on in MAPS:
        parts = [figures for (there, code), figures in found.items() if there == on and code != "all"]
        for measure in (0, 1):
            assert sum(figures[measure] or 0 for figures in parts) == found[on, "all"][measure]


@pytest.mark.parametrize(
    ("day", "code", "since", "figures"),
    [
        pytest.param(
            LAST_OF_2024, "00010", LAST_OF_2024, (2, 9), id="few citizens, and a map on which they join others"
        ),
        pytest.param(LAST_OF_2024, "00007", LAST_OF_2024, (30, 0), id="no card in a commune that was split"),
        pytest.param(HALF, "00010", LAST_OF_2024, (4, 4), id="few in a commune that was abolished"),
        pytest.param(AUGUST, "00001", LAST_OF_2024, (1, 30), id="one citizen left under an old code"),
    ],
)
def test_a_small_row_cannot_be_worked_out_by_comparing_maps_and_districts(
    register: City, day: date, code: str, since: date, figures: tuple[int, int]
) -> None:
    people = [one for one in large(day) if one.code != code or generation_of(one.since) > 0]
    same = [one for one in people if one.code == code and commune(code, generation_of(one.since), 0) == code]
    settle(register, [*(one for one in people if one not in same), People(code, since, *figures)])
    found = published(register, day)
    assert ("old", code) in hidden(found)
    assert len(hidden(found)) <= 8, "and few others for its sake"
    assert_nothing_can_be_worked_out(register, found, day)


@pytest.mark.parametrize(("seed", "day"), [(1, LAST_OF_2024), (2, HALF), (3, AUGUST)])
def test_nothing_can_be_worked_out_where_some_rows_drawn_by_lot_are_small(register: City, seed: int, day: date) -> None:
    draw = random.Random(seed)
    few = set(draw.sample(sorted(districts_of(1)), 8))
    people = [
        People(one.code, one.since, draw.randrange(3), draw.randrange(3)) if one.code in few else one
        for one in large(day)
    ]
    settle(register, people)
    found = published(register, day)
    assert hidden(found) and len(hidden(found)) < 150
    assert_nothing_can_be_worked_out(register, found, day)


def test_a_city_of_few_people_keeps_its_total_alone(register: City) -> None:
    settle(register, drawn(random.Random(5), LAST_OF_2024, 3))
    found = published(register, LAST_OF_2024)
    assert {row for row in found if row not in hidden(found)} == {
        (on, row) for on in MAPS for row in ("all", "withheld")
    }
    assert len({found[on, "all"] for on in MAPS} | {found[on, "withheld"] for on in MAPS}) == 1


def test_a_city_whose_total_is_small_publishes_no_figure(register: City) -> None:
    settle(register, [People("00004", LAST_OF_2024, 4, 100)])
    assert set(published(register, LAST_OF_2024).values()) == {(None, None)}


@pytest.mark.parametrize("day", [LAST_OF_2024, AUGUST])
def test_the_sums_that_are_checked_hold(register: City, day: date) -> None:
    settle(register, drawn(random.Random(6), day, 60))
    register.build(day)
    assert broken_sums(register.con) == []


def test_the_one_who_tries_finds_a_row_that_is_withheld_alone(register: City) -> None:
    people = [one for one in large(LAST_OF_2024) if one.code != "00010"] + [People("00010", LAST_OF_2024, 2, 9)]
    settle(register, people)
    found = published(register, LAST_OF_2024)
    careless = found | {row: figures for row, figures in counted(people).items() if row != ("old", "00010")}
    assert hidden(careless) == {("old", "00010")}
    with pytest.raises(AssertionError, match=r"'00010'\) is known"):
        assert_nothing_can_be_worked_out(register, careless, LAST_OF_2024)
