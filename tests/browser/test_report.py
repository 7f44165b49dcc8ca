from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from pipelines.publish.report import write_report
from tests.browser.conftest import WIDTHS, Open
from tests.unit.report.made_up_city import MadeUpCity

pytestmark = pytest.mark.browser


def column(page: Page, table: str, number: int) -> list[str]:
    return page.locator(f"#{table} tbody tr > :nth-child({number})").all_inner_texts()


def orders(page: Page, table: str, number: int) -> list[float]:
    cells = page.locator(f"#{table} tbody tr > :nth-child({number})")
    return [float(text) for text in cells.evaluate_all("cells => cells.map(cell => cell.dataset.order)") if text]


def head(page: Page, table: str, number: int) -> Locator:
    return page.locator(f"#{table} thead th:nth-child({number})")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_opens_without_a_complaint_or_a_request_elsewhere(open_page: Open, width: str) -> None:
    opened = open_page(width)
    assert opened.page.locator("h1").is_visible()
    assert [url for url in opened.asked if url.startswith("file:")] == [opened.page.url]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways_not_even_with_everything_open(open_page: Open, width: str) -> None:
    page = open_page(width).page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    wide, _ = WIDTHS[width]
    assert page.evaluate("document.documentElement.scrollWidth") == wide


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "city",
    [
        MadeUpCity(is_first_night=True),
        MadeUpCity(is_first_night=True, unsettled={"population": "not settled: the area had not ended at 05:30"}),
        MadeUpCity(days=1, has_figures=False),
    ],
    ids=["first night", "not settled", "no figure"],
)
def test_a_night_with_little_to_say_fits_as_well(open_page: Open, tmp_path: Path, city: MadeUpCity, width: str) -> None:
    target = tmp_path / "index.html"
    write_report(city.write(tmp_path / "city.duckdb"), target)
    page = open_page(width, target).page
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTHS[width][0]
    assert page.locator(".status h2").is_visible()


def test_a_wide_table_scrolls_in_its_own_frame_on_a_phone(open_page: Open) -> None:
    frame = open_page("phone").page.locator("#delivery_quality .scroll")
    assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
    frame.evaluate("one => one.scrollLeft = 300")
    left = "one => one.getBoundingClientRect().left"
    assert frame.locator("tbody th").first.evaluate(left) == frame.evaluate(left)


def test_a_click_sorts_up_then_down_then_as_it_was(open_page: Open) -> None:
    page = open_page().page
    before = column(page, "delivery_quality", 1)
    received = head(page, "delivery_quality", 6)
    received.locator("button").click()
    assert received.get_attribute("aria-sort") == "ascending"
    assert orders(page, "delivery_quality", 6) == sorted(orders(page, "delivery_quality", 6))
    received.locator("button").click()
    assert received.get_attribute("aria-sort") == "descending"
    assert orders(page, "delivery_quality", 6) == sorted(orders(page, "delivery_quality", 6), reverse=True)
    received.locator("button").click()
    assert received.get_attribute("aria-sort") is None
    assert column(page, "delivery_quality", 1) == before


def test_the_keyboard_sorts_as_the_mouse_does(open_page: Open) -> None:
    page = open_page().page
    button = head(page, "dossiers_by_district", 4).locator("button")
    button.focus()
    page.keyboard.press("Enter")
    assert orders(page, "dossiers_by_district", 4) == sorted(orders(page, "dossiers_by_district", 4))
    page.keyboard.press("Space")
    assert orders(page, "dossiers_by_district", 4) == sorted(orders(page, "dossiers_by_district", 4), reverse=True)
    assert head(page, "dossiers_by_district", 4).get_attribute("aria-sort") == "descending"


def test_names_sort_by_the_vietnamese_alphabet(open_page: Open) -> None:
    page = open_page().page
    head(page, "dossiers_by_field", 1).locator("button").click()
    assert column(page, "dossiers_by_field", 1) == [
        "Chứng thực", "Đất đai", "Hoạt động xây dựng", "Hộ tịch", "Nhà ở và công sở", "Nuôi con nuôi",
    ]  # fmt: skip


