"""What a person types is published, so it may hold no citizen's number however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.discretion import is_telling_in_groups

NUMBERS = ("001190000017", "0912345678", "GD4010123456789")


@given(
    number=st.sampled_from(NUMBERS),
    cuts=st.sets(st.integers(3, 8)),
    separator=st.sampled_from([" ", ".", "-", "_", "/", "  "]),
    before=st.sampled_from(["", "of 16-01-2024 ", "16/01/2024, ", "số 3 ", "(", "0912345678 ", "3 16 2024 "]),
    after=st.sampled_from(["", ".", ") sai", " 16-01-2024", " 0987654321"]),
)
def test_a_number_is_found_in_groups_and_between_other_numbers(
    number: str, cuts: set[int], separator: str, before: str, after: str
) -> None:
    ends = [0, *sorted(cuts), len(number)]
    written = separator.join(number[start:end] for start, end in zip(ends, ends[1:], strict=False))
    assert is_telling_in_groups(f"{before}{written}{after}")


@pytest.mark.parametrize(
    "reason",
    [
        "d001 sent a test file on 16-01-2024 at 09:30",
        "03/01/2024 và 04/01/2024: gửi nhầm, 1.895 hồ sơ",
        "delivery ecf1a6b0de543a22 of 2024-01-16",
        "công văn 123/UBND-KT ngày 16.01.2024",
    ],
)
def test_days_counts_and_ids_of_deliveries_may_be_named(reason: str) -> None:
    assert not is_telling_in_groups(reason)
