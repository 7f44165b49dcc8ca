from __future__ import annotations

import csv
import io
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page

from pipelines.publish.report import write_report
from pipelines.publish.report.spec import PAGES
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


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_desk_a_phone_and_paper_and_complains_of_nothing(open_page: Open, name: str) -> None:
    """Also with everything open; a table that is wider than the page scrolls in a frame of its own."""
    opened = open_page(name)
    page = opened.page
    assert page.locator("h1").is_visible()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for wide, high in WIDTHS.values():
        page.set_viewport_size({"width": wide, "height": high})
        assert page.evaluate("document.documentElement.scrollWidth") == wide
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(OVER_THE_EDGE) == []
    page.set_viewport_size({"width": 700, "height": 990})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == 700
    assert [url for url in opened.asked if url.startswith("file:")] == [page.url]


OVER_THE_EDGE = """
    () => [...document.querySelectorAll('.columns .scroll')]
        .filter(one => one.offsetParent && getComputedStyle(one).overflowX === 'visible')
        .filter(one => one.scrollWidth > one.clientWidth + 1)
        .map(one => one.getAttribute('aria-label'))
"""
"""Tables that run over what stands beside them."""

CUT_OFF = """
    () => [...document.querySelectorAll('h1, h2, h3, p, li, dt, dd, th, td, button, label, summary')]
        .filter(one => one.offsetParent && one.closest('.unseen') === null)
        .filter(one => getComputedStyle(one).overflow === 'hidden' && one.scrollWidth > one.clientWidth + 1)
        .map(one => one.textContent.slice(0, 60))
"""


@pytest.mark.parametrize(
    "city",
    [
        MadeUpCity(is_first_night=True),
        MadeUpCity(is_first_night=True, unsettled={"population": "not settled: the area had not ended at 05:30"}),
        MadeUpCity(days=1, has_figures=False),
    ],
    ids=["first night", "not settled", "no figure"],
)
def test_a_night_with_little_to_say_fits_as_well(open_page: Open, tmp_path: Path, city: MadeUpCity) -> None:
    write_report(city.write(tmp_path / "city.duckdb"), tmp_path / "report")
    for name in ("index", "procedures", "campaign"):
        page = open_page(name, "phone", tmp_path / "report").page
        assert page.evaluate("document.documentElement.scrollWidth") == WIDTHS["phone"][0]
        assert page.locator("h1").is_visible()


def test_a_wide_table_scrolls_in_its_own_frame_on_a_phone(open_page: Open) -> None:
    frame = open_page("quality", "phone").page.locator("#delivery_quality .scroll")
    assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
    frame.evaluate("one => one.scrollLeft = 300")
    left = "one => one.getBoundingClientRect().left"
    assert frame.locator("tbody th").first.evaluate(left) == frame.evaluate(left)


def test_a_click_sorts_up_then_down_then_as_it_was(open_page: Open) -> None:
    page = open_page("quality").page
    before = column(page, "delivery_quality", 1)
    received = head(page, "delivery_quality", 7)
    received.locator("button").click()
    assert received.get_attribute("aria-sort") == "ascending"
    assert orders(page, "delivery_quality", 7) == sorted(orders(page, "delivery_quality", 7))
    received.locator("button").click()
    assert received.get_attribute("aria-sort") == "descending"
    assert orders(page, "delivery_quality", 7) == sorted(orders(page, "delivery_quality", 7), reverse=True)
    received.locator("button").click()
    assert received.get_attribute("aria-sort") is None
    assert column(page, "delivery_quality", 1) == before


def test_the_keyboard_sorts_as_the_mouse_does(open_page: Open) -> None:
    page = open_page("procedures").page
    head(page, "dossiers_by_district", 4).locator("button").focus()
    page.keyboard.press("Enter")
    assert orders(page, "dossiers_by_district", 4) == sorted(orders(page, "dossiers_by_district", 4))
    page.keyboard.press("Space")
    assert orders(page, "dossiers_by_district", 4) == sorted(orders(page, "dossiers_by_district", 4), reverse=True)
    assert head(page, "dossiers_by_district", 4).get_attribute("aria-sort") == "descending"