def test_withheld_figures_sort_last_both_ways(open_page: Open) -> None:
    page = open_page().page
    page.locator("details.more summary").first.click()
    button = head(page, "insurance_sync", 5).locator("button")
    for _ in ("ascending", "descending"):
        button.click()
        assert [text.split() for text in column(page, "insurance_sync", 5)[-3:]] == [["ẩn", "withheld"]] * 3


def test_the_whole_city_stays_below_the_districts_when_they_are_sorted(open_page: Open) -> None:
    page = open_page().page
    head(page, "cards_by_district", 1).locator("button").click()
    assert page.locator("#cards_by_district tfoot th").inner_text().startswith("Toàn thành phố")


def test_the_head_of_a_table_stays_in_sight(open_page: Open) -> None:
    page = open_page().page
    page.locator("#delivery_quality tbody tr").nth(25).scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    page.wait_for_function("document.querySelector('#delivery_quality thead th').getBoundingClientRect().top === 0")


def test_a_table_downloads_as_csv_that_no_spreadsheet_runs(open_page: Open) -> None:
    page = open_page().page
    with page.expect_download() as download:
        page.locator("#delivery_quality a.csv").click()
    assert download.value.suggested_filename == "delivery_quality_2024-01-16.csv"
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines) == 32
    hostile = next(line for line in lines if line["supplier"] == "d002")
    assert hostile["name_vi"].startswith("'=HYPERLINK")


def test_every_table_has_its_download(open_page: Open) -> None:
    page = open_page().page
    names = page.locator("main div.table").evaluate_all("tables => tables.map(table => table.id)")
    files = page.locator("main a.csv[href^='data:text/csv']").evaluate_all("links => links.map(link => link.download)")
    assert files == [f"{name}_2024-01-16.csv" for name in names]
    assert page.locator("main table").count() == len(files)


def test_definitions_are_one_click_away(open_page: Open) -> None:
    page = open_page().page
    for place in ("#insurance", "#dossiers", "#deliveries", "#quarantine"):
        meaning = page.locator(f"{place} details.meaning").first
        assert not meaning.locator("dl").is_visible()
        meaning.locator("summary").click()
        assert meaning.locator("dl").is_visible()


def test_a_filter_finds_names_without_their_marks(open_page: Open) -> None:
    page = open_page().page
    page.locator("details.more summary").first.click()
    page.locator("input[data-filter='insurance_sync']").fill("dong da")
    shown = page.locator("#insurance_sync tbody th:visible").all_inner_texts()
    assert shown == ["Quận Đống Đa"] * 6


def test_the_page_reads_in_either_language_alone(open_page: Open) -> None:
    page = open_page().page
    page.get_by_role("button", name="English", exact=True).click()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert not page.locator("h1 .vi").is_visible()
    assert page.locator("#cards_by_district tbody td").nth(1).inner_text().endswith("%")
    assert "." in page.locator("#cards_by_district tbody td").nth(1).inner_text()
    page.get_by_role("button", name="Tiếng Việt").click()
    assert not page.locator("h1 .en").is_visible()
    assert "," in page.locator("#cards_by_district tbody td").nth(1).inner_text()


def test_print_holds_both_languages_and_the_definitions_but_no_buttons(open_page: Open) -> None:
    page = open_page().page
    page.get_by_role("button", name="English", exact=True).click()
    page.emulate_media(media="print")
    assert page.locator("h1 .vi").is_visible()
    assert page.locator("h1 .en").is_visible()
    assert not page.locator(".switches").is_visible()
    assert not page.locator("a.csv").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#dossiers dl").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not page.locator("#dossiers dl").first.is_visible()
    assert not page.locator("h1 .vi").is_visible()


def test_focus_is_always_seen(open_page: Open) -> None:
    page = open_page().page
    for _ in range(8):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


def test_text_stands_out_from_its_ground(open_page: Open) -> None:
    """WCAG AA: 4.5 to 1, for every colour that text is written in."""
    page = open_page().page
    colours = page.evaluate(
        """() => ['ink', 'quiet', 'accent', 'alarm'].map(name =>
            getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim())"""
    )
    grounds = page.evaluate(
        """() => ['paper', 'tint', 'accent-tint', 'alarm-tint'].map(name =>
            getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim())"""
    )
    for colour in colours:
        for ground in grounds:
            assert contrast(colour, ground) >= 4.5, f"{colour} on {ground}"


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
