"""A home in which nothing is damaged, and one where there is nothing yet."""

import shutil

import pytest

from pipelines.errors import UsageFailure
from pipelines.publish import publish
from pipelines.settings import Settings
from pipelines.verify import verify
from tests.feeds import deliveries_due
from tests.unit.publish.homes import AT, FIRST, LAST, change
from tests.unit.verify.home import ONE_CARD_LINE


def test_an_undamaged_home_has_no_finding_and_tells_what_it_looks_at(published):
    told = []
    assert verify(published, told.append, AT) == []
    assert (told[0], told[-1]) == ("warehouse", "publication")
    assert f"landing zone: delivery 1 of {deliveries_due(FIRST, LAST)}" in told


def test_a_home_where_nothing_is_published_yet_has_no_finding(published):
    shutil.rmtree(published.published)
    assert verify(published, at=AT) == []


def test_a_fresh_home_is_wrong_use(tmp_path):
    with pytest.raises(UsageFailure, match="There is no warehouse here yet") as raised:
        verify(Settings(home=tmp_path), at=AT)
    assert "citydb nightly" in raised.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_corrected_home_that_is_published_again_has_no_finding(published):
    change(
        published, f"UPDATE ops.delivery SET inserted = inserted - 1, unchanged = unchanged + 1 WHERE {ONE_CARD_LINE}"
    )
    assert publish(published, AT, "again") is not None
    assert verify(published, at=AT) == []
