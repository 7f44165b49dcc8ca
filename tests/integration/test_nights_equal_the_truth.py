"""Whole nights of made-up cities, without Airflow: what the warehouse holds is what a faultless reader would hold.

The same of the small city whose marts are recomputed cell by cell stands beside its marts.
"""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.contract import areas
from pipelines.settings import Settings
from tests.integration.conftest import FIRST, LAST, City, run_night
from tests.truth import ledger_differences, mart_differences, record_differences

Unlike = dict[str, object]
"""What of a night was not as the truth has it; nothing when all is well."""


@pytest.mark.slow
@pytest.mark.parametrize(("citizens", "seed"), [(20_000, 7), (300_000, 3)])
def test_every_count_record_and_cell_of_the_marts_equals_the_truth_on_both_nights(
    city: City, citizens: int, seed: int
) -> None:
    assert _two_nights(city, citizens, seed)[1] == [{}, {}]


def _two_nights(city: City, citizens: int, seed: int) -> tuple[Settings, list[Unlike]]:
    settings = city(citizens, seed)
    return settings, [_unlike(settings, day) for day in (FIRST, LAST)]


def _unlike(settings: Settings, day: date) -> Unlike:
    settled = run_night(settings, day)
    assert len(settled) == len(areas())
    found: Unlike = {
        "problems": [one for area in settled.values() for one in (*area.problems, area.failure) if one],
        "ledger": ledger_differences(settings),
        "records": {feed: number for feed, number in record_differences(settings, day).items() if number},
        "marts": mart_differences(settings, day),
    }
    return {what: differences for what, differences in found.items() if differences}
