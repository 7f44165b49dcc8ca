"""The key of the pseudonyms: 32 random bytes that never change, because with them every `person_key` would change."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import duckdb

from pipelines.land.durable import keep_first
from pipelines.publish.failures import PersonKeyFailure
from pipelines.settings import Settings
from warehouse.sql import run_sql

LENGTH = 32
_BLOCK = 64
"""The block of SHA-256, to which HMAC fills up a key."""


@dataclass(frozen=True)
class PersonKey:
    """The secret itself; it shows itself to nobody who prints it."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """By which the key is known again; it tells nothing about the key."""
        return sha256(b"citydb person key|" + self.secret).hexdigest()[:16]

    def teach(self, con: duckdb.DuckDBPyConnection) -> None:
        """Give a connection the macros `keyed_hash(text)` and `person_key(text)`, for as long as it lives.

        The key goes in as a parameter into variables of the session: it stands in no statement and in no file.
        """
        block = self.secret.ljust(_BLOCK, b"\0")
        con.execute("SET VARIABLE person_key_inner = $pad", {"pad": bytes(byte ^ 0x36 for byte in block)})
        con.execute("SET VARIABLE person_key_outer = $pad", {"pad": bytes(byte ^ 0x5C for byte in block)})
        run_sql(con, "publish/pseudonyms")


def person_key(settings: Settings, known: str | None) -> PersonKey:
    """The key, made at first use.

    Args:
        settings: where it is kept.
        known: the fingerprint of the key that what is published was made with, None when nothing is published.

    Raises:
        PersonKeyFailure: it is lost, changed, of the wrong length, or others may read it.
    """
    path = key_path(settings)
    if not path.exists():
        if known is not None or settings.person_key_file is not None:
            raise PersonKeyFailure(
                "The key of the pseudonyms is not there.", where=str(path), next_step="Restore it from its backup."
            )
        _make(path)
    key = PersonKey(_read(path))
    if known not in (None, key.fingerprint):
        raise PersonKeyFailure(
            f"The key of the pseudonyms has changed: what is published was made with {known}, this is "
            f"{key.fingerprint}. Under it every person would get another person_key.",
            where=str(path),
            next_step="Restore the key from its backup. If it is lost for good, move the published folder away: "
            "the next publication then starts anew, and nothing can be joined with the old ones.",
        )
    return key


def key_fingerprint(settings: Settings) -> str | None:
    """The fingerprint of the key there is; None before its first use.

    Raises:
        PersonKeyFailure: it is of the wrong length, or others may read it.
    """
    path = key_path(settings)
    return PersonKey(_read(path)).fingerprint if path.exists() else None


def key_path(settings: Settings) -> Path:
    """Where the key is kept."""
    return settings.person_key_file or settings.secrets / "person.key"


def _make(path: Path) -> None:
    keep_first(path, lambda: secrets.token_bytes(LENGTH))


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        mode = os.fstat(stream.fileno()).st_mode & 0o777
        if mode & 0o077:
            raise PersonKeyFailure(
                f"Others than the service account may read the key of the pseudonyms: its mode is {mode:o}.",
                where=str(path),
                next_step=f"Run `chmod 600 {path}`, and find out who has read it.",
            )
        secret = stream.read(LENGTH + 1)
    if len(secret) != LENGTH:
        raise PersonKeyFailure(
            f"The key of the pseudonyms has not {LENGTH} bytes.",
            where=str(path),
            next_step="Restore it from its backup.",
        )
    return secret
