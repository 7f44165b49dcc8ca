"""Whether a process of this machine still runs, for what carries its process's number in its name."""

from __future__ import annotations

from pathlib import Path


def is_alive(process: str) -> bool:
    """Whether a process of this number runs; what is no number belongs to nobody."""
    return process.isdecimal() and Path(f"/proc/{process}").exists()
