"""All pages of one day, with the promise that together they are what the supplier announced."""

from __future__ import annotations

from datetime import date, datetime

from pipelines.extract.failures import Inconsistent
from pipelines.extract.http.answer import Page
from pipelines.extract.http.client import PageClient
from pipelines.extract.http.store import PageStore

STARTS = 3
"""How often the pages of a day are begun when the supplier's records change while they are read."""


def fetch_pages(client: PageClient, store: PageStore, day: date, at: datetime) -> int | None:
    """Fill the store with all pages of a day.

    Returns:
        How many records the supplier announced; None when its first page, which says so, is cut.

    Raises:
        SupplierFailure: the supplier does not give them, or what came never was what it announced.
    """
    for start in range(STARTS):
        try:
            return _fetch(client, store, day, at)
        except Inconsistent:
            store.discard()
            if start == STARTS - 1:
                raise
    raise AssertionError("unreachable: the last start returns or raises")


def _fetch(client: PageClient, store: PageStore, day: date, at: datetime) -> int | None:
    first = client.page(day, 0)
    if first.total is None:
        store.discard()
        store.put(1, first.body, is_cut=True)
        return None
    _check(client, first, first.total, 0)
    size = client.layout.page_size
    store.begin(first.total, size, first.body, at)
    for number, offset in enumerate(range(size, first.total, size), start=2):
        if not store.has(number):
            page = client.page(day, offset)
            _check(client, page, first.total, offset)
            store.put(number, page.body, is_cut=page.is_cut)
    return first.total


def _check(client: PageClient, page: Page, total: int, offset: int) -> None:
    if page.is_cut:
        return
    name = client.supplier.name
    if page.total != total:
        raise Inconsistent(
            f"{name} announced {total:,} records, then {page.total:,}: they change while they are read.",
            next_step=f"The next run asks again; if it stays so, ask {name} for an hour at which they rest.",
        )
    expected = min(client.layout.page_size, total - offset)
    if page.items != expected:
        raise Inconsistent(
            f"{name} announced {total:,} records, but the page at {offset:,} has {page.items:,} instead of "
            f"{expected:,}.",
            next_step=f"The next run asks again; if it stays so, tell {name}.",
        )
