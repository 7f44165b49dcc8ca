"""A Chromium, the page in it, and everything it asked for or complained about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipelines.publish.report import write_report
from tests.unit.report.made_up_city import MadeUpCity

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@dataclass
class Opened:
    """A page in the browser, with what it asked for and what its console said."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(
            f"The page is not looked at in a browser: there is no {CHROMIUM} (Debian: apt-get install chromium)."
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a night on which one district is missing, one refused, one late, and one has a hostile name."""
    folder = tmp_path_factory.mktemp("report")
    city = MadeUpCity(
        missing={"d006": "The drop folder cannot be opened."},
        refused={"d271": "The workbook is cut off: 3 of 5 parts are there."},
        late=frozenset({"d019"}),
        renamed={"d002": '=HYPERLINK("http://example.org")<script>alert(1)</script>'},
        has_further_marts=True,
    ).write(folder / "city.duckdb")
    write_report(city, folder / "report")
    return folder / "report"


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser, report: Path) -> Iterator[Open]:
    """Opens a page, of this night's report unless told otherwise; fails when it complained or went elsewhere."""
    opened: list[Opened] = []

    def opening(page_name: str = "index", width: str = "desk", folder: Path = report) -> Opened:
        wide, high = WIDTHS[width]
        page = browser.new_page(viewport={"width": wide, "height": high}, accept_downloads=True)
        one = Opened(page)
        page.on("request", lambda request: one.asked.append(request.url))
        page.on("console", lambda message: one.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        page.goto((folder / f"{page_name}.html").as_uri())
        opened.append(one)
        return one

    yield opening
    for one in opened:
        one.page.close()
        assert one.complaints == []
        assert [url for url in one.asked if not url.startswith(("file:", "data:"))] == []
