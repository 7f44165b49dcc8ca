"""No page leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY
from tests.docs.markdown import PAGES, name_of, without_code

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


NAMED = re.compile(r"`((?:dags|pipelines|expectations|warehouse|simulator|tests|benchmarks|docs|scripts)/[\w./-]*)`")

ELSEWHERE = {
    "warehouse/",  # below CITYDB_HOME
    "warehouse/city.duckdb",
    "pipelines/feeds/procedures_dossier/layouts/xlsx_dan_phuong.yaml",  # the reader writes this one
    "pipelines/feeds/procedures_dossier/layouts/xlsx_bac_song_hong.yaml",  # and this one
}


def links(path: Path) -> list[str]:
    return [link for link in LINK.findall(without_code(path)) if "://" not in link]


def anchors(path: Path) -> set[str]:
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in HEADING.findall(path.read_text())
    }


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_of_a_page_leads_to_something(page: Path) -> None:
    dead = []
    for link in links(page):
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            dead.append(link)
    assert not dead


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_or_folder_of_the_repository_that_a_page_names_is_there(page: Path) -> None:
    named = set(NAMED.findall(page.read_text(encoding="utf-8")))
    assert {name for name in named - ELSEWHERE if not (REPOSITORY / name).exists()} == set()


def test_every_page_can_be_reached_from_the_door() -> None:
    door = REPOSITORY / "docs" / "index.md"
    reached, waiting = set(), [door]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if link.partition("#")[0]]
    pages = {page for page in PAGES if page.is_relative_to(door.parent)}
    assert {name_of(page) for page in pages - reached} == set()
