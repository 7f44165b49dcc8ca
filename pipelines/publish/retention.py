"""Which publications stay: the newest, each month's last, and within a limit of disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.publish.model import Publication

NEWEST = 14
"""So many of the newest keep `city.duckdb` and the page, and each month's last does."""

NEWEST_CORES = 2
"""So many of the newest keep `core.duckdb`."""


@dataclass(frozen=True)
class Weighed:
    """A publication and what it takes of the disk.

    Attributes:
        publication: which.
        city_bytes: its `city.duckdb` and page.
        core_bytes: its `core.duckdb`, 0 when it has none any more.
    """

    publication: Publication
    city_bytes: int
    core_bytes: int


@dataclass(frozen=True)
class Outdated:
    """What has to go.

    Attributes:
        whole: publications that are removed.
        cores: publications that stay and lose their `core.duckdb`.
    """

    whole: tuple[Publication, ...] = ()
    cores: tuple[Publication, ...] = ()


def outdated(shelf: Sequence[Weighed], current: Publication | None, limit_bytes: float) -> Outdated:
    """What has to go of a shelf, so that the rules and then the limit hold.

    The current publication and the newest one stay whole whatever they take. Beyond the limit the oldest go first:
    of what may go, first `core.duckdb` files, then publications that are no month's last, then those that are.
    """
    ordered = sorted(shelf, key=lambda one: one.publication.order)
    names = [one.publication for one in ordered]
    untouchable = {*names[-1:], current}
    month_ends = set({name.day.strftime("%Y-%m"): name for name in names}.values())
    kept = untouchable | month_ends | set(names[-NEWEST:])
    cores = untouchable | set(names[-NEWEST_CORES:])
    free = [one for one in ordered if one.publication not in untouchable]
    weight = sum(
        one.city_bytes * (one.publication in kept) + one.core_bytes * (one.publication in cores) for one in ordered
    )
    for one, members, freed in (
        *((one, cores, one.core_bytes) for one in free),
        *((one, kept, one.city_bytes) for one in free if one.publication not in month_ends),
        *((one, kept, one.city_bytes) for one in free if one.publication in month_ends),
    ):
        if weight > limit_bytes and one.publication in members:
            members.discard(one.publication)
            weight -= freed
    return Outdated(
        whole=tuple(name for name in names if name not in kept),
        cores=tuple(
            one.publication
            for one in ordered
            if one.core_bytes and one.publication in kept and one.publication not in cores
        ),
    )
