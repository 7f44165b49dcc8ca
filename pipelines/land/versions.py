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
    """The arrival's version number is taken by other content."""

    version: int


def decide(landed: Sequence[Manifest], identity: str, given: int | None, origin: str) -> Known | New | Conflict:
    """What an arrival is among everything that landed of its feed, supplier and day.

    `given` is the supplier's own number, None where it gives none. What landed before is known again, unless the
    supplier put it back in place of something newer. A number already taken is never given twice.
    """
    same = [manifest for manifest in landed if manifest.sha256 == identity]
    if same and not _is_put_back(landed, identity, given, origin):
        return Known(max(same, key=lambda manifest: (manifest.origin == origin, manifest.version)))
    number = _next_from(landed, origin) if given is None else given
    return Conflict(number) if any(manifest.version == number for manifest in landed) else New(number)


def _is_put_back(landed: Sequence[Manifest], identity: str, given: int | None, origin: str) -> bool:
    """Whether content that landed before comes as a correction of the newest version.

    It does under a number above all others, and where the newest version stood itself. What merely still lies there,
    and is looked at again every night, is neither.
    """
    newest = max(landed, key=lambda manifest: manifest.version)
    if newest.sha256 == identity:
        return False
    return newest.origin == origin if given is None else given > newest.version


def _next_from(landed: Sequence[Manifest], origin: str) -> int:
    """The number of what comes without one: the first version, or the next where it replaces something.

    It replaces what stood in the same place before, or a first version that had no number either. A first version
    that the supplier numbered itself keeps its number.
    """
    first = next((manifest for manifest in landed if manifest.version == 1), None)
    has_stood = any(manifest.origin == origin for manifest in landed)
    if not has_stood and (first is None or first.is_numbered):
        return 1
    return max(manifest.version for manifest in landed) + 1
