from __future__ import annotations

import email
import email.policy
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.night.model import Problem, Settlement
from pipelines.notify import NightReport, notify
from pipelines.notify.channel import WrongNotify
from pipelines.notify.send import NotSent
from pipelines.settings import Settings
from tests.unit.notify.places import mail_server, web_hook

DAY = date(2024, 1, 16)
AT = datetime(2024, 1, 16, 19, 0, tzinfo=UTC)
REASON = "the service does not answer. Next: ask the ministry's operators."
MISSING = Problem("population.citizen", "bca", "2024-01-16", "missing", REASON)
RED = NightReport(DAY, (MISSING,))
GREEN = NightReport(DAY)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def write(settings: Settings, *lines: str) -> None:
    settings.settings_file.write_text("\n".join(["[notify]", *lines]), encoding="utf-8")


def lines_of(settings: Settings) -> list[dict[str, object]]:
    text = (settings.home / "notifications.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_red_night_is_told_with_supplier_reason_and_next_step(settings: Settings) -> None:
    write(settings, 'kind = "file"')
    assert notify(settings, RED, AT)
    (message,) = lines_of(settings)
    assert message["subject"] == "Hanoi city database, night of 2024-01-16: not loaded: bca"
    text = str(message["text"])
    assert f"MISSING  bca  population.citizen  2024-01-16: {REASON}" in text
    assert "Next: `citydb status`" in text


def test_the_file_may_be_read_by_this_account_alone(settings: Settings) -> None:
    write(settings, 'kind = "file"', 'path = "told/nights.jsonl"')
    notify(settings, RED, AT)
    assert (settings.home / "told" / "nights.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_night_is_told_once_however_often_it_is_run(settings: Settings) -> None:
    write(settings, 'kind = "file"')
    assert notify(settings, RED, AT)
    assert not notify(settings, RED, AT)
    assert len(lines_of(settings)) == 1


def test_another_night_is_told_again(settings: Settings) -> None:
    write(settings, 'kind = "file"')
    notify(settings, RED, AT)
    assert notify(settings, NightReport(date(2024, 1, 17), (MISSING,)), AT)
    assert len(lines_of(settings)) == 2


def test_a_complete_night_is_not_told(settings: Settings) -> None:
    write(settings, 'kind = "file"')
    assert not notify(settings, GREEN, AT)
    assert not (settings.home / "notifications.jsonl").exists()


def test_without_a_notify_section_nothing_is_sent(settings: Settings) -> None:
    assert not notify(settings, RED, AT)
    settings.settings_file.write_text("[other]\n", encoding="utf-8")
    assert not notify(settings, RED, AT)


def test_days_with_one_reason_stand_in_one_line() -> None:
    report = NightReport(DAY, (MISSING, Problem("population.citizen", "bca", "2024-01-15", "missing", REASON)))
    assert f"bca  population.citizen  2024-01-16, 2024-01-15: {REASON}" in report.text


def test_what_broke_is_told_with_its_area() -> None:
    settled = Settlement("population", "2024-01-16", "r", (), (), "The step validate broke.")
    report = NightReport.of(DAY, [settled], "the disk is full")
    assert report.is_red
    assert "FAILED  population: The step validate broke." in report.text
    assert "FAILED  publication: the disk is full" in report.text


def test_a_web_hook_gets_the_message_as_json(settings: Settings) -> None:
    with web_hook() as inbox:
        write(settings, 'kind = "webhook"', f'url = "http://127.0.0.1:{inbox.port}/hook"')
        assert notify(settings, RED, AT)
    (message,) = inbox.arrived
    assert message["problems"] == [MISSING.__dict__]
    assert message["day"] == "2024-01-16"


def test_a_web_hooks_address_may_be_a_secret_of_the_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_hook() as inbox:
        monkeypatch.setenv("HOOK", f"http://127.0.0.1:{inbox.port}/hook")
        write(settings, 'kind = "webhook"', 'url_env = "HOOK"')
        assert notify(settings, RED, AT)
    assert len(inbox.arrived) == 1


def test_a_message_that_is_not_accepted_counts_as_untold(settings: Settings) -> None:
    with web_hook(status=503) as inbox:
        write(settings, 'kind = "webhook"', f'url = "http://127.0.0.1:{inbox.port}/hook"')
        with pytest.raises(NotSent, match="the web hook answered 503"):
            notify(settings, RED, AT)
    write(settings, 'kind = "file"')
    assert notify(settings, RED, AT)


def test_a_web_hook_that_is_not_there_is_told_without_its_address(settings: Settings) -> None:
    write(settings, 'kind = "webhook"', 'url = "http://127.0.0.1:9/secret-path"')
    with pytest.raises(NotSent) as failure:
        notify(settings, RED, AT)
    assert "secret-path" not in failure.value.sentence


def test_a_mail_goes_to_all_recipients(settings: Settings) -> None:
    with mail_server() as inbox:
        write(
            settings,
            'kind = "smtp"',
            'host = "127.0.0.1"',
            f"port = {inbox.port}",
            'sender = "citydb@example.org"',
            'recipients = ["a@example.org", "b@example.org"]',
        )
        assert notify(settings, RED, AT)
    (raw,) = inbox.arrived
    mail = email.message_from_string(raw, policy=email.policy.default)
    assert mail["To"] == "a@example.org, b@example.org"
    assert mail["Subject"] == RED.subject
    body = mail.get_body()
    assert body is not None
    assert REASON in body.get_content().replace("\n", " ")


def test_a_mail_server_that_refuses_is_an_error(settings: Settings) -> None:
    with mail_server(refuses=True) as inbox:
        address = ['host = "127.0.0.1"', f"port = {inbox.port}"]
        write(settings, 'kind = "smtp"', *address, 'sender = "x@example.org"', 'recipients = ["a@example.org"]')
        with pytest.raises(NotSent, match="the mail server did not take it"):
            notify(settings, RED, AT)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        pytest.param(['kind = "pigeon"'], "kind is missing or unknown", id="unknown kind"),
        pytest.param(['kind = "file"', 'pth = "x"'], "'pth' is no key of kind file", id="misspelt key"),
        pytest.param(['kind = "webhook"', 'url = "ftp://x"'], "url is no HTTP address", id="not http"),
        pytest.param(['kind = "webhook"', 'url_env = "NOT_SET_ANYWHERE"'], "is empty or not set", id="no variable"),
        pytest.param(['kind = "webhook"', 'url_file = "open.txt"'], "can be read by others", id="open secret"),
        pytest.param(['kind = "webhook"', 'url_file = "gone.txt"'], "cannot be read", id="no secret file"),
        pytest.param(['kind = "smtp"', 'recipients = "a@b"'], "recipients is no list", id="recipients no list"),
        pytest.param(['kind = "file"', "path = 7"], "path is missing or no text", id="path no text"),
        pytest.param(['kind = "file'], "The file is no TOML", id="no toml"),
    ],
)
def test_a_mistake_in_the_section_is_named(settings: Settings, lines: list[str], complaint: str) -> None:
    (settings.home / "open.txt").write_text("http://127.0.0.1/", encoding="utf-8")
    (settings.home / "open.txt").chmod(0o644)
    write(settings, *lines)
    with pytest.raises(WrongNotify, match=complaint):
        notify(settings, RED, AT)
