"""Numbers and days mean one thing or nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.conform.times import are_ambiguous
from tests.unit.conform.builders import conformed

FORMS = ("iso", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d%m%Y", "excel_serial")
DAYS = st.dates(date(1900, 3, 1), date(2199, 12, 31))
CLEAR = [pair for pair in combinations(FORMS, 2) if not are_ambiguous(pair)]


def written(day: date, form: str, is_short: bool = False) -> str:
    if form == "excel_serial":
        return str((day - date(1899, 12, 30)).days)
    text = day.isoformat() if form == "iso" else day.strftime(form)
    if is_short and form[2:3] in ("/", "-", "."):
        return "/-."[("/-.").index(form[2])].join(part.lstrip("0") for part in text.split(form[2]))
    return text


def read(texts: list[str], *forms: str) -> list[str | None]:
    found = conformed(texts, "DATE", **{"as": "date", "formats": list(forms)})
    return [None if value is None else str(value) for value, _ in found]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=5, deadline=None)
@given(days=st.lists(DAYS, min_size=1, max_size=50), is_short=st.booleans())
def test_a_day_written_in_a_form_is_read_as_that_day(form: str, days: list[date], is_short: bool) -> None:
    assert read([written(day, form, is_short) for day in days], form) == [day.isoformat() for day in days]


@settings(max_examples=25, deadline=None)
@given(days=st.lists(DAYS, min_size=1, max_size=50), pair=st.sampled_from(CLEAR), is_short=st.booleans())
def test_two_forms_that_may_stand_together_never_read_one_text_in_two_ways(
    days: list[date], pair: tuple[str, str], is_short: bool
) -> None:
    texts = [written(day, form, is_short) for form in pair for day in days]
    for one, other in zip(read(texts, pair[0]), read(texts, pair[1]), strict=True):
        assert one is None or other is None or one == other
    assert read(texts, *pair) == read(texts, *pair[::-1]) == [day.isoformat() for _ in pair for day in days]


def test_forms_that_read_one_text_in_two_ways_do_not_stand_together() -> None:
    texts = [written(date(2001, 2, 3), form) for form in FORMS] + ["12111210", "11121011", "1/2/2003"]
    found = {form: read(texts, form) for form in FORMS}
    for pair in combinations(FORMS, 2):
        both = zip(found[pair[0]], found[pair[1]], strict=True)
        if any(one and other and one != other for one, other in both):
            assert are_ambiguous(pair)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.datetimes(datetime(1976, 1, 1), datetime(2100, 1, 1)), min_size=1, max_size=50))  # noqa: DTZ001  # a cell's time has no zone
def test_an_instant_is_the_same_as_text_and_as_a_cells_number(instants: list[datetime]) -> None:
    whole = [instant.replace(microsecond=0) for instant in instants]
    serials = [repr((instant - datetime(1899, 12, 30)) / timedelta(days=1)) for instant in whole]  # noqa: DTZ001  # a cell's time has no zone
    texts = [instant.strftime("%d/%m/%Y %H:%M:%S") for instant in whole]
    by_text = conformed(texts, "TIMESTAMPTZ", **{"as": "instant", "format": "%d/%m/%Y %H:%M:%S"})
    by_number = conformed(serials, "TIMESTAMPTZ", **{"as": "instant", "format": "excel_serial"})
    assert by_text == by_number
    assert all(value is not None for value, _ in by_text)


IDENTIFIERS = st.integers(10**9, 10**12 - 1).map(lambda number: f"{number:012d}")


@settings(max_examples=20, deadline=None)
@given(st.lists(IDENTIFIERS, min_size=1, max_size=50))
def test_an_identifier_that_went_through_a_number_cell_has_its_zeros_back(identifiers: list[str]) -> None:
    numbers = [int(identifier) for identifier in identifiers]
    for told in (
        [str(n) for n in numbers],
        [f"{n}.0" for n in numbers],
        [repr(float(n)) for n in numbers],
        identifiers,
    ):
        found = conformed(told, "VARCHAR", **{"as": "digits", "pad_to": 12, "lost_zeros": 2})
        assert found == [(identifier, None) for identifier in identifiers]


@settings(max_examples=20, deadline=None)
@given(st.lists(IDENTIFIERS, min_size=1, max_size=50), st.integers(0, 8))
def test_an_identifier_that_lost_digits_is_never_made_whole(identifiers: list[str], precision: int) -> None:
    told = [f"{int(identifier):.{precision}E}" for identifier in identifiers]
    for text, identifier, (value, unmapped) in zip(
        told, identifiers, conformed(told, "VARCHAR", **{"as": "digits", "pad_to": 12, "lost_zeros": 2}), strict=True
    ):
        assert (value, unmapped) in ((identifier, None), (text, text))
