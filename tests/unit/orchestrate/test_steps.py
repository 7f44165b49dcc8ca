from __future__ import annotations

import json
import socket
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.errors import CityDBError, UsageFailure
from pipelines.extract.model import Outcome
from pipelines.notify.channel import WrongNotify
from pipelines.orchestrate import area_steps, city_steps
from pipelines.orchestrate.run import Run, settlement_of
from pipelines.settings import Settings

DAY = date(2024, 1, 16)
AT = datetime(2024, 1, 16, 19, 0, tzinfo=UTC)
RUN = Run("night-1", DAY, AT)
ERRAND = {"feed": "population.citizen", "supplier": "bca", "days": ["2024-01-16"]}

COLLECT = """
import json, sys
from pipelines.orchestrate import area_steps
from pipelines.orchestrate.run import Run
area_steps.extract("population", Run.of("night-1", "2024-01-16", "2024-01-17T02:00"), json.loads(sys.argv[1]))
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CITYDB_HOME", str(tmp_path))
    return Settings(home=tmp_path)


def settled(problems: int = 0) -> dict[str, object]:
    problem = {"feed": "population.citizen", "supplier": "bca", "business_day": "2024-01-16", "state": "missing"}
    return {
        "at": AT.isoformat(),
        "settlement": {
            "area": "population",
            "day": "2024-01-16",
            "run_id": "night-1",
            "problems": [problem | {"reason": "no answer"}] * problems,
            "changed_days": [],
            "failure": None,
            "window": ["2024-01-16", "2024-01-16"],
        },
    }


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        pytest.param("2024-01-16", "2024-01-17T02:00:00+07:00", RUN, id="both given"),
        pytest.param(None, "2024-01-17T02:00:00+07:00", RUN, id="the newest day that is over"),
        pytest.param(None, datetime(2024, 1, 16, 19, 0, 0, 123, UTC), RUN, id="Airflow's own instant"),
        pytest.param(None, "2024-01-17T02:00", RUN, id="Hanoi time without an offset"),
    ],
)
def test_a_run_knows_its_day_and_its_instant(day: str | None, at: str | datetime, expected: Run) -> None:
    assert Run.of("night-1", day, at) == expected


def test_a_partition_key_that_is_no_day_is_refused() -> None:
    with pytest.raises(UsageFailure, match="'yesterday' is not a day"):
        Run.of("night-1", "yesterday", AT)


def test_an_errand_that_is_cut_off_is_settled_as_missing_with_that_said(settings: Settings) -> None:
    kept = RUN.folder(settings, "population") / "outcomes" / "population.citizen.bca.json"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings.suppliers_file.write_text(f'[bca]\nkind = "http"\nurl = "{address}"\n')
        child = subprocess.Popen([sys.executable, "-c", COLLECT, json.dumps(ERRAND)])
        silent.settimeout(30)
        silent.accept()
        child.kill()
        child.wait()
    (missing,) = Outcome.from_json(kept.read_text()).missing
    assert missing.day == DAY
    assert missing.reason.startswith("collecting population.citizen from bca was cut off before it ended. Next: ")


def test_an_area_whose_steps_failed_without_a_word_is_settled_with_that_said(settings: Settings) -> None:
    facts = json.loads(json.dumps(area_steps.settle("population", RUN, ["due"])))
    settlement = settlement_of(facts)
    assert settlement.failure == "due failed without a word. Next: see the log of the task in Airflow."
    with pytest.raises(CityDBError, match="population of 2024-01-16 is incomplete: due failed"):
        area_steps.verdict(facts)


def test_the_watchdog_settles_only_who_has_not_settled(settings: Settings) -> None:
    given_up = city_steps.give_up("insurance", RUN)
    assert given_up is not None
    assert settlement_of(given_up).failure == "not settled: its night had not begun when the watchdog came"
    area_steps.settle("population", RUN, [])
    assert city_steps.give_up("population", RUN) is None


def test_the_watchdog_says_what_broke_when_it_is_known(settings: Settings) -> None:
    failures = Run("other", DAY, AT).folder(settings, "population") / "failures"
    failures.mkdir()
    (failures / "validate.txt").write_text("The step validate broke.")
    given_up = city_steps.give_up("population", RUN)
    assert given_up is not None
    assert settlement_of(given_up).failure == "not settled: The step validate broke."


def test_a_red_night_is_told_and_a_green_one_is_not(settings: Settings) -> None:
    settings.settings_file.write_text('[notify]\nkind = "file"\n')
    assert not city_steps.end_night(RUN, [settled()], [])
    assert city_steps.end_night(RUN, [settled(problems=1)], [])


def test_a_publication_asked_for_alone_tells_nobody(settings: Settings) -> None:
    settings.settings_file.write_text('[notify]\nkind = "file"\n')
    assert not city_steps.end_night(RUN, [], [])


def test_a_night_that_could_not_be_published_is_told_and_fails(settings: Settings) -> None:
    settings.settings_file.write_text('[notify]\nkind = "file"\n')
    with pytest.raises(city_steps.PublicationFailed, match="publish failed without a word"):
        city_steps.end_night(RUN, [settled()], ["publish"])
    assert "FAILED  publication" in (settings.home / "notifications.jsonl").read_text()


def test_a_message_that_cannot_be_sent_fails_with_its_reason(settings: Settings) -> None:
    settings.settings_file.write_text('[notify]\nkind = "pigeon"\n')
    with pytest.raises(WrongNotify, match="kind is missing or unknown"):
        city_steps.end_night(RUN, [settled(problems=1)], [])
