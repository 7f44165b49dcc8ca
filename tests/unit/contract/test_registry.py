"""The feeds there are, and how a mistake in their facts is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.contract import areas, contract_of, feeds, feeds_of, layout_of, layouts_of, registry, suppliers_of
from pipelines.contract.layout import read_layout
from pipelines.contract.model import read_contract
from pipelines.errors import ContractFailure
from pipelines.reference.tables import TABLES

CARD = registry.FEEDS / "insurance_card"


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of all feeds, to be spoilt."""
    folder = tmp_path / "feeds"
    shutil.copytree(registry.FEEDS, folder)
    monkeypatch.setattr(registry, "FEEDS", folder)
    registry.forget()
    yield folder
    registry.forget()


def test_feeds_areas_and_suppliers_are_found_by_their_folders() -> None:
    assert feeds() == ("insurance.card", "population.citizen", "procedures.dossier")
    assert areas() == ("insurance", "population", "procedures")
    assert feeds_of("insurance") == ("insurance.card",)
    assert feeds_of("weather") == ()
    assert suppliers_of("insurance.card") == ("bhxh",)
    assert len(suppliers_of("procedures.dossier")) == 30
    assert layout_of("procedures.dossier", "d268").format == "xlsx"


@pytest.mark.parametrize("feed", feeds())
def test_a_layout_maps_every_column_of_the_contract_once_and_none_besides(feed: str) -> None:
    for layout in layouts_of(feed):
        assert sorted(m.column for m in layout.columns) == sorted(c.name for c in contract_of(feed).columns), (
            layout.name
        )


@pytest.mark.parametrize("feed", feeds())
def test_no_identifier_may_be_published_as_it_is(feed: str) -> None:
    contract = contract_of(feed)
    for column in contract.columns:
        assert column.classification in ("public", "personal", "identifier"), column.name
        if column.classification == "identifier":
            assert column.publish_as in ("person_key", "keyed_hash", "withheld"), column.name


@pytest.mark.parametrize("feed", feeds())
def test_what_a_contract_refers_to_exists_and_every_column_is_explained(feed: str) -> None:
    contract = contract_of(feed)
    assert contract.key_columns
    assert all(column.required for column in contract.key_columns)
    for column in contract.columns:
        assert column.references is None or column.references in TABLES, column.name
        assert column.business_name and column.description, column.name
        assert column.type in ("VARCHAR", "INTEGER", "BIGINT", "DATE", "TIMESTAMPTZ"), column.name


def test_an_unknown_feed_is_told_with_those_there_are() -> None:
    with pytest.raises(ContractFailure, match=r"no feed 'weather\.rain'\. Next: Feeds are: insurance\.card"):
        contract_of("weather.rain")
    with pytest.raises(ContractFailure, match="no feed"):
        layouts_of("weather.rain")


def test_a_supplier_in_no_layout_is_told_with_where_to_add_it() -> None:
    with pytest.raises(ContractFailure, match=r"No layout of insurance\.card names the supplier d001.*suppliers:"):
        layout_of("insurance.card", "d001")


def test_a_column_there_is_not_is_told_by_name() -> None:
    with pytest.raises(ContractFailure, match="no column colour"):
        contract_of("insurance.card").column("colour")
    assert contract_of("insurance.card").column("sex").allowed == ("male", "female", "other")


def test_a_supplier_in_two_layouts_is_told_with_both(facts: Path) -> None:
    layouts = facts / "insurance_card" / "layouts"
    text = (layouts / "bhxh.yaml").read_text(encoding="utf-8")
    (layouts / "other.yaml").write_text(text.replace("name: bhxh", "name: other"), encoding="utf-8")
    with pytest.raises(ContractFailure, match="bhxh stands in the layouts bhxh and other") as failure:
        layouts_of("insurance.card")
    assert str(layouts) in failure.value.sentence


def test_a_new_supplier_of_a_known_feed_is_a_file_and_no_python(facts: Path) -> None:
    layouts = facts / "insurance_card" / "layouts"
    text = (layouts / "bhxh.yaml").read_text(encoding="utf-8")
    text = text.replace("name: bhxh", "name: army").replace("suppliers: [bhxh]", "suppliers: [bqp, bca]")
    (layouts / "army.yaml").write_text(text, encoding="utf-8")
    assert suppliers_of("insurance.card") == ("bca", "bhxh", "bqp")
    assert layout_of("insurance.card", "bqp").name == "army"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("gives: dated", "gives: sometimes", "gives is 'sometimes', not one of dated, present_only"),
        ("format: sql", "format: fax", "format is 'fax', not one of csv"),
        ("suppliers: [bhxh]", "suppliers: []", "no supplier is named"),
        ("gives: dated", "gives: dated\ncolour: red", "unknown part colour"),
        ("name: bhxh", "", "'name'"),
        ("as: name", "is: name", "'as'"),
        ("columns:", "columns: [", "ParserError"),
    ],
)
def test_a_mistake_in_a_layout_is_told_with_its_file(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = _spoilt(CARD / "layouts" / "bhxh.yaml", tmp_path, old, new)
    with pytest.raises(ContractFailure) as failure:
        read_layout(path, "insurance.card")
    assert says in failure.value.sentence
    assert str(path) in failure.value.sentence
    assert failure.value.next_step


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value: snapshot}", "value: photograph}", "deliveryKind is 'photograph', not one of snapshot"),
        ("value: snapshot}", "value: changes}", "a changes feed names its effectiveInstant"),
        ("primaryKey: true", "primaryKey: false", "no column is part of a primary key"),
        ("value: keyed_hash}", "value: aloud}", "column card_number: publishAs is 'aloud'"),
        ('value: "02:00"}', 'value: "at night"}', "ValueError"),
        ("property: owner", "property: landlord", "'owner'"),
        ("kind: DataContract", "kind: [", "Error"),
    ],
)
def test_a_mistake_in_a_contract_is_told_with_its_file(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = _spoilt(CARD / "contract.odcs.yaml", tmp_path, old, new)
    with pytest.raises(ContractFailure) as failure:
        read_contract(path)
    assert says in failure.value.sentence
    assert str(path) in failure.value.sentence


def _spoilt(path: Path, folder: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    spoilt = folder / path.name
    spoilt.write_text(text.replace(old, new, 1), encoding="utf-8")
    return spoilt
