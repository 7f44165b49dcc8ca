"""Airflow's secrets: made at first use, each in a file of its own below the home that only this account may read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path

from pipelines.land.durable import keep_first
from pipelines.settings import Settings

USER = "admin"
"""The one user of Airflow's pages and of its programming interface."""


def password(settings: Settings) -> str:
    """The password of the user, made when there is none."""
    text = _kept(passwords_file(settings), lambda: json.dumps({USER: secrets.token_urlsafe(18)}) + "\n")
    return str(json.loads(text)[USER])


def passwords_file(settings: Settings) -> Path:
    """Where Airflow's simple auth manager reads the password."""
    return settings.airflow / "passwords.json"


def token_key(settings: Settings) -> Path:
    """The file with the key that signs the tokens of users and tasks, made when there is none."""
    path = settings.airflow / "token.key"
    _kept(path, lambda: secrets.token_urlsafe(64))
    return path


def page_key(settings: Settings) -> Path:
    """The file with the key that signs sessions of Airflow's pages, made when there is none."""
    path = settings.airflow / "page.key"
    _kept(path, lambda: secrets.token_urlsafe(32))
    return path


def _kept(path: Path, make: Callable[[], str]) -> str:
    content = keep_first(path, lambda: make().encode())
    path.chmod(0o600)
    return content.decode()
