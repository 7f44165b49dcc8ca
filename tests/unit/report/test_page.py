from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from pipelines.publish.report import write_report
from pipelines.publish.report.definitions import FILE
from tests.unit.report.made_up_city import MadeUpCity

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
    target = tmp_path / "report" / "index.html"
    write_report(city.write(tmp_path / "city.duckdb"), target)
    return target


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of two complete days."""
    return written(tmp_path_factory.mktemp("complete"), MadeUpCity(days=2)).read_text(encoding="utf-8")


def test_the_page_asks_no_other_host_for_anything_and_forbids_itself_to(page: str) -> None:
    for tag, name, value in Seen(page).attributes:
        if name in ("href", "src", "action", "poster", "data", "srcset"):
            assert value.startswith(("#", "data:")), f"<{tag} {name}={value[:60]}>"
        assert name != "style"
        assert not name.startswith("on")
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in page


def test_the_page_stays_small_and_is_readable_by_everyone(tmp_path: Path) -> None:
    target = written(tmp_path, MadeUpCity(days=40))
    assert target.stat().st_size < 1_000_000
    assert target.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in target.parent.iterdir()] == ["index.html"]


def test_the_same_publication_gives_the_same_page(tmp_path: Path) -> None:
    city = MadeUpCity(days=3).write(tmp_path / "city.duckdb")
    write_report(city, tmp_path / "one.html")
    write_report(city, tmp_path / "two.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_a_hostile_name_or_reason_stays_text(tmp_path: Path) -> None:
    city = MadeUpCity(days=1, renamed={"d006": HOSTILE, "bca": HOSTILE}, missing={"d006": HOSTILE})
    seen = Seen(written(tmp_path, city).read_text(encoding="utf-8"))
    assert seen.tags.count("script") == 1
    assert "img" not in seen.tags
    assert not [name for _, name, _ in seen.attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in seen.text


def test_the_scorecard_shows_the_citys_figure_beside_ours_and_says_what_is_not_computed(page: str) -> None:
    text = Seen(page).text
    assert "2 trong 24 chỉ tiêu đã tính được" in text
    assert "99,80" in text
    assert "98,64" in text
    assert "69.412" in text
    assert "chưa tính được" in text
    assert "not computed: no population.eid_account yet" in text


def test_a_scorecard_without_any_figure_renders_and_claims_none(tmp_path: Path) -> None:
    text = Seen(written(tmp_path, MadeUpCity(days=1, has_figures=False)).read_text(encoding="utf-8")).text
    assert "0 trong 24 chỉ tiêu đã tính được" in text


def test_the_first_night_has_a_sentence_in_place_of_every_empty_table(tmp_path: Path) -> None:
    seen = Seen(written(tmp_path, MadeUpCity(is_first_night=True)).read_text(encoding="utf-8"))
    for sentence in (
        "Chưa có sổ thẻ nào được nạp.",
        "Chưa có hồ sơ nào được nạp.",
        "Chưa đơn vị nào đến hạn giao dữ liệu.",
        "Không có bản ghi nào vi phạm quy tắc.",
    ):
        assert sentence in seen.text
    assert seen.tags.count("table") == 1


def test_a_withheld_cell_shows_no_count(page: str) -> None:
    text = Seen(page).text
    assert "ẩn withheld" in text


def test_headings_go_down_one_step_at_a_time(page: str) -> None:
    seen = Seen(page)
    levels = [int(tag[1]) for tag in seen.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in zip(levels, levels[1:], strict=False))


def test_no_identifier_stands_twice(page: str) -> None:
    found = [value for _, name, value in Seen(page).attributes if name == "id"]
    assert len(found) == len(set(found))


def test_every_definition_is_whole_in_both_languages() -> None:
    for entry in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        for language in ("vi", "en"):
            assert set(entry[language]) == {"word", "means"}
            assert entry[language]["means"].endswith((".", "?"))
