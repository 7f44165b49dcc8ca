"""History as it is meant, in plain Python and obviously right: what the load is held against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tests.builders import Delivered

Version = tuple[str, str, str, object, object, str]  # supplier, key, value, valid_from, valid_to, delivery_id
FOREVER = date(9999, 12, 31)


def accepted(deliveries: Iterable[Delivered]) -> list[Delivered]:
    """The newest version of each supplier and day that is not refused, by day."""
    newest: dict[tuple[str, date], Delivered] = {}
    for d in (d for d in deliveries if not d.refused):
        standing = newest.get((d.supplier, d.day))
        if standing is None or d.version > standing.version:
            newest[d.supplier, d.day] = d
    return sorted(newest.values(), key=lambda d: (d.supplier, d.day))


def snapshot_history(deliveries: Iterable[Delivered]) -> set[Version]:
    """Maximal runs of loaded days with equal content; what is not observed neither ends nor changes a run."""
    versions: set[Version] = set()
    chosen = accepted(deliveries)
    for supplier in {d.supplier for d in chosen}:
        days = [d for d in chosen if d.supplier == supplier]
        for key in {str(key) for d in days for key, _ in d.good}:
            run: tuple[str, date, str] | None = None  # value, first day, first delivery
            for d in days:
                records = {str(k): str(v) for k, v in d.good}
                if key not in records and (key in d.held or not d.is_complete):
                    continue
                if run and records.get(key) != run[0]:
                    versions.add((supplier, key, run[0], run[1], d.day, run[2]))
                    run = None
                if run is None and key in records:
                    run = (records[key], d.day, d.delivery_id)
            if run:
                versions.add((supplier, key, run[0], run[1], FOREVER, run[2]))
    return versions


def changes_history(deliveries: Iterable[Delivered]) -> set[Version]:
    """Records by instant, then business day and version; the last of one instant stands, equal neighbours are one."""
    versions: set[Version] = set()
    records: dict[tuple[str, str], list[tuple[datetime, date, int, object, str]]] = {}
    for d in accepted(deliveries):
        for key, value, instant in d.good:
            assert isinstance(instant, datetime)
            records.setdefault((d.supplier, str(key)), []).append((instant, d.day, d.version, value, d.delivery_id))
    for (supplier, key), told in records.items():
        by_instant = {r[0]: r for r in sorted(told, key=lambda r: r[:3])}
        run: tuple[datetime, object, str] | None = None
        for instant, _, _, value, delivery_id in (by_instant[i] for i in sorted(by_instant)):
            if run and value == run[1]:
                continue
            if run and run[1] is not None:
                versions.add((supplier, key, str(run[1]), run[0], instant, run[2]))
            run = (instant, value, delivery_id)
        if run and run[1] is not None:
            versions.add((supplier, key, str(run[1]), run[0], FOREVER, run[2]))
    return versions


def open_items(deliveries: Iterable[Delivered]) -> set[tuple[str, str | None]]:
    """Delivery and key of what is in quarantine: the held records of what counts."""
    return {(d.delivery_id, key) for d in accepted(deliveries) for key in d.held}


Event = tuple[str, str, str, date, str]  # supplier, key, value, business_day, delivery_id


def events_history(deliveries: Iterable[Delivered]) -> set[Event]:
    """Of each identifier what the newest business day tells."""
    newest: dict[tuple[str, str], Event] = {}
    for d in accepted(deliveries):
        for key, value in d.good:
            newest[d.supplier, str(key)] = (d.supplier, str(key), str(value), d.day, d.delivery_id)
    return set(newest.values())
