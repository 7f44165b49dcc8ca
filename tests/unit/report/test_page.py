from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path
from time import process_time

import pytest
import yaml

from pipelines.publish.report import write_report
from pipelines.publish.report.definitions import FILE, definitions_of
from pipelines.publish.report.read import SQL
from pipelines.publish.report.spec import PAGES, downloads, files, pages
from tests.unit.report.made_up_city import STATED, MadeUpCity

HOSTILE = """</td><script>alert(1)</script><img src=x onerror="alert(2)">'=cmd|' /C calc'!A0"""


class Seen(HTMLParser):
    """Every element of a page with its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def written(tmp_path: Path, city: MadeUpCity) -> Path:
    target = tmp_path / "report"
    write_report(city.write(tmp_path / "city.duckdb"), target)
    return target


def seen(folder: Path, page: str) -> Seen:
    return Seen((folder / f"{page}.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of two complete days with every mart filled."""
    return written(tmp_path_factory.mktemp("complete"), MadeUpCity(days=2, has_further_marts=True))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_other_host_for_anything_and_forbids_itself_to(report: Path, page: str) -> None:
    text = (report / f"{page}.html").read_text(encoding="utf-8")
    for tag, name, value in Seen(text).attributes:
        if name in ("href", "src", "action", "poster", "data", "srcset"):
            is_beside = (report / value.partition("#")[0]).exists()
            assert value.startswith(("#", "data:")) or is_beside, f"<{tag} {value[:60]}>"
        assert name != "style"
        assert not name.startswith("on")
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in text


def test_the_folder_holds_what_the_lists_of_the_pages_say_and_everybody_may_read_it(report: Path) -> None:
    found = {str(path.relative_to(report)) for path in report.rglob("*") if path.is_file()}
    assert found == files()
    assert {(report / f"{page}.html").stat().st_mode & 0o777 for page in PAGES} == {0o644}


def test_every_statement_of_the_report_is_used(report: Path) -> None:
    words = {"about", "coverage", "campaign_facts", "delivery_days", "indicators", "prepare", "settlements", "trends"}
    assert {path.stem for path in SQL.glob("*.sql")} == {*downloads(), *words}


@pytest.mark.slow
def test_the_report_of_78_days_has_small_pages_and_costs_less_than_20_seconds(tmp_path: Path) -> None:
    """Of the processor: a machine that does something else besides must not fail it."""
    city = MadeUpCity(days=78, has_further_marts=True).write(tmp_path / "city.duckdb")
    before, folder = process_time(), tmp_path / "report"
    write_report(city, folder)
    assert process_time() - before < 20
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.html")}
    assert {name: size for name, size in sizes.items() if size >= 2_000_000} == {}


def test_the_same_publication_gives_the_same_report(tmp_path: Path, report: Path) -> None:
    again = tmp_path / "again"
    write_report(report.parent / "city.duckdb", again)
    assert {name for name in files() if (report / name).read_bytes() != (again / name).read_bytes()} == set()


def test_a_hostile_name_or_reason_stays_text(tmp_path: Path) -> None:
    city = MadeUpCity(days=1, renamed={"d006": HOSTILE, "bca": HOSTILE}, missing={"d006": HOSTILE})
    folder = written(tmp_path, city)
    for page in PAGES:
        found = seen(folder, page)
        scripts = [value for tag, name, value in found.attributes if tag == "script" and name == "type"]
        assert found.tags.count("script") - len(scripts) == 1
        assert set(scripts) <= {"application/json"}
        assert "img" not in found.tags
        assert not [name for _, name, _ in found.attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in seen(folder, "index").text


def test_the_scorecard_shows_the_citys_figure_beside_ours_and_says_what_is_not_computed(report: Path) -> None:
    text = seen(report, "index").text
    assert "2 trong 24 chỉ tiêu đã tính được" in text
    assert "99,80" in text
    assert "98,64" in text
    assert "69.412" in text
    assert "chưa tính được" in text
    assert "not computed: no population.eid_account yet" in text


def test_every_computed_row_of_the_scorecard_has_its_line_over_the_days(report: Path, tmp_path: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert page.count('<svg class="spark"') == page.count('<tr role="row" class="computed">') == 2
    assert "98,54 → 98,64 từ 15/01/2024 · 98.54 → 98.64 since 15 January 2024" in page
    one_day = written(tmp_path, MadeUpCity(days=1, has_further_marts=True))
    assert '<svg class="spark"' not in (one_day / "index.html").read_text(encoding="utf-8")


def test_the_figures_of_each_day_stand_with_numerator_and_denominator(report: Path) -> None:
    with (report / "tables" / "scorecard_day.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["indicator_vi"] == "Hồ sơ giải quyết đúng và trước hạn"]
    assert [[row[name] for name in ("figure", "numerator", "denominator")] for row in rows] == [
        ["98.54", "3261", "3309"],
        ["98.64", "3264", "3309"],
    ]


def test_a_scorecard_without_any_figure_renders_and_claims_none(tmp_path: Path) -> None:
    text = seen(written(tmp_path, MadeUpCity(days=1, has_figures=False)), "index").text
    assert "0 trong 24 chỉ tiêu đã tính được" in text


def test_the_first_night_has_a_sentence_in_place_of_every_empty_section(tmp_path: Path) -> None:
    folder = written(tmp_path, MadeUpCity(is_first_night=True))
    empty = {page.name: [section.empty.vi for section in page.sections if section.empty.vi] for page in pages()}
    for page, sentences in empty.items():
        text = seen(folder, page).text
        assert [sentence for sentence in sentences if sentence not in text] == []


def test_a_withheld_cell_shows_no_count(report: Path) -> None:
    assert "ẩn withheld" in seen(report, "insurance").text
    assert "ẩn withheld" in seen(report, "welfare").text


def test_a_district_that_is_missing_keeps_its_state_and_is_marked_in_table_and_coverage(tmp_path: Path) -> None:
    folder = written(tmp_path, MadeUpCity(days=3, missing={"d006": "no answer"}))
    text = seen(folder, "procedures").text
    assert "29/30" in text
    assert "thiếu, giữ số ngày 15/01/2024" in text
    assert "missing, carried from 15/01/2024" in text
    assert (folder / "procedures.html").read_text(encoding="utf-8").count('<tr class="carried">') == 1


@pytest.mark.parametrize("page", PAGES)
def test_headings_go_down_one_step_at_a_time(report: Path, page: str) -> None:
    levels = [int(tag[1]) for tag in seen(report, page).tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("page", PAGES)
def test_no_identifier_stands_twice(report: Path, page: str) -> None:
    found = [value for _, name, value in seen(report, page).attributes if name == "id"]
    assert len(found) == len(set(found))


def test_every_definition_is_whole_in_both_languages() -> None:
    for entry in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        for language in ("vi", "en"):
            assert set(entry[language]) == {"word", "means"}
            assert entry[language]["means"].endswith((".", "?"))


def test_every_figure_of_the_scorecard_has_a_definition() -> None:
    with STATED.open(encoding="utf-8", newline="") as lines:
        assert [row["indicator"] for row in csv.DictReader(lines) if not definitions_of(row["indicator"])] == []
