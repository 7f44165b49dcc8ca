"""What the tasks of the `backfill` DAG do, without Airflow: a form is understood, planned, filled and judged."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.clock import night_of
from pipelines.contract import feeds
from pipelines.errors import CityDBError
from pipelines.night import NightIncomplete
from pipelines.orchestrate import backfill_steps
from pipelines.orchestrate.backfill_steps import Asked
from pipelines.orchestrate.run import Run
from pipelines.settings import Settings

AT = datetime(2024, 2, 1, 3, 0, tzinfo=UTC)
RUN = Run("by hand", date(2024, 1, 31), AT)
FORM: dict[str, object] = {
    "feeds": ["population.citizen"],
    "supplier": None,
    "from": "2024-01-15",
    "to": "2024-01-17",
    "reprocess": "missing",
    "source": "landing",
    "dry_run": False,
    "at": None,
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CITYDB_HOME", str(tmp_path))
    return Settings(home=tmp_path)


def test_a_form_without_feeds_is_for_all_of_them() -> None:
    assert Asked.of(FORM | {"feeds": []}, RUN).feeds == feeds()


@pytest.mark.parametrize(
    ("at", "instants"),
    [
        pytest.param(None, {AT}, id="now"),
        pytest.param("02:00", {night_of(date(2024, 1, day)) for day in (15, 16, 17)}, id="an hour after each day"),
        pytest.param("2024-01-18T02:00", {night_of(date(2024, 1, 17))}, id="one instant"),
    ],
)
def test_a_form_says_at_which_instants_the_days_are_collected(at: str | None, instants: set[datetime]) -> None:
    assert {instant for _, instant in Asked.of(FORM | {"at": at}, RUN).nights} == instants


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"feeds": ["population.cat"]}, "There is no feed population.cat", id="no such feed"),
        pytest.param({"supplier": "d001"}, "d001 owes none of population.citizen", id="no such supplier"),
        pytest.param({"to": "2024-01-14"}, "There is no day from 2024-01-15 to 2024-01-14", id="ends turned round"),
        pytest.param({"to": "2024-02-01"}, "2024-02-01 is not over", id="a day to come"),
        pytest.param({"from": "yesterday"}, "'yesterday' is not a day", id="no day"),
    ],
)
def test_a_form_that_asks_for_what_there_is_not_is_refused(
    settings: Settings, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(CityDBError, match=said):
        backfill_steps.show_plan(RUN, FORM | wrong)


def test_the_plan_goes_into_the_log_and_only_its_sums_are_handed_on(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        planned = backfill_steps.show_plan(RUN, FORM)
    assert planned == {"areas": ["population"], "deliveries": {"ask the supplier": 3}, "records_known": 0}
    assert [line.split() for line in caplog.messages if "population.citizen" in line] == [
        [f"2024-01-{day}", "population.citizen", "bca", "missing", "ask", "the", "supplier"] for day in (15, 16, 17)
    ]
    assert not settings.warehouse_file.exists()


def test_what_is_still_missing_after_filling_makes_the_run_red(settings: Settings) -> None:
    ended = backfill_steps.fill("population", RUN, FORM)
    assert ended is not None
    assert ended["day"] == "2024-01-17"
    with pytest.raises(NightIncomplete, match="bca, population.citizen, 2024-01-15 missing"):
        backfill_steps.verdict([None, ended])


def test_an_area_with_nothing_to_do_settles_nothing(settings: Settings) -> None:
    assert backfill_steps.fill("insurance", RUN, FORM) is None
    backfill_steps.verdict([None])
