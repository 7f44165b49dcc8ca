"""`[notify]` of `settings.toml`: by which way a message goes. A person writes it, so mistakes are named by key."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ContractFailure
from pipelines.settings import Settings


class WrongNotify(ContractFailure):
    """`[notify]` says something that cannot be meant."""

    code = "settings.notify"

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what, where="settings.toml [notify]", next_step=next_step)


@dataclass(frozen=True)
class Webhook:
    """A JSON message to an HTTP address; the address may itself be the secret."""

    url: str
    timeout_seconds: float


@dataclass(frozen=True)
class Smtp:
    """A plain mail by a mail server."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    user: str | None
    password: str | None
    starttls: bool
    timeout_seconds: float


@dataclass(frozen=True)
class LogFile:
    """A line of JSON at the end of a file."""

    path: Path


Channel = Webhook | Smtp | LogFile

_KEYS: Mapping[str, frozenset[str]] = {
    "webhook": frozenset({"url", "url_env", "url_file", "timeout_seconds"}),
    "smtp": frozenset(
        {"host", "port", "sender", "recipients", "user", "password_env", "password_file", "starttls", "timeout_seconds"}
    ),
    "file": frozenset({"path"}),
}


def channel_of(settings: Settings) -> Channel | None:
    """The way `[notify]` asks for; None when there is no such section.

    Raises:
        WrongNotify: the section says something that cannot be meant, or a secret it names is not there.
    """
    section = _section(settings)
    if section is None:
        return None
    kind = section.get("kind")
    if kind not in _KEYS:
        raise WrongNotify("kind is missing or unknown.", f"kind is one of {', '.join(_KEYS)}.")
    for key in section.keys() - _KEYS[str(kind)] - {"kind"}:
        raise WrongNotify(f"{key!r} is no key of kind {kind}.", f"Known: {', '.join(sorted(_KEYS[str(kind)]))}.")
    if kind == "file":
        return LogFile(settings.home / _text(section, "path", "notifications.jsonl"))
    if kind == "webhook":
        return _webhook(settings, section)
    return _smtp(settings, section)


def _section(settings: Settings) -> Mapping[str, object] | None:
    try:
        section = tomllib.loads(settings.settings_file.read_text(encoding="utf-8")).get("notify")
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise WrongNotify(
            "The file is no TOML.", "Texts stand in double quotes, sections in square brackets."
        ) from None
    if section is not None and not isinstance(section, dict):
        raise WrongNotify("notify is no section.", "Write [notify] on a line of its own.")
    return section


def _webhook(settings: Settings, section: Mapping[str, object]) -> Webhook:
    url = _secret(settings, section, "url") or _text(section, "url")
    if not url.startswith(("https://", "http://")):
        raise WrongNotify("url is no HTTP address.", 'Write it like url = "https://…".')
    return Webhook(url, _number(section, "timeout_seconds", 15))


def _smtp(settings: Settings, section: Mapping[str, object]) -> Smtp:
    recipients = section.get("recipients")
    if not isinstance(recipients, list) or not recipients or not all(isinstance(one, str) for one in recipients):
        raise WrongNotify("recipients is no list of addresses.", 'Write it like recipients = ["data@example.org"].')
    return Smtp(
        host=_text(section, "host"),
        port=int(_number(section, "port", 25)),
        sender=_text(section, "sender"),
        recipients=tuple(recipients),
        user=_text(section, "user", "") or None,
        password=_secret(settings, section, "password"),
        starttls=section.get("starttls", False) is True,
        timeout_seconds=_number(section, "timeout_seconds", 15),
    )


def _text(section: Mapping[str, object], key: str, default: str | None = None) -> str:
    value = section.get(key, default)
    if not isinstance(value, str):
        raise WrongNotify(f"{key} is missing or no text.", f'Write it like {key} = "…".')
    return value


def _number(section: Mapping[str, object], key: str, default: float) -> float:
    value = section.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise WrongNotify(f"{key} is no number above 0.", f"Write it like {key} = {default:g}.")
    return value


def _secret(settings: Settings, section: Mapping[str, object], key: str) -> str | None:
    if name := _text(section, f"{key}_env", ""):
        if not (value := os.environ.get(name, "").strip()):
            raise WrongNotify(
                f"The environment variable {name} is empty or not set.", "Set it for the nights' account."
            )
        return value
    if name := _text(section, f"{key}_file", ""):
        return _secret_file(settings.home / name)
    return None


def _secret_file(path: Path) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise WrongNotify(f"The file {path} can be read by others.", f"Run `chmod 600 {path}`.")
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as reason:
        raise WrongNotify(f"The file {path} cannot be read ({type(reason).__name__}).", "Check it.") from None