def test_the_tab_key_comes_to_pages_days_and_sorting_in_the_order_they_are_seen(open_page: Open) -> None:
    page = open_page("procedures").page
    reached: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.closest('nav, .picker, .tools, thead, .skip, .switches, .scroll, details')"
                "?.className || document.activeElement.closest('nav, thead')?.tagName || ''"
            )
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    order = [name for name in ("skip", "switches", "NAV", "picker", "meaning", "tools", "THEAD") if name in reached]
    assert order == ["skip", "switches", "NAV", "picker", "meaning", "tools", "THEAD"]
    assert [reached.index(name) for name in order] == sorted(reached.index(name) for name in order)


def test_names_sort_by_the_vietnamese_alphabet(open_page: Open) -> None:
    page = open_page("procedures").page
    head(page, "dossiers_by_field", 1).locator("button").click()
    assert column(page, "dossiers_by_field", 1) == [
        "Chứng thực", "Đất đai", "Hoạt động xây dựng", "Hộ tịch", "Nhà ở và công sở", "Nuôi con nuôi",
    ]  # fmt: skip


def test_withheld_figures_sort_last_both_ways(open_page: Open) -> None:
    page = open_page("insurance").page
    page.locator("details.more summary").first.click()
    button = head(page, "insurance_sync", 5).locator("button")
    for _ in ("ascending", "descending"):
        button.click()
        assert [text.split() for text in column(page, "insurance_sync", 5)[-3:]] == [["ẩn", "withheld"]] * 3


def test_the_whole_city_stays_below_the_districts_when_they_are_sorted(open_page: Open) -> None:
    page = open_page("insurance").page
    head(page, "cards_by_district", 1).locator("button").click()
    assert page.locator("#cards_by_district tfoot th").inner_text().startswith("Toàn thành phố")


def test_the_head_of_a_table_stays_in_sight(open_page: Open) -> None:
    page = open_page("quality").page
    page.locator("#delivery_quality tbody tr").nth(25).scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    page.wait_for_function("document.querySelector('#delivery_quality thead th').getBoundingClientRect().top === 0")


def test_another_day_changes_figures_and_coverage_and_the_newest_brings_them_back(open_page: Open) -> None:
    page = open_page("procedures").page
    table, covered = page.locator("#dossiers_by_district table"), page.locator("#dossiers .coverage")
    newest, said = table.inner_text(), covered.inner_text()
    assert "28/30" in said
    assert "Đống Đa" in table.locator("tr.carried").first.inner_text() + table.locator("tr.carried").last.inner_text()
    page.get_by_label("Ngày đang xem").select_option("2024-01-10")
    assert table.inner_text() != newest
    assert table.locator("tr.carried").count() == 0
    assert "30/30" in covered.inner_text()
    assert page.locator("#dossiers_by_district h3 .day").inner_text() == "10/01/2024"
    page.get_by_role("button", name="Ngày trước").click()
    assert page.locator("#day").input_value() == "2024-01-09"
    page.get_by_label("Ngày đang xem").select_option("2024-01-16")
    assert table.inner_text() == newest
    assert covered.inner_text() == said


@pytest.mark.parametrize("area", ["population", "insurance", "welfare", "procedures"])
def test_an_areas_figures_are_those_of_the_chosen_day(open_page: Open, area: str) -> None:
    overview = open_page("index").page
    overview.locator("#day").select_option("2024-01-10")
    shown = dict(zip(column(overview, "scorecard_day", 1), column(overview, "scorecard_day", 2), strict=True))
    page = open_page(area).page
    page.locator("#day").select_option("2024-01-10")
    own = dict(zip(column(page, f"{area}_day", 1), column(page, f"{area}_day", 2), strict=True))
    assert own
    assert own.items() <= shown.items()


def test_a_table_of_another_day_is_written_and_drawn_as_the_newest_is(open_page: Open) -> None:
    for name in ("index", "population", "insurance", "welfare", "procedures", "campaign", "quality"):
        page = open_page(name).page
        look = "() => [...document.querySelectorAll('script[data-days-of]')].map(one => one.parentNode.innerText)"
        dots = (
            "() => [...document.querySelectorAll('td.plot circle')]"
            ".map(one => [one.className.baseVal, one.cx.baseVal.value])"
        )
        before, drawn = page.evaluate(look), page.evaluate(dots)
        page.locator("#day").select_option(index=1)
        page.locator("#day").select_option(index=0)
        assert page.evaluate(look) == before
        after = page.evaluate(dots)
        assert [one[0] for one in after] == [one[0] for one in drawn]
        assert [one[1] for one in after] == pytest.approx([one[1] for one in drawn], abs=0.5)


