"""How a JSON service is asked and how it answers: the `http_pages` block of a layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.contract import Layout
from pipelines.extract.options import Options

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class PageLayout:
    """The facts of one service.

    Attributes:
        path: below the supplier's address.
        window_from, window_to: parameters that take the business day, both included.
        day_format: how the day is written in them.
        offset, limit: parameters of a page.
        page_size: how many records we ask for at once.
        items: JSON path of the records of a page.
        total: JSON path of how many records the window has.
        code: JSON path of the service's own code, None when it has none.
        ok: the code that means success.
        no_data: codes that mean the day has nothing yet.
        retry: codes after which trying again can help.
        meanings: what the other codes say, in words for a person.
        largest_page_bytes: a longer answer is not read.
    """

    path: str
    window_from: str
    window_to: str
    day_format: str
    offset: str
    limit: str
    page_size: int
    items: str
    total: str
    code: str | None
    ok: str
    no_data: tuple[str, ...]
    retry: tuple[str, ...]
    meanings: Mapping[str, str]
    largest_page_bytes: int

    def parameters(self, day: date, offset: int) -> dict[str, str]:
        """The query of one page of one business day."""
        written = day.strftime(self.day_format)
        return {
            self.window_from: written,
            self.window_to: written,
            self.offset: str(offset),
            self.limit: str(self.page_size),
        }


def page_layout(layout: Layout) -> PageLayout:
    """The facts a layout gives.

    Raises:
        WrongSettings: one is missing or of the wrong shape.
    """
    options = Options(layout)
    window, paging, codes = options.part("window"), options.part("paging"), options.part("codes")
    code = codes.optional("at")
    return PageLayout(
        path=options.text("path"),
        window_from=window.text("from"),
        window_to=window.text("to"),
        day_format=window.text("format", "%Y-%m-%d"),
        offset=paging.text("offset"),
        limit=paging.text("limit"),
        page_size=max(1, int(paging.number("size", 1000))),
        items=json_path(options.text("items")) + "[*]",
        total=json_path(options.text("total")),
        code=json_path(code) if code else None,
        ok=codes.text("ok", "0"),
        no_data=codes.texts("no_data"),
        retry=codes.texts("retry"),
        meanings=codes.mapping("meanings"),
        largest_page_bytes=int(options.number("largest_page_mb", 64) * _MEGABYTE),
    )


def json_path(dotted: str) -> str:
    """The JSON path of names joined by dots: `result.data` becomes `$."result"."data"`."""
    return "$" + "".join(f'."{name}"' for name in dotted.split("."))
