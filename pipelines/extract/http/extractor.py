"""One business day of a JSON service, fetched page by page and landed as received."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from pipelines.crash_points import crash_point
from pipelines.extract.http.client import PageClient, page_client
from pipelines.extract.http.layout import page_layout
from pipelines.extract.http.pages import fetch_pages
from pipelines.extract.http.store import PageStore
from pipelines.extract.model import DayBrought
from pipelines.extract.source import Source
from pipelines.extract.turn import turn
from pipelines.land import Content, identity_of_pages, land, workspace
from pipelines.settings import Settings


@contextmanager
def open_http(settings: Settings, source: Source) -> Iterator[Callable[[date, datetime], DayBrought]]:
    """A function that lands one day of a service, fetched at an instant.

    Raises:
        WrongSettings: layout or token are not as they must be.
    """
    with page_client(settings, source.supplier, page_layout(source.layout)) as client:
        yield lambda day, at: _bring(settings, source, client, day, at)


def _bring(settings: Settings, source: Source, client: PageClient, day: date, at: datetime) -> DayBrought:
    folder = settings.staging / "extract" / "pages" / source.feed / source.name / day.isoformat()
    store = PageStore(folder)
    with turn(settings, source, day):
        announced = fetch_pages(client, store, day, at)
        with workspace(settings) as room:
            pages = store.hand_over(room)
            items = client.layout.items
            content = Content(room / "pages", "pages", identity_of_pages(settings, pages, items), items)
            arrival = source.arrival(day, at, origin=client.layout.path, announced=announced)
            landed = land(settings, arrival, content)
        crash_point("extract: landed, pages not discarded")
        store.discard()
    return DayBrought((landed.manifest.delivery_id,))
