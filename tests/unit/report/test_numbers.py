from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipelines.publish.report.numbers import NO_BREAK, UNKNOWN, day, exactness, instant, number, share, weekday


@pytest.mark.parametrize(
    ("value", "digits", "vietnamese", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (7_100_000, 0, "7.100.000", "7,100,000"),
        (-1234, 0, "-1.234", "-1,234"),
        (0, 0, "0", "0"),
    ],
    ids=["fraction", "millions", "negative", "zero"],
)
def test_numbers_are_grouped_as_each_language_groups_them(
    value: float, digits: int, vietnamese: str, english: str
) -> None:
    said = number(value, digits)
    assert (said.vi, said.en) == (vietnamese, english)


@pytest.mark.parametrize(("value", "decimals"), [(1646.0, 0), (99.8, 2), (3 - 1e-12, 0), (None, 0)])
def test_a_figure_is_whole_or_has_the_two_decimals_the_city_states(value: float | None, decimals: int) -> None:
    assert exactness(value) == decimals


def test_a_share_is_a_percentage_with_a_comma_in_vietnamese() -> None:
    assert share(0.998, 2).vi == f"99,80{NO_BREAK}%"
    assert share(0.998, 2).en == "99.80%"


def test_a_share_that_is_not_whole_is_never_shown_as_whole() -> None:
    assert share(0.99996).vi == f"99,9{NO_BREAK}%"
    assert share(1.0).vi == f"100,0{NO_BREAK}%"


def test_what_is_not_known_is_a_dash_and_sorts_last() -> None:
    for said in (number(None), share(None), day(None), instant(None)):
        assert said == UNKNOWN
        assert said.value == ""


def test_days_and_instants_are_written_the_vietnamese_way_in_hanoi_time() -> None:
    assert day(date(2024, 1, 6)).vi == "06/01/2024"
    assert day(date(2024, 1, 6)).en == "6 January 2024"
    late_in_london = datetime(2024, 1, 16, 19, 4, tzinfo=UTC)
    assert instant(late_in_london).vi == "02:04 ngày 17/01/2024"
    assert weekday(date(2024, 1, 14)).vi == "Chủ nhật"
