"""What the documentation shows as an example is read by the program itself."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import yaml

from expectations.rules import read_suite
from pipelines.conform.statement import statement_of
from pipelines.contract import contract_of
from pipelines.contract.layout import read_layout
from pipelines.extract.files.look import file_layout
from pipelines.extract.suppliers import load_suppliers
from pipelines.notify.channel import channel_of
from pipelines.settings import REPOSITORY, Settings
from tests.docs.markdown import PAGES, Block, blocks

TOML = [block for page in PAGES for block in blocks(page, "toml")]
LAYOUTS = [block for page in PAGES for block in blocks(page, "yaml")]
RULES = [block for page in PAGES for block in blocks(page, "json")]


def place(block: Block) -> str:
    return block.place


def home_with(tmp_path: Path, secrets: tuple[str, ...]) -> Settings:
    (tmp_path / "secrets").mkdir()
    for name in secrets:
        path = tmp_path / "secrets" / name
        path.write_text("https://hook.example.org/x", encoding="utf-8")
        path.chmod(0o600)
    return Settings(home=tmp_path)


@pytest.mark.parametrize("block", TOML, ids=place)
def test_an_example_of_settings_is_understood(block: Block, tmp_path: Path) -> None:
    settings = home_with(tmp_path, ("mail.password", "webhook.url"))
    if "notify" in tomllib.loads(block.text):
        settings.settings_file.write_text(block.text, encoding="utf-8")
        assert channel_of(settings) is not None
    else:
        settings.suppliers_file.write_text(block.text, encoding="utf-8")
        assert load_suppliers(settings).keys() == tomllib.loads(block.text).keys()


@pytest.mark.parametrize("block", LAYOUTS, ids=place)
def test_an_example_of_a_layout_fits_its_contract(block: Block, tmp_path: Path) -> None:
    path = tmp_path / f"{yaml.safe_load(block.text)['name']}.yaml"
    path.write_text(block.text, encoding="utf-8")
    layout = read_layout(path, "procedures.dossier")
    words = {str(code): str(code) for mapping in layout.columns for code in mapping.options.get("codes", {})}
    assert len(statement_of(contract_of("procedures.dossier"), layout, words)["columns"]) == 16
    names = {"xlsx_dan_phuong": "DanPhuong_16-01-2024.xlsx", "xlsx_bac_song_hong": "HS 20240116.xlsx"}
    assert file_layout(layout).pattern.fullmatch(names[layout.name])


@pytest.mark.parametrize("block", RULES, ids=place)
def test_an_example_of_a_rule_is_a_rule(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "suite.json"
    path.write_text(json.dumps({"expectations": [json.loads(block.text)]}), encoding="utf-8")
    (rule,) = read_suite(path)
    assert rule in read_suite(REPOSITORY / "expectations" / "procedures_dossier.json")


def test_there_are_examples_of_each_kind() -> None:
    assert TOML and LAYOUTS and RULES
