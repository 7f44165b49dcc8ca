"""At most one message a night: a file below the home says that a business day has been told."""

from __future__ import annotations

import json
from datetime import datetime

from pipelines.land.durable import make_folder, write_whole
from pipelines.notify.channel import channel_of
from pipelines.notify.report import NightReport
from pipelines.notify.send import send
from pipelines.settings import Settings


def notify(settings: Settings, report: NightReport, at: datetime) -> bool:
    """Whether a message was sent: only for a red night that has not been told, and only if `[notify]` says where.

    Raises:
        WrongNotify: `[notify]` says something that cannot be meant.
        NotSent: it was not accepted; the night then counts as untold.
    """
    told = settings.home / "notified" / f"{report.day}.json"
    if not report.is_red or told.exists():
        return False
    channel = channel_of(settings)
    if channel is None:
        return False
    send(channel, report)
    make_folder(told.parent)
    write_whole(told, json.dumps({"told_at": at.isoformat(), "subject": report.subject}).encode())
    return True
