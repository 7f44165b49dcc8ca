"""What landed for many days is cut into pieces: whole days, oldest first, no larger than they may be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipelines.land.chunks import chunks
from pipelines.land.manifest import Manifest
from tests.unit.night.ministry import FEED, day


def landed(on: date, size: int) -> Manifest:
    return Manifest(
        "0" * 16, FEED, "bca", on, 1, size, "x", "x", None, datetime(2024, 1, 1, tzinfo=UTC), "1.0.0", "bca"
    )


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({1: [4], 2: [4], 3: [4]}, [[1, 2], [3]], id="as many days as fit"),
        pytest.param({1: [3, 3], 2: [3, 3]}, [[1], [2]], id="a day is all its deliveries"),
        pytest.param({3: [1], 1: [1], 2: [1]}, [[1, 2, 3]], id="the oldest first"),
        pytest.param({1: [99], 2: [1], 3: [99]}, [[1], [2], [3]], id="a day that is too large alone"),
        pytest.param({1: [5], 2: [5]}, [[1, 2]], id="exactly full"),
    ],
)
def test_days_are_cut_by_what_landed_of_them(sizes: dict[int, list[int]], expected: list[list[int]]) -> None:
    found = chunks([landed(day(number), size) for number, many in sizes.items() for size in many], largest=10)
    assert found == [tuple(map(day, numbers)) for numbers in expected]
