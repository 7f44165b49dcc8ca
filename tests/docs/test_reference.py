"""The generated reference is what the program would write now, and describes what is really there."""

from __future__ import annotations

import re

import pytest
import yaml

from pipelines.contract import feeds, layouts_of
from pipelines.settings import REPOSITORY
from scripts.reference import layouts, warehouse
from scripts.reference.__main__ import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_not_stale(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_no_page_stands_beside_the_generated_ones() -> None:
    assert {path.name for path in FOLDER.glob("*")} == set(PAGES)


def test_every_table_and_column_has_a_meaning_and_every_meaning_a_column() -> None:
    facts = yaml.safe_load(warehouse.FACTS.read_text(encoding="utf-8"))
    common = facts.pop("common")
    built, published = warehouse.tables()
    found = {
        name: set(columns)
        for name, columns in (built | published).items()
        if not name.startswith(("mart.", "history."))
    }
    assert set(facts) == set(found)
    for name, columns in found.items():
        own = set(facts[name]["columns"])
        assert own - columns == set(), name
        assert columns - own - set(common) == set(), name


def test_every_key_of_a_layout_is_described() -> None:
    facts = yaml.safe_load(layouts.FACTS.read_text(encoding="utf-8"))
    for layout in (one for feed in feeds() for one in layouts_of(feed)):
        assert set(layout.options) - set(facts["formats"][layout.format]["keys"]) == set(), layout.name


def test_every_described_key_is_read_somewhere() -> None:
    facts = yaml.safe_load(layouts.FACTS.read_text(encoding="utf-8"))
    folders = [REPOSITORY / "pipelines" / name for name in ("extract", "read", "contract")]
    code = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    read = set(re.findall(r'"(\w+)"', code))
    described = {key for block in facts["formats"].values() for key in block["keys"]} | set(facts["file"])
    assert described - read == set()