def test_day_and_language_go_on_to_the_next_page(open_page: Open) -> None:
    page = open_page("procedures").page
    page.get_by_role("button", name="English", exact=True).click()
    page.locator("#day").select_option("2024-01-12")
    page.locator("nav a[href^='campaign']").click()
    assert page.locator("#day").input_value() == "2024-01-12"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("#campaign_city h3 .day").inner_text() == "12/01/2024"


def test_a_table_downloads_as_csv_that_no_spreadsheet_runs(open_page: Open) -> None:
    page = open_page("quality").page
    with page.expect_download() as download:
        page.locator("#delivery_quality a.csv").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines) == 33
    hostile = next(line for line in lines if "HYPERLINK" in line["supplier_name_vi"])
    assert hostile["supplier_name_vi"].startswith("'=HYPERLINK")


def test_every_table_has_its_downloads_and_they_hold_its_rows(open_page: Open, report: Path) -> None:
    for name in PAGES:
        page = open_page(name).page
        tables = page.locator("main div.table").evaluate_all(
            "all => all.map(one => [one.id, one.querySelectorAll('tbody tr, tfoot tr').length,"
            " one.querySelector('a.csv').getAttribute('href'), one.querySelector('a.xlsx').getAttribute('href'),"
            " Boolean(one.querySelector('script'))])"
        )
        assert page.locator("main table").count() <= len(tables)
        for table, shown, csv_file, workbook, is_by_day in tables:
            rows = list(csv.DictReader(io.StringIO((report / csv_file).read_text(encoding="utf-8-sig"))))
            if is_by_day:
                rows = [row for row in rows if row["business_day"] == max(row["business_day"] for row in rows)]
            assert (table, len(rows)) == (table, shown)
            assert (report / workbook).exists()
    book = openpyxl.load_workbook(report / "tables" / "dossiers_by_district.xlsx").worksheets[0]
    assert book.max_row == 1 + 14 * 31


def test_definitions_are_one_click_away(open_page: Open) -> None:
    places = {"insurance": "insurance", "procedures": "dossiers", "quality": "deliveries", "welfare": "in_hand"}
    for name, place in places.items():
        meaning = open_page(name).page.locator(f"#{place} details.meaning").first
        assert not meaning.locator("dl").is_visible()
        meaning.locator("summary").click()
        assert meaning.locator("dl").is_visible()


def test_a_filter_finds_names_without_their_marks_and_goes_on_for_another_day(open_page: Open) -> None:
    page = open_page("quality").page
    page.locator("input[data-filter='delivery_quality_day']").fill("dong da")
    shown = page.locator("#delivery_quality_day tbody th:visible")
    assert [text.split("\n")[0] for text in shown.all_inner_texts()] == ["Quận Đống Đa"]
    page.locator("#day").select_option("2024-01-10")
    assert [text.split("\n")[0] for text in shown.all_inner_texts()] == ["Quận Đống Đa"]


def test_a_page_reads_in_either_language_alone(open_page: Open) -> None:
    page = open_page("insurance").page
    page.get_by_role("button", name="English", exact=True).click()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert not page.locator("h1 .vi").is_visible()
    assert page.locator("#cards_by_district tbody td").first.inner_text().endswith("%")
    assert "." in page.locator("#cards_by_district tbody td").first.inner_text()
    page.get_by_role("button", name="Tiếng Việt").click()
    assert not page.locator("h1 .en").is_visible()
    assert "," in page.locator("#cards_by_district tbody td").first.inner_text()


def test_print_holds_both_languages_and_the_definitions_but_no_buttons(open_page: Open) -> None:
    page = open_page("procedures").page
    page.get_by_role("button", name="English", exact=True).click()
    page.emulate_media(media="print")
    assert page.locator("h1 .vi").is_visible()
    assert page.locator("h1 .en").is_visible()
    for hidden in (".switches", ".picker", "nav"):
        assert not page.locator(hidden).is_visible()
    assert not page.locator("a.csv").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#dossiers dl").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not page.locator("#dossiers dl").first.is_visible()
    assert not page.locator("h1 .vi").is_visible()


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


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_in_a_page(open_page: Open, name: str) -> None:
    page = open_page(name).page
    page.evaluate("document.querySelectorAll('details.meaning').forEach(one => one.open = true)")
    # the rows of a table are alike, and axe looks at each of them
    page.evaluate("document.querySelectorAll('tbody tr:nth-child(n + 10)').forEach(one => one.remove())")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "axe looked at nothing"
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["target"]) for one in serious] == []


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
