"""Tokens and passwords: named in `suppliers.toml` by where they are, read at the moment of use, shown to nobody."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.extract.failures import WrongSettings


@dataclass(frozen=True)
class Secret:
    """Where a secret is found; never the secret.

    Attributes:
        supplier: whose it is, for messages.
        kind: an environment variable or a file.
        place: the variable's name or the file's path.
    """

    supplier: str
    kind: Literal["env", "file"]
    place: str

    def reveal(self) -> str:
        """The secret itself: for a header or a connection, not for keeping.

        Raises:
            WrongSettings: it is not there, is empty, or others could read it.
        """
        value = os.environ.get(self.place, "") if self.kind == "env" else self._from_file()
        if not value.strip():
            raise self._wrong("is empty or not set", "Set it for the account that runs the nights.")
        return value.strip()

    def _from_file(self) -> str:
        path = Path(self.place)
        try:
            with path.open(encoding="utf-8") as stream:
                if stat.S_IMODE(os.fstat(stream.fileno()).st_mode) & 0o077:
                    raise self._wrong("can be read by others", f"Run `chmod 600 {path}`, and have the secret changed.")
                return stream.read()
        except (OSError, UnicodeDecodeError) as reason:
            raise self._wrong(f"cannot be read ({type(reason).__name__})", "Check the path and its owner.") from None

    def _wrong(self, what: str, next_step: str) -> WrongSettings:
        kind = "environment variable" if self.kind == "env" else "file"
        return WrongSettings(
            f"The {kind} {self.place} with the secret of {self.supplier} {what}.",
            where=f"suppliers.toml [{self.supplier}]",
            next_step=next_step,
        )
