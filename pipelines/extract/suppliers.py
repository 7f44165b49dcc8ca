"""`suppliers.toml`: where each supplier is found. A person writes it, so every mistake is named by section and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from pipelines.extract.addresses import checked_address
from pipelines.extract.failures import WrongSettings
from pipelines.extract.secret import Secret
from pipelines.settings import Settings

Kind = Literal["http", "sql", "files"]
_KINDS: tuple[Kind, ...] = get_args(Kind)

_SECRET_KEYS: Mapping[Kind, str] = {"http": "token", "sql": "password"}
_NUMBERS: Mapping[str, float] = {"max_parallel": 1, "timeout_seconds": 0.001, "attempts": 1, "backoff_seconds": 0}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_TWICE = re.compile(rf"Cannot declare \('({_NAME.pattern})',\) twice")


@dataclass(frozen=True)
class Supplier:
    """Where a supplier is and how it wants to be treated.

    Attributes:
        name: short ASCII name, e.g. `bca` or `d001`.
        kind: what stands there.
        url: its address, without any secret.
        secret: where its token or password is found; None when it needs none.
        max_parallel: how many errands to it may run at once, over all processes.
        timeout_seconds: how long to wait for it to answer.
        attempts: how often one request is tried.
        backoff_seconds: the first pause between tries; each further one is twice as long.
    """

    name: str
    kind: Kind
    url: str
    secret: Secret | None = None
    max_parallel: int = 2
    timeout_seconds: float = 30.0
    attempts: int = 4
    backoff_seconds: float = 0.5


def load_suppliers(settings: Settings) -> dict[str, Supplier]:
    """All suppliers of the file, by name; paths in it are relative to the home.

    Raises:
        WrongSettings: the file is missing, or a section says something that cannot be meant.
    """
    return {name: _supplier(settings, name, section) for name, section in _sections(settings).items()}


def supplier_of(settings: Settings, name: str) -> Supplier:
    """One supplier; a mistake in another one's section is not its concern.

    Raises:
        WrongSettings: the file has no such section, or it says something that cannot be meant.
    """
    sections = _sections(settings)
    if name not in sections:
        raise WrongSettings(
            f"suppliers.toml does not say where {name} is found.",
            where=str(settings.suppliers_file),
            next_step=f"Add a section [{name}] with kind and url.",
        )
    return _supplier(settings, name, sections[name])


def _sections(settings: Settings) -> Mapping[str, Any]:
    path = settings.suppliers_file
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongSettings(
            "There is no suppliers.toml.",
            where=str(path),
            next_step="Write one, or run `citydb suppliers up` for the made-up city.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise _no_toml(path, reason) from None


def _no_toml(path: Path, reason: ValueError) -> WrongSettings:
    """What can be told of a file that is no TOML: the rest of the parser's message may quote what stands there."""
    place = re.search(r"\(at .*\)$", str(reason))
    at = f" {place.group()}" if place else ""
    if twice := _TWICE.match(str(reason)):
        return WrongSettings(
            f"suppliers.toml has a second section [{twice.group(1)}]{at}.",
            where=str(path),
            next_step="Keep one of them; one in the block of the made-up city goes at the next `citydb suppliers up`.",
        )
    return WrongSettings(
        f"suppliers.toml is no TOML{at}.",
        where=str(path),
        next_step="Texts stand in double quotes, sections in square brackets.",
    )


@lru_cache(maxsize=1)
def _parsed(text: str) -> Mapping[str, Any]:
    """The sections of a file of that text; a night asks once for every supplier."""
    return tomllib.loads(text)


def _supplier(settings: Settings, name: str, section: Any) -> Supplier:  # Any: whatever a person may write in TOML
    if not _NAME.fullmatch(name):
        raise _wrong(name, "is no name of a supplier", "A name has small letters, digits and _, like bca or d001.")
    if not isinstance(section, dict):
        raise _wrong(name, "is no section", f"Write [{name}] on a line of its own, then kind and url.")
    kind = _kind(name, section.get("kind"))
    _refuse_unknown(name, kind, section)
    url = section.get("url")
    if not isinstance(url, str) or not url:
        raise _wrong(name, "url is missing or no text", 'Write it like url = "https://…".')
    return Supplier(
        name=name,
        kind=kind,
        url=checked_address(settings, name, kind, url),
        secret=_secret(settings, name, kind, section),
        **{key: _number(name, key, section[key]) for key in _NUMBERS if key in section},
    )


def _kind(name: str, value: object) -> Kind:
    for kind in _KINDS:
        if kind == value:
            return kind
    raise _wrong(name, "kind is missing or unknown", f"kind is one of {', '.join(_KINDS)}.")


def _refuse_unknown(name: str, kind: Kind, section: Mapping[str, Any]) -> None:
    secret = _SECRET_KEYS.get(kind)
    known = {"kind", "url", *_NUMBERS, *((f"{secret}_env", f"{secret}_file") if secret else ())}
    for key in section:
        if key in {"token", "password", "user_password", "secret"}:
            raise _wrong(
                name,
                f"{key} holds a secret in place",
                f"Have the secret changed, and name where it is: {secret or 'token'}_env or {secret or 'token'}_file.",
            )
        if key not in known:
            raise _wrong(name, f"{key!r} is no key of a supplier of kind {kind}", f"Known: {', '.join(sorted(known))}.")


def _secret(settings: Settings, name: str, kind: Kind, section: Mapping[str, Any]) -> Secret | None:
    key = _SECRET_KEYS.get(kind)
    given = [(how, section[f"{key}_{how}"]) for how in ("env", "file") if f"{key}_{how}" in section]
    if not given:
        return None
    if len(given) > 1:
        raise _wrong(name, f"{key}_env and {key}_file are both given", "Keep one of them.")
    how, place = given[0]
    if not isinstance(place, str) or not place:
        raise _wrong(name, f"{key}_{how} is no text", "It names an environment variable or a file.")
    if how == "env":
        return Secret(name, "env", place)
    return Secret(name, "file", str(settings.home / place))


def _number(name: str, key: str, value: Any) -> Any:  # Any: int or float, as the key wants it
    whole = key in {"max_parallel", "attempts"}
    is_number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not is_number or value < _NUMBERS[key]:
        raise _wrong(
            name, f"{key} is not a {'whole ' if whole else ''}number of at least {_NUMBERS[key]:g}", "Correct it."
        )
    return value


def _wrong(name: str, what: str, next_step: str) -> WrongSettings:
    return WrongSettings(f"{what}.", where=f"suppliers.toml [{name}]", next_step=next_step)
