from __future__ import annotations

import pytest

from pipelines.conform.times import are_ambiguous
from tests.unit.conform.builders import conformed

VN = "%d/%m/%Y %H:%M:%S"


@pytest.mark.parametrize(
    ("form", "told", "day"),
    [
        ("%d/%m/%Y", "15/01/2024", "2024-01-15"), ("%d/%m/%Y", "5/1/2024", "2024-01-05"),
        ("%d/%m/%Y", " 15/01/2024\u00a0", "2024-01-15"), ("%d/%m/%Y", "31/02/2024", None),
        ("%d/%m/%Y", "15/01/24", None), ("%d/%m/%Y", "2024-01-15", None),
        ("%d/%m/%Y", "15/13/2024", None), ("%d/%m/%Y", "15/01/2024 08:00", None),
        ("%Y%m%d", "20240115", "2024-01-15"), ("%Y%m%d", "2024115", None), ("iso", "2024-01-15", "2024-01-15"),
        ("iso", "2024-1-15", None), ("iso", "2023-02-29", None), ("excel_serial", "45306", "2024-01-15"),
        ("excel_serial", "45306.0", "2024-01-15"), ("excel_serial", "60", None), ("excel_serial", "61", "1900-03-01"),
        ("excel_serial", "45306.5", None), ("excel_serial", "20240115", None),
    ],
)  # fmt: skip
def test_a_day_is_read_in_its_form_or_not_at_all(form: str, told: str, day: str | None) -> None:
    unmapped = " ".join(told.split()) if day is None else None
    assert conformed([told], "DATE", **{"as": "date", "format": form}) == [(day, unmapped)]


@pytest.mark.parametrize(
    ("form", "told", "instant"),
    [
        (VN, "15/01/2024 08:15:00", "2024-01-15 01:15:00+00"), (VN, "15/01/2024 24:00:00", None),
        (VN, "15/01/1970 08:00:00", "1970-01-15 00:00:00+00"),  # eight hours ahead, until 1975-06-13
        ("%Y%m%d%H%M%S", "20240115081500", "2024-01-15 01:15:00+00"), ("%Y%m%d%H%M%S", "2024011508150", None),
        ("iso", "2024-01-15T08:15:00", "2024-01-15 01:15:00+00"),
        ("iso", "2024-01-15T08:15:00Z", "2024-01-15 08:15:00+00"),
        ("iso", "2024-01-15 08:15:00.999+07:00", "2024-01-15 01:15:00+00"), ("iso", "2024-01-15", None),
        ("iso_day", "2024-01-15", "2024-01-14 17:00:00+00"), ("excel_serial", "45306.34375", "2024-01-15 01:15:00+00"),
        ("excel_serial", "45306", "2024-01-14 17:00:00+00"),
        ("excel_serial", "45306.4166666551", "2024-01-15 03:00:00+00"),
        ("excel_serial", "1", None),
    ],
)  # fmt: skip
def test_an_instant_is_hanois_where_it_says_no_offset(form: str, told: str, instant: str | None) -> None:
    unmapped = told if instant is None else None
    assert conformed([told], "TIMESTAMPTZ", **{"as": "instant", "format": form}) == [(instant, unmapped)]


@pytest.mark.parametrize(
    ("forms", "is_so"),
    [
        (("%d/%m/%Y", "%m/%d/%Y"), True),
        (("%d%m%Y", "%Y%m%d"), True),
        (("iso", "%Y-%d-%m"), True),
        (("%Y%m.%d", "excel_serial"), True),
        (("iso", "%Y-%m-%d"), False),
        (("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "excel_serial"), False),
        (("%Y-%m-%d %H:%M:%S", "iso_day", "iso", "excel_serial"), False),
        (("%d/%m/%Y %H:%M:%S", "%d/%m/%Y"), False),
    ],
)
def test_forms_that_share_texts_but_not_their_meaning_are_ambiguous(forms: tuple[str, ...], is_so: bool) -> None:
    assert are_ambiguous(forms) is is_so
    assert are_ambiguous(forms[::-1]) is is_so
