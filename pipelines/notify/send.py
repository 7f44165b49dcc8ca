"""The ways a message goes out: a web hook, a mail, a line in a file."""

from __future__ import annotations

import json
import os
import smtplib
from email.message import EmailMessage
from functools import singledispatch

import httpx

from pipelines.errors import EngineFailure, Retryable
from pipelines.land.durable import flush
from pipelines.notify.channel import Channel, LogFile, Smtp, Webhook
from pipelines.notify.report import NightReport


class NotSent(EngineFailure, Retryable):
    """The message about a night did not go out."""

    code = "notify.not_sent"

    def __init__(self, way: str, reason: str) -> None:
        self.way = way
        super().__init__(
            f"The message about the night was not sent: {way} {reason}.",
            where="settings.toml [notify]",
            next_step="Check the address and that it can be reached from here.",
        )


@singledispatch
def send(channel: Channel, report: NightReport) -> None:
    """Send the report by a channel.

    Raises:
        NotSent: it was not accepted; trying again can help.
    """
    raise TypeError(type(channel).__name__)


@send.register
def _(channel: Webhook, report: NightReport) -> None:
    try:
        answer = httpx.post(channel.url, json=_facts(report), timeout=channel.timeout_seconds)
    except httpx.HTTPError as reason:
        raise NotSent("the web hook", f"did not answer ({type(reason).__name__})") from None
    if not answer.is_success:
        raise NotSent("the web hook", f"answered {answer.status_code}")


@send.register
def _(channel: Smtp, report: NightReport) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = report.subject, channel.sender, ", ".join(channel.recipients)
    mail.set_content(report.text)
    try:
        with smtplib.SMTP(channel.host, channel.port, timeout=channel.timeout_seconds) as server:
            if channel.starttls:
                server.starttls()
            if channel.user is not None:
                server.login(channel.user, channel.password or "")
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as reason:
        raise NotSent("the mail server", f"did not take it ({type(reason).__name__})") from None


@send.register
def _(channel: LogFile, report: NightReport) -> None:
    try:
        channel.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(channel.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(_facts(report), ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        flush(channel.path.parent)
    except OSError as reason:
        raise NotSent("the file", f"cannot be written ({type(reason).__name__})") from None


def _facts(report: NightReport) -> dict[str, object]:
    return {
        "day": report.day.isoformat(),
        "subject": report.subject,
        "text": report.text,
        "problems": [problem.__dict__ for problem in report.problems],
        "failures": list(report.failures),
    }
