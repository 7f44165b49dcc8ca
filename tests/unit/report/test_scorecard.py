"""A row of the scorecard as it is read, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.publish.report.facts import Indicator
from pipelines.publish.report.scorecard import figure


@pytest.mark.parametrize(
    ("coverage", "vietnamese"),
    [
        ("28 of 30 districts", "28 trong 30 quận, huyện"),
        ("47 of 47 units", "47 trong 47 đơn vị"),
        ("2 of 2 suppliers", "2 trong 2 đơn vị"),
        ("1 of 1 supplier", "1 trong 1 đơn vị"),
    ],
)
def test_a_coverage_is_told_in_vietnamese_too(coverage: str, vietnamese: str) -> None:
    day = date(2024, 1, 16)
    row = Indicator("one", "một", "one", 99.8, 1_000, 0.998, "%", day, coverage, "procedures.dossier", 99.8, day, None)
    assert (figure(row).coverage.vi, figure(row).coverage.en) == (vietnamese, coverage)
