"""Cutting what landed for many days into pieces that fit into memory, the oldest days first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from pipelines.land.manifest import Manifest

CHUNK_BYTES = 64 * 1024 * 1024
"""As landed, where tables are compressed several times. Each chunk is committed before the next is read.

An interruption loses no more than one. Each costs about 0.6 CPU seconds of its own.
"""


def chunks(landed: Iterable[Manifest], largest: int = CHUNK_BYTES) -> list[tuple[date, ...]]:
    """The days of some deliveries in order, as many together as have no more bytes than `largest`, at least one."""
    sizes: Counter[date] = Counter()
    for manifest in landed:
        sizes[manifest.business_day] += manifest.bytes
    cut: list[list[date]] = []
    filled = 0
    for day, size in sorted(sizes.items()):
        if not cut or filled + size > largest:
            cut.append([])
            filled = 0
        cut[-1].append(day)
        filled += size
    return [tuple(days) for days in cut]
