"""Which version of a supplier's day an arrival is: a function of what landed before, of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.land.manifest import Manifest


@dataclass(frozen=True)
class Known:
    """The arrival is a delivery that landed before."""

    manifest: Manifest


@dataclass(frozen=True)
class New:
    """The arrival is a new version."""

    version: int


@dataclass(frozen=True)
class Conflict:
    """The supplier's own version number is taken by other content."""

    version: int


def decide(landed: Sequence[Manifest], identity: str, given: int | None) -> Known | New | Conflict:
    """What an arrival is among everything that landed of its feed, supplier and day.

    Content equal to any earlier version is that version again, whatever number it comes under. Where the supplier
    gives no number, what differs is numbered in order of arrival. A number already taken is never given twice.
    """
    for manifest in landed:
        if manifest.sha256 == identity:
            return Known(manifest)
    taken = {manifest.version for manifest in landed}
    if given is None:
        return New(max(taken, default=0) + 1)
    return Conflict(given) if given in taken else New(given)
