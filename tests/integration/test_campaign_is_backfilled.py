"""The days that a campaign of 60 days needs, from 1 November 2023 to 17 January 2024, load by one `citydb backfill`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Settings
from simulator.city import simulate
from simulator.suppliers import running
from tests.integration.test_backfill import DONE, backfill, ended
from tests.truth import ledger_differences, record_differences

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

FIRST, LAST = date(2023, 11, 1), date(2024, 1, 17)
CAMPAIGN = [LAST - timedelta(days=59 - n) for n in range(60)]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A city of a thousand whose 78 days have been backfilled and published."""
    settings = Settings(home=tmp_path_factory.mktemp("home") / "var")
    simulate(settings, 1_000, FIRST, LAST, 3, (), lambda _: None)
    running.up(settings)
    try:
        code, said = ended(backfill(settings, FIRST, LAST), within=1_500)
        assert code == DONE, said
        yield settings
    finally:
        running.down(settings)


@pytest.fixture(scope="module")
def publication(settings: Settings) -> Path:
    """What was published of it."""
    found = (settings.published / "current").resolve()
    assert found.name.startswith("2024-01-17-")
    return found


def test_all_78_days_are_as_the_truth_has_them(settings: Settings) -> None:
    assert ledger_differences(settings) == []
    assert set(record_differences(settings, LAST).values()) == {0}


def test_the_campaign_has_its_60_days_of_every_indicator(publication: Path) -> None:
    with duckdb.connect(str(publication / "city.duckdb"), read_only=True) as con:
        rows = con.execute(
            "SELECT indicator, business_day, day_no, value, start_value, difference FROM mart.campaign "
            "WHERE unit = 'all' ORDER BY indicator, business_day"
        ).fetchall()
    indicators = {row[0] for row in rows}
    assert len(indicators) == 11
    for indicator in indicators:
        days = [row[1:] for row in rows if row[0] == indicator]
        assert [(day, number) for day, number, *_ in days] == [(day, n + 1) for n, day in enumerate(CAMPAIGN)]
        assert all(value - start == difference for _, _, value, start, difference in days)
    final = {row[0]: row[3] for row in rows if row[1] == LAST}
    assert (final["decentralised"], final["delegated"]) == (708, 578)
    assert (final["electronic"], final["online_payment"]) == (1893, 950)
    start = {row[0]: row[3] for row in rows if row[1] == CAMPAIGN[0]}
    assert start["online_payment"] < 620 and start["delegated"] < 500


def test_every_day_of_the_campaign_has_its_dossiers(publication: Path) -> None:
    with duckdb.connect(str(publication / "city.duckdb"), read_only=True) as con:
        rows = con.execute(
            "SELECT campaign.business_day, any_value(campaign.value), sum(dossier_on_time.received) "
            "FROM mart.campaign INNER JOIN mart.dossier_on_time USING (business_day) "
            "WHERE unit = 'all' AND indicator = 'received' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert [row[0] for row in rows] == CAMPAIGN
    assert all(shown == counted > 0 for _, shown, counted in rows)


def test_the_page_of_the_campaign_shows_its_60_days(publication: Path) -> None:
    text = (publication / "report" / "campaign.html").read_text(encoding="utf-8")
    tables = {
        name: sorted(json.loads(days)["days"])
        for name, days in re.findall(r'data-days-of="(campaign_\w+)">(.*?)</script>', text, re.DOTALL)
    }
    assert {"campaign_city", "campaign_districts", "campaign_reform"} <= tables.keys()
    for name, days in tables.items():
        assert days == [day.isoformat() for day in CAMPAIGN], name
    for caption in ("Việc còn thiếu", "Quá hạn"):
        titles = [title for title in re.findall(r"<title>(.*?)</title>", text) if caption in title]
        shown = {day for day in CAMPAIGN if any(title.startswith(f"{day:%d/%m/%Y}") for title in titles)}
        assert shown == set(CAMPAIGN), caption
