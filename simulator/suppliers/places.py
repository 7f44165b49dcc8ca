"""Where the running systems keep what they need: pid files, logs, secrets, and the register's data folder."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipelines.land.durable import keep_first
from pipelines.settings import Settings

SERVICES = ("bca", "vpcp")
"""The suppliers that are HTTP services."""


@dataclass(frozen=True)
class Places:
    """The places of one home."""

    settings: Settings

    @property
    def run(self) -> Path:
        """Pid files and logs."""
        return self.settings.simulated / "run"

    def token(self, supplier: str) -> Path:
        """The bearer token of a supplier's service."""
        return self.settings.secrets / f"{supplier}.token"

    @property
    def password(self) -> Path:
        """The insurance register's reading password."""
        return self.settings.secrets / "bhxh.password"

    @property
    def register(self) -> Path:
        """The register's data folder.

        PostgreSQL does not run as root but as a user of its own, who cannot enter a private home: then the folder
        stands among the temporary ones, named after the home.
        """
        if os.geteuid() != 0:
            return self.run / "postgres"
        name = hashlib.sha256(str(self.settings.home).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"citydb-bhxh-{name}"

    def pid_file(self, supplier: str) -> Path:
        """The pid file of a supplier's process."""
        return self.run / f"{supplier}.json"

    def log(self, supplier: str) -> Path:
        """What a supplier's process complained of."""
        return self.run / f"{supplier}.log"

    def drop_folder(self, supplier: str) -> Path:
        """The drop folder of a supplier that delivers files."""
        return self.settings.simulated / "drop" / supplier

    def make(self) -> None:
        """Make the folders, and secrets that do not exist yet."""
        self.run.mkdir(mode=0o700, exist_ok=True)
        self.settings.secrets.mkdir(mode=0o700, exist_ok=True)
        for secret in (*map(self.token, SERVICES), self.password):
            keep_first(secret, lambda: secrets.token_urlsafe(24).encode())
