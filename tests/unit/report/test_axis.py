from __future__ import annotations

import pytest

from pipelines.publish.report.axis import Axis


@pytest.mark.parametrize(
    ("lowest", "lower"),
    [(0.999, 0.95), (0.93, 0.9), (0.8, 0.75), (0.6, 0.5), (0.2, 0.0), (0.0, 0.0)],
)
def test_an_axis_begins_at_a_round_share_below_every_value(lowest: float, lower: float) -> None:
    assert Axis.around([lowest, 1.0, None], 0.999).lower == pytest.approx(lower)


def test_every_dot_lies_within_the_width_in_the_order_of_the_shares() -> None:
    shares = [0.0, 0.51, 0.7, 0.983, 1.0]
    axis = Axis.around(shares, 0.8)
    places = [axis.place(share) for share in shares]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= 100


def test_a_dot_below_the_city_as_a_whole_is_marked() -> None:
    axis = Axis.around([0.9, 0.97], 0.95)
    below, above = axis.point(0.9), axis.point(0.97)
    assert below is not None
    assert below.is_below
    assert above is not None
    assert not above.is_below


def test_an_axis_over_nothing_still_stands() -> None:
    axis = Axis.around([None], None)
    assert (axis.lower, axis.upper) == (0.0, 1.0)
    assert axis.point(None) is None


def test_the_labels_of_the_axis_are_exact() -> None:
    assert [tick.label.vi for tick in Axis.around([0.96], None).ticks] == ["95\u00a0%", "100\u00a0%"]
    assert [tick.label.vi for tick in Axis.around([0.92], None).ticks] == ["90\u00a0%", "95\u00a0%", "100\u00a0%"]
