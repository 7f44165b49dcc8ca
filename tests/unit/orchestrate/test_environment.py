from __future__ import annotations

import configparser
from datetime import time
from pathlib import Path

import pytest

from pipelines.orchestrate import environment, secrets
from pipelines.settings import REPOSITORY, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    key = tmp_path / "apart" / "person.key"
    return Settings(
        home=tmp_path / "home",
        memory="600MB",
        threads=1,
        publish_by=time(4, 15),
        supplier_minutes=7.5,
        person_key_file=key,
    )


def environ_of(settings: Settings, **base: str) -> dict[str, str]:
    return environment.airflow_environment(
        settings, base, port=8123, database=environment.sqlite(settings), one_shot=True
    )


def test_all_state_lies_below_the_home_and_nothing_in_the_repository(settings: Settings) -> None:
    made = {"AIRFLOW_HOME", "AIRFLOW_CONFIG", "AIRFLOW__CORE__DAGS_FOLDER"}
    for name, value in environ_of(settings).items():
        if name not in made:
            assert str(REPOSITORY) not in value, name


def test_two_homes_share_no_path(tmp_path: Path) -> None:
    one, other = Settings(home=tmp_path / "one"), Settings(home=tmp_path / "other")
    for name, value in environ_of(one).items():
        assert str(other.home) not in value, name
        if str(one.home) in value:
            assert environ_of(other)[name] == value.replace(str(one.home), str(other.home))


def test_no_secret_stands_in_the_environment(settings: Settings) -> None:
    values = environ_of(settings).values()
    kept = [secrets.password(settings), secrets.token_key(settings).read_text(), secrets.page_key(settings).read_text()]
    assert all(len(secret) >= 20 for secret in kept)
    assert not [secret for secret in kept for value in values if secret in value]


def test_what_the_callers_environment_says_of_ports_and_secrets_does_not_count(settings: Settings) -> None:
    found = environ_of(
        settings, AIRFLOW__API__PORT="1", AIRFLOW__API_AUTH__JWT_SECRET="theirs", AIRFLOW_HOME="/elsewhere", HOME="/h"
    )
    assert found["AIRFLOW__API__PORT"] == "8123"
    assert "AIRFLOW__API_AUTH__JWT_SECRET" not in found
    assert found["AIRFLOW_HOME"] == str(REPOSITORY)
    assert found["HOME"] == "/h"


def test_the_settings_reach_the_tasks_as_they_are(settings: Settings) -> None:
    assert Settings.from_environment(environ_of(settings)) == settings


def test_only_a_one_shot_run_drops_the_schedule(settings: Settings) -> None:
    permanent = environment.airflow_environment(
        settings, {"CITYDB_ONE_SHOT": "1"}, port=1, database=environment.sqlite(settings), one_shot=False
    )
    assert "CITYDB_ONE_SHOT" not in permanent
    assert environ_of(settings)["CITYDB_ONE_SHOT"] == "1"


def test_the_servers_listen_on_loopback_only(settings: Settings) -> None:
    found = environ_of(settings)
    assert found["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert found["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:8123/execution/"


def test_airflow_cfg_names_no_path_and_no_secret() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(REPOSITORY / "airflow.cfg")
    values = {f"{section}.{key}": value for section in parser.sections() for key, value in parser[section].items()}
    assert not [key for key, value in values.items() if "/" in value and key != "core.default_timezone"]
    assert not [key for key in values if any(word in key for word in ("secret", "password", "token", "fernet"))]
