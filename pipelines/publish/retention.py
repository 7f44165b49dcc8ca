"""Which publications stay: the newest, each month's last, and within a limit of disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    held = {one.publication for one in ordered[-1:]} | ({current} if current else set())
    month_ends = {one.publication.day.strftime("%Y-%m"): one.publication for one in ordered}.values()
    kept = held.union(month_ends, (one.publication for one in ordered[-NEWEST:]))
    cores = held | {one.publication for one in ordered[-NEWEST_CORES:]}
    cores &= {one.publication for one in ordered if one.core_bytes}
    weight = sum(
        one.city_bytes * (one.publication in kept) + one.core_bytes * (one.publication in cores) for one in ordered
    )
    for lost, of, freed in _sacrifices([one for one in ordered if one.publication not in held], set(month_ends)):
        if weight <= limit_bytes:
            break
        members = cores if of == "core" else kept
        if lost in members:
            members.remove(lost)
            weight -= freed
    return Outdated(
        whole=tuple(one.publication for one in ordered if one.publication not in kept),
        cores=tuple(
            one.publication
            for one in ordered
            if one.core_bytes and one.publication in kept and one.publication not in cores
        ),
    )


def _sacrifices(ordered: Sequence[Weighed], month_ends: set[Publication]) -> Iterator[tuple[Publication, str, int]]:
    for one in ordered:
        yield one.publication, "core", one.core_bytes
    for is_month_end in (False, True):
        for one in ordered:
            if (one.publication in month_ends) == is_month_end:
                yield one.publication, "whole", one.city_bytes
