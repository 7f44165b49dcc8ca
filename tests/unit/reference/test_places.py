"""A commune is a code and a day; where it lies on another map is told only where that is certain."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product

import duckdb
import pytest

Con = duckdb.DuckDBPyConnection
Place = tuple[str, date]

MAPS = {"old": date(1900, 1, 1), "2025-01": date(2025, 1, 1), "new": date(2025, 7, 1)}
LAST_OF_2024, FIRST_HALF, SINCE_JULY = date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1)


def resolved(facts: Con, code: str, day: date, on: str) -> tuple[str | None, list[str], str | None]:
    found = facts.execute(
        "SELECT target_code, targets, target_district_code FROM reference.place_on_map "
        "WHERE place_code = ? AND valid_from <= ? AND valid_to > ? AND map = ?",
        [code, day, day, on],
    ).fetchall()
    ((target, targets, district),) = found
    return target, targets, district


def test_the_maps_are_the_generations_of_communes_without_a_gap(facts: Con) -> None:
    counts = (
        "SELECT map, place_map.valid_from, place_map.valid_to, count(*), count(DISTINCT place.district_code) "
        "FROM reference.place_map INNER JOIN reference.place "
        "ON place.valid_from = place_map.valid_from AND place.valid_to = place_map.valid_to WHERE level = 'commune' "
        "GROUP BY ALL ORDER BY 2"
    )
    assert facts.execute(counts).fetchall() == [
        ("old", date(1900, 1, 1), date(2025, 1, 1), 579, 30),
        ("2025-01", date(2025, 1, 1), date(2025, 7, 1), 526, 30),
        ("new", date(2025, 7, 1), date(9999, 12, 31), 126, 0),
    ]


def test_every_commune_of_every_generation_has_one_row_for_every_map(facts: Con) -> None:
    rows = facts.execute(
        "SELECT valid_from, map, count(*), count(DISTINCT place_code), min(len(targets)) > 0 "
        "FROM reference.place_on_map GROUP BY ALL"
    ).fetchall()
    sizes = {MAPS["old"]: 579, MAPS["2025-01"]: 526, MAPS["new"]: 126}
    assert sorted(rows) == sorted((born, on, size, size, True) for (born, size), on in product(sizes.items(), MAPS))


def test_a_code_that_was_reused_means_another_commune_on_another_day(facts: Con) -> None:
    assert resolved(facts, "00004", LAST_OF_2024, "old") == ("00004", ["00004"], "001")
    assert resolved(facts, "00004", SINCE_JULY, "new") == ("00004", ["00004"], None)
    names = facts.execute(
        "SELECT full_name FROM reference.place WHERE place_code = '00004' AND level = 'commune' ORDER BY valid_from"
    ).fetchall()
    assert names == [("Phường Trúc Bạch",), ("Phường Trúc Bạch",), ("Phường Ba Đình",)]
    assert resolved(facts, "00004", FIRST_HALF, "new")[0] == "00004", "Trúc Bạch became a part of Ba Đình"
    back, candidates, district = resolved(facts, "00004", SINCE_JULY, "2025-01")
    assert back is None and "00004" in candidates and len(candidates) > 1


def test_a_whole_commune_keeps_its_certainty_and_a_split_one_is_any_of_its_successors(facts: Con) -> None:
    assert resolved(facts, "00001", LAST_OF_2024, "new") == ("00097", ["00097"], None)  # Phúc Xá to Hồng Hà
    assert resolved(facts, "00007", FIRST_HALF, "new") == (None, ["00008", "00025"], None)  # to Ngọc Hà and Giảng Võ
    assert resolved(facts, "00019", LAST_OF_2024, "new") == (None, ["00004", "00070", "00190", "00226"], None)


def test_both_reorganisations_are_passed_through(facts: Con) -> None:
    # Nguyễn Trung Trực became a part of Trúc Bạch, which became a part of Ba Đình
    assert resolved(facts, "00010", LAST_OF_2024, "2025-01") == ("00004", ["00004"], "001")
    assert resolved(facts, "00010", LAST_OF_2024, "new") == ("00004", ["00004"], None)


def test_a_commune_without_a_change_is_found_under_its_code(facts: Con) -> None:
    assert resolved(facts, "00001", LAST_OF_2024, "2025-01") == ("00001", ["00001"], "001")
    assert resolved(facts, "00001", FIRST_HALF, "old") == ("00001", ["00001"], "001")


def test_a_code_of_another_day_is_no_commune(facts: Con) -> None:
    found = facts.execute(
        "SELECT count(*) FROM reference.place_on_map WHERE place_code = '00010' AND valid_from <= ? AND valid_to > ?",
        [SINCE_JULY, SINCE_JULY],
    ).fetchall()
    assert found == [(0,)]


def test_backwards_only_what_is_made_of_one_commune_is_certain(facts: Con) -> None:
    target, targets, district = resolved(facts, "00004", FIRST_HALF, "old")
    assert (target, targets, district) == (None, ["00004", "00010"], "001"), "but both were in Ba Đình"


@pytest.mark.parametrize(("born", "on"), product(MAPS, MAPS))
def test_every_answer_is_what_walking_the_crosswalks_by_hand_gives(facts: Con, born: str, on: str) -> None:
    steps = walk(facts)
    order = list(MAPS)
    for code, target, targets in facts.execute(
        "SELECT place_code, target_code, targets FROM reference.place_on_map WHERE valid_from = ? AND map = ?",
        [MAPS[born], on],
    ).fetchall():
        reached = {code}
        here, there = order.index(born), order.index(on)
        while here != there:
            if here < there:
                reached = {new for old, new in steps[here] if old in reached}
                here += 1
            else:
                here -= 1
                reached = {old for old, new in steps[here] if new in reached}
        assert targets == sorted(reached), code
        assert target == (targets[0] if len(reached) == 1 else None), code


def walk(facts: Con) -> list[set[tuple[str, str]]]:
    """The pairs of each reorganisation, in pure Python."""
    steps = []
    for before, after in ((MAPS["old"], MAPS["2025-01"]), (MAPS["2025-01"], MAPS["new"])):
        successors = defaultdict(set)
        for old, new in facts.execute(
            "SELECT old_code, new_code FROM reference.place_change WHERE changed_on = ?", [after]
        ).fetchall():
            successors[old].add(new)
        codes = facts.execute(
            "SELECT place_code FROM reference.place WHERE level = 'commune' AND valid_from = ?", [before]
        ).fetchall()
        steps.append({(code, new) for (code,) in codes for new in successors.get(code, {code})})
    return steps
