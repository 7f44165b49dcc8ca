"""Versions of a contract: which one reads a day, and what may change from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.contract import contract_of, contracts_of, layout_of, origin_of
from pipelines.errors import ContractFailure
from tests.feeds import Facts, facts_of_all_feeds, new_version

CARD, TABLE = "insurance.card", "insurance_card"
JULY = date(2024, 7, 1)
Change = Callable[[list[Facts], list[Facts]], None]


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with facts_of_all_feeds(tmp_path, monkeypatch) as folder:
        yield folder


def column(columns: list[Facts], name: str) -> Facts:
    return next(one for one in columns if one["name"] == name)


def renamed(columns: list[Facts], layouts: list[Facts]) -> None:
    sex = column(columns, "sex")
    sex["name"] = "gender"
    sex["customProperties"] = [*sex["customProperties"], {"property": "formerly", "value": ["sex"]}]
    for mappings in layouts:
        mappings["gender"] = mappings.pop("sex")


def test_a_day_is_read_by_the_version_that_was_valid_on_it(facts: Path) -> None:
    new_version(facts, TABLE, "1.1.0", JULY, renamed)
    read_by = {day: contract_of(CARD, day).version for day in (date(1990, 1, 1), date(2024, 6, 30), JULY, None)}
    assert list(read_by.values()) == ["1.0.0", "1.0.0", "1.1.0", "1.1.0"]
    assert [one.version for one in contracts_of(CARD)] == ["1.0.0", "1.1.0"]
    assert [m.column for m in layout_of(CARD, "bhxh", date(2024, 6, 30)).columns if m.column in ("sex", "gender")] == [
        "sex"
    ]


def test_a_renamed_column_is_the_same_column_in_every_version(facts: Path) -> None:
    new_version(facts, TABLE, "1.1.0", JULY, renamed)
    old, new = contracts_of(CARD)
    assert new.column("gender").first_name == "sex"
    assert origin_of(new.column("gender"), old) == old.column("sex")
    assert origin_of(old.column("sex"), new) == new.column("gender")


def narrower(columns: list[Facts], _: list[Facts]) -> None:
    column(columns, "full_name")["physicalType"] = "INTEGER"


def without_its_key(columns: list[Facts], _: list[Facts]) -> None:
    column(columns, "card_number")["primaryKey"] = False
    column(columns, "bhxh_number")["primaryKey"] = True


def unchanged(_: list[Facts], __: list[Facts]) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "day", "words"),
    [
        (narrower, JULY, "full_name cannot hold every value of before"),
        (without_its_key, JULY, "the key is another"),
        (unchanged, date(2000, 1, 1), "do not begin one after the other"),
        (unchanged, date(1999, 1, 1), "do not begin one after the other"),
    ],
)
def test_a_version_that_cannot_tell_the_records_of_before_is_a_mistake(
    facts: Path, change: Change, day: date, words: str
) -> None:
    new_version(facts, TABLE, "2.0.0", day, change)
    with pytest.raises(ContractFailure, match=words):
        contract_of(CARD)
