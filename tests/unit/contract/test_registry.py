"""The feeds there are, and how a mistake in their facts is told."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.contract import (
    areas,
    contract_of,
    feeds,
    feeds_of,
    layout_named,
    layout_of,
    layouts_of,
    registry,
    suppliers_of,
    suppliers_of_any,
)
from pipelines.contract.layout import read_layout
from pipelines.contract.model import read_contract
from pipelines.errors import ContractFailure
from pipelines.reference.tables import FOLDER as REFERENCE
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
    assert len(feeds()) == 14
    assert list(feeds()) == sorted(feeds())
    assert areas() == ("insurance", "population", "procedures", "welfare")
    assert feeds_of("insurance") == ("insurance.card", "insurance.facility", "insurance.facility_lookup")
    assert feeds_of("weather") == ()
    assert suppliers_of("insurance.card") == ("bhxh",)
    kinds = Counter(supplier[0] for supplier in suppliers_of("procedures.dossier"))
    assert kinds == {"d": 30, "s": 17, "x": 126}
    assert layout_of("procedures.dossier", "d268").format == "xlsx"


def test_an_installation_may_collect_some_feeds_from_some_suppliers_and_the_others_owe_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITYDB_FEEDS", "procedures.dossier, insurance.card")
    monkeypatch.setenv("CITYDB_SUPPLIERS", "d002, d001,bhxh,")
    assert areas() == ("insurance", "procedures")
    assert suppliers_of("procedures.dossier", date(2024, 1, 16)) == ("d001", "d002")
    assert suppliers_of("insurance.card", date(2024, 1, 16)) == ("bhxh",)
    assert suppliers_of("insurance.facility", date(2024, 1, 16)) == ()


@pytest.mark.parametrize(
    ("variable", "named"), [("CITYDB_FEEDS", "insurance.cards"), ("CITYDB_SUPPLIERS", "d001, bhhx")]
)
def test_an_installation_that_names_what_there_is_not_is_told(
    monkeypatch: pytest.MonkeyPatch, variable: str, named: str
) -> None:
    monkeypatch.setenv(variable, named)
    with pytest.raises(ContractFailure, match=f"{variable} names '{named.split(', ')[-1]}'"):
        suppliers_of("procedures.dossier")


@pytest.mark.parametrize("feed", feeds())
def test_a_layout_maps_every_column_of_the_contract_once_and_none_besides(feed: str) -> None:
    for layout in layouts_of(feed):
        assert sorted(m.column for m in layout.columns) == sorted(c.name for c in contract_of(feed).columns), (
            layout.name
        )


DEPARTMENTS = [layout.name for layout in layouts_of("procedures.dossier") if layout.name.endswith("_departments")]


LAST_OF_DISTRICTS, FIRST_OF_COMMUNES = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize("feed", ["procedures.dossier", "procedures.satisfaction"])
def test_communes_take_over_from_districts_and_departments_stay(feed: str) -> None:
    before, after = (
        Counter(one[0] for one in suppliers_of(feed, day)) for day in (LAST_OF_DISTRICTS, FIRST_OF_COMMUNES)
    )
    assert (before, after) == ({"d": 30, "s": 17}, {"s": 17, "x": 126})


def test_a_commune_is_named_by_the_code_it_has_since_it_delivers() -> None:
    with (REFERENCE / "hanoi_communes_from_2025-07-01.csv").open(encoding="utf-8") as file:
        codes = {f"x{row['ward_code']}" for row in csv.DictReader(file)}
    assert {one for one in suppliers_of("procedures.dossier", FIRST_OF_COMMUNES) if one.startswith("x")} == codes


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_departments_write_dossiers_as_the_districts_of_the_same_layout_do(name: str) -> None:
    layouts = {layout.name: layout for layout in layouts_of("procedures.dossier")}
    departments, districts = layouts[name], layouts[name.removesuffix("_departments")]
    assert (departments.format, departments.options) == (districts.format, districts.options)
    assert departments.columns == districts.columns


def test_departments_stand_in_every_layout_of_dossiers_and_deliver_forms_too() -> None:
    assert len(DEPARTMENTS) == 4
    forms = set(suppliers_of("procedures.satisfaction"))
    assert forms == set(suppliers_of("procedures.dossier"))
    assert suppliers_of("population.digital_signature") == ("stttt",)


def test_a_word_that_yaml_takes_for_a_truth_is_still_a_word() -> None:
    for feed in feeds():
        for column in contract_of(feed).columns:
            assert not {"True", "False"} & set(column.allowed), f"{feed}.{column.name}"
        for layout in layouts_of(feed):
            for mapping in layout.columns:
                words = mapping.options.get("codes", {}).items()
                assert not [pair for pair in words if bool in map(type, pair)], f"{feed} {layout.name}"


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


def test_layouts_of_one_name_are_refused_because_their_records_would_be_mixed(facts: Path) -> None:
    layouts = facts / "insurance_card" / "layouts"
    text = (layouts / "bhxh.yaml").read_text(encoding="utf-8").replace("suppliers: [bhxh]", "suppliers: [bqp]")
    (layouts / "other.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContractFailure, match=r"Two layouts of insurance\.card have the name bhxh"):
        layouts_of("insurance.card")


@pytest.fixture
def replaced(facts: Path) -> Path:
    """A register that changes hands: bhxh writes it in its old form, then in a new one, and ends; bqp begins later."""
    layouts = facts / "insurance_card" / "layouts"
    text = (layouts / "bhxh.yaml").read_text(encoding="utf-8")
    for name, suppliers, days in (
        ("bhxh", "bhxh", "until: 2024-12-31"),
        ("bhxh_2025", "bhxh", "from: 2025-01-01, until: 2025-06-30"),
        ("army", "bqp, btl", "from: 2025-07-01"),
    ):
        changed = text.replace("name: bhxh", f"name: {name}\ndays: {{{days}}}")
        changed = changed.replace("suppliers: [bhxh]", f"suppliers: [{suppliers}]")
        (layouts / f"{name}.yaml").write_text(changed, encoding="utf-8")
    return layouts


@pytest.mark.parametrize(
    ("day", "suppliers", "layouts"),
    [
        (date(2024, 12, 31), ("bhxh",), ["bhxh"]),
        (date(2025, 1, 1), ("bhxh",), ["bhxh_2025"]),
        (date(2025, 6, 30), ("bhxh",), ["bhxh_2025"]),
        (date(2025, 7, 1), ("bqp", "btl"), ["army"]),
        (None, ("bhxh", "bqp", "btl"), ["army", "bhxh", "bhxh_2025"]),
    ],
)
def test_a_layout_is_for_its_days_first_and_last_included(
    replaced: Path, day: date | None, suppliers: tuple[str, ...], layouts: list[str]
) -> None:
    assert suppliers_of("insurance.card", day) == suppliers
    assert [layout.name for layout in layouts_of("insurance.card", day)] == layouts
    if day is not None:
        assert {layout_of("insurance.card", supplier, day).name for supplier in suppliers} == {*layouts}


def test_outside_its_days_a_supplier_has_no_layout_and_without_a_day_its_newest(replaced: Path) -> None:
    with pytest.raises(ContractFailure, match=r"names the supplier bhxh on 2025-07-01.*whose `days:` are right"):
        layout_of("insurance.card", "bhxh", date(2025, 7, 1))
    assert layout_of("insurance.card", "bhxh").name == "bhxh_2025"


def test_nobody_owes_on_a_day_of_the_week_on_which_the_feed_is_not_due(facts: Path) -> None:
    contract = facts / "insurance_card" / "contract.odcs.yaml"
    text = contract.read_text(encoding="utf-8")
    due_on = "  - {property: dueOn, value: [1, 4]}\n  - {property: deliveryKind"
    contract.write_text(text.replace("  - {property: deliveryKind", due_on), encoding="utf-8")
    registry.forget()
    monday = date(2024, 1, 15)
    week = [bool(suppliers_of("insurance.card", monday + timedelta(days=n))) for n in range(7)]
    assert week == [True, False, False, True, False, False, False]
    assert layout_of("insurance.card", "bhxh", date(2024, 1, 16)).name == "bhxh", "what landed can still be read"
    assert suppliers_of("insurance.card") == ("bhxh",)
    assert contract_of("population.citizen").due_weekdays == (1, 2, 3, 4, 5, 6, 7)


def test_whoever_owes_in_a_range_of_days_is_found_by_all_its_days(replaced: Path) -> None:
    end_of_june = [date(2025, 6, 30), date(2025, 7, 1)]
    assert suppliers_of_any(["insurance.card", "population.citizen"], end_of_june) == ("bca", "bhxh", "bqp", "btl")
    assert suppliers_of_any(["insurance.card"], end_of_june[1:]) == ("bqp", "btl")


@pytest.mark.parametrize("first", ["2024-12-31", "2024-01-01"])
def test_a_supplier_in_two_layouts_whose_days_overlap_is_told_with_both(replaced: Path, first: str) -> None:
    file = replaced / "bhxh_2025.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("from: 2025-01-01", f"from: {first}"), encoding="utf-8")
    with pytest.raises(ContractFailure, match=r"bhxh stands in the layouts bhxh and bhxh_2025.*do not overlap"):
        suppliers_of("insurance.card", date(2025, 7, 1))


def test_a_layout_by_which_a_day_was_taken_is_found_when_its_days_were_corrected(replaced: Path) -> None:
    assert layout_named("insurance.card", "bhxh", date(2025, 7, 1)).last_on == date(2024, 12, 31)
    with pytest.raises(ContractFailure, match="has no layout navy"):
        layout_named("insurance.card", "navy", date(2025, 7, 1))


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
        ("gives: dated", "gives: dated\ndays: {}", "days holds something else than from and until"),
        ("gives: dated", "gives: dated\ndays: {since: 2025-07-01}", "days holds something else than from and until"),
        ("gives: dated", "gives: dated\ndays: {from: 2025-07}", "Invalid isoformat"),
        (
            "gives: dated",
            "gives: dated\ndays: {from: 2025-07-01, until: 2025-06-30}",
            "days end on 2025-06-30, before they begin on 2025-07-01",
        ),
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
        *(
            (
                "value: 0.1}",
                f"value: 0.1}}\n  - {{property: dueOn, value: {value}}}",
                "not a list of days of the week",
            )
            for value in ("[]", "[0]", "[8]", "1", "[Monday]", "[true]")
        ),
        ("value: 0.1}", "value: 0.1}\n  - {property: handedOn, value: often}", "'often', not true or false"),
        ("value: 0.1}", "value: 0.1}\n  - {property: handedOn, value: true}", "only records of a changes feed"),
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
