"""Addresses of suppliers as a person may write them: no secret inside, nothing sent in the clear, no guessing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pipelines.extract.failures import WrongSettings
from pipelines.settings import Settings

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECRET_PARAMETERS = {"password", "passwd", "pwd", "token", "access_token", "api_key", "apikey", "key", "secret"}


def checked_address(settings: Settings, name: str, kind: str, url: str) -> str:
    """The address of a supplier: as given for http and sql, an absolute path for files.

    Raises:
        WrongSettings: it holds a secret, or is no address of that kind.
    """
    try:
        parts = urlsplit(url)
        has_secret = parts.password is not None or (kind == "http" and parts.username is not None)
    except ValueError:
        raise _wrong(name, "url is no address", "Compare it with the other sections.") from None
    if has_secret or any(key.lower() in _SECRET_PARAMETERS for key, _ in parse_qsl(parts.query)):
        raise _wrong(
            name,
            "url holds a password or token",
            "Have it changed, leave it out of the address and name where it is: password_file or token_file.",
        )
    if kind == "http":
        return _web_address(name, url, parts)
    return _folder(settings, name, url, parts) if kind == "files" else _database(settings, name, url, parts)


def is_loopback(url: str) -> bool:
    """Whether an address never leaves this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def _web_address(name: str, url: str, parts: SplitResult) -> str:
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _wrong(name, "url is no web address", "It begins with https://.")
    if parts.scheme == "http" and not is_loopback(url):
        raise _wrong(name, "url would send citizens' data and the token in the clear", "Use https://.")
    return url.rstrip("/")


def _folder(settings: Settings, name: str, url: str, parts: SplitResult) -> str:
    if parts.scheme not in {"", "file"} or parts.netloc not in {"", "localhost"}:
        raise _wrong(
            name,
            "url is no local folder",
            "Write file:///path/to/folder, or a path relative to CITYDB_HOME; other places are not read yet.",
        )
    path = Path(unquote(parts.path) if parts.scheme else url)
    return str(settings.home / path)


def _database(settings: Settings, name: str, url: str, parts: SplitResult) -> str:
    if not parts.scheme or "://" not in url:
        raise _wrong(name, "url is no database address", "Write it like postgresql+psycopg://user@host/database.")
    if parts.scheme.split("+")[0] == "sqlite":
        path = settings.home / unquote(parts.path.removeprefix("/"))
        return f"{parts.scheme}:///{path}"
    return url


def _wrong(name: str, what: str, next_step: str) -> WrongSettings:
    return WrongSettings(f"{what}.", where=f"suppliers.toml [{name}]", next_step=next_step)
