"""What stands in the files, and above all what does not."""

import hmac
import re
import unicodedata

import pytest

from pipelines.contract import contract_of, feeds
from pipelines.publish import current, published_columns
from pipelines.publish.key import key_path
from pipelines.publish.report.spec import files as report_files
from tests.unit.publish.homes import asked, truth

IDENTIFIERS = {
    column.name for feed in feeds() for column in contract_of(feed).columns if column.classification == "identifier"
}


def columns(path):
    rows = asked(path, "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal")
    return {(schema, f"{schema}.{table}", column) for schema, table, column in rows}


@pytest.fixture
def newest(published):
    return current(published)


def test_the_ledger_is_published_as_the_warehouse_has_it(published, newest):
    for table in ("ops.delivery", "ops.due", "ops.settlement", "ops.warning"):
        question = f"SELECT * FROM {table} ORDER BY ALL"
        assert asked(newest.city, question) == asked(published.warehouse_file, question), table
    loaded = asked(newest.city, "SELECT count(*) FROM ops.delivery WHERE state = 'loaded'")
    assert loaded == truth(published, "deliveries", "SELECT count(*) FROM {}")


def test_the_quarantine_is_published_as_counts_per_rule(published, newest):
    counts = asked(
        newest.city, "SELECT feed, supplier, business_day, rule_id, records FROM quality.quarantine ORDER BY ALL"
    )
    assert counts == asked(
        published.warehouse_file,
        "SELECT feed, supplier, business_day, rule_id, count(DISTINCT (delivery_id, position)) "
        "FROM (SELECT *, unnest(rule_ids) AS rule_id FROM quarantine.record) GROUP BY ALL ORDER BY ALL",
    )
    assert sorted({row[:3] for row in counts}) == truth(
        published, "deliveries", "SELECT feed, supplier, business_day FROM {} WHERE quarantined > 0 ORDER BY ALL"
    )


def test_unreadable_places_are_published_as_counts_that_equal_the_truth(published, newest):
    per_day = (
        "SELECT feed, supplier, business_day, sum(records)::BIGINT FROM quality.unreadable GROUP BY ALL ORDER BY ALL"
    )
    told = "SELECT feed, supplier, business_day, unreadable FROM {} WHERE unreadable > 0 ORDER BY ALL"
    assert asked(newest.city, per_day) == truth(published, "deliveries", told)


def test_city_has_no_column_that_names_a_citizen(newest):
    found = {(schema, column) for schema, _, column in columns(newest.city) if schema != "reference"}
    assert not {column for _, column in found} & (IDENTIFIERS | {"payload", "record_key"})
    assert {schema for schema, _ in found} == {"mart", "ops", "publication", "quality"}


def test_core_has_just_the_columns_that_contracts_publish(newest):
    for contract in map(contract_of, feeds()):
        since = ["business_day"] if contract.kind == "events" else ["valid_from", "valid_to"]
        expected = [*(one.name for one in published_columns(contract)), "supplier", *since, "delivery_id"]
        found = asked(newest.core, f"SELECT * FROM (DESCRIBE history.{contract.table})")
        assert [row[0] for row in found] == expected
        assert not {one.name for one in published_columns(contract)} & IDENTIFIERS


def test_columns_are_named_for_what_they_hold():
    names = {one.column.name: (one.name, one.type) for feed in feeds() for one in published_columns(contract_of(feed))}
    assert names["applicant_id"] == names["citizen_id"] == ("person_key", "VARCHAR")
    assert names["card_number"] == ("card_number_hash", "VARCHAR")
    assert names["birth_on"] == ("birth_on_year", "INTEGER")
    assert names["commune_code"] == ("commune_code", "VARCHAR")
    assert "full_name" not in names and "phone" not in names


def test_core_holds_every_version_of_every_record(published, newest):
    for contract in map(contract_of, feeds()):
        since = "business_day" if contract.kind == "events" else "valid_from, valid_to"
        for table in (contract.table, f"{contract.table}_current"):
            question = f"SELECT {since}, supplier, delivery_id FROM history.{table} ORDER BY ALL"
            assert asked(newest.core, question) == asked(published.warehouse_file, question), table


def test_a_person_is_the_same_key_in_every_feed(published, newest):
    key = key_path(published).read_bytes()

    def keyed(text):
        return text and hmac.new(key, text.encode(), "sha256").hexdigest()

    for table, column, shown in (
        ("population_citizen", "citizen_id", "person_key"),
        ("insurance_card", "citizen_id", "person_key"),
        ("insurance_card", "card_number", "card_number_hash"),
        ("procedures_dossier", "applicant_id", "person_key"),
        ("procedures_dossier", "dossier_code", "dossier_code_hash"),
    ):
        ids = asked(published.warehouse_file, f"SELECT {column} FROM history.{table}")
        published_ids = asked(newest.core, f"SELECT {shown} FROM history.{table}")
        assert sorted(str(keyed(row[0])) for row in ids) == sorted(str(row[0]) for row in published_ids)


def test_days_of_life_are_published_as_years(published, newest):
    years = "SELECT {} FROM history.population_citizen ORDER BY ALL"
    assert asked(newest.core, years.format("birth_on_year, died_on_year")) == asked(
        published.warehouse_file, years.format("year(birth_on), year(died_on)")
    )


def test_the_order_of_rows_tells_nothing_of_the_order_of_ids(newest):
    keys = [row[0] for row in asked(newest.core, "SELECT person_key FROM history.population_citizen")]
    assert keys == sorted(keys) and len(keys) > 1_000


def numbers_in(content):
    """Every run of digits, cut to the lengths of personal IDs and phones, and everything shaped like a card."""
    runs = re.findall(rb"[0-9]{10,}", content)
    cut = {run[start : start + length] for run in runs for length in (10, 12) for start in range(len(run))}
    return cut | set(re.findall(rb"(?=([A-Z]{2}[0-9]{13}))", content))


def values_in(path):
    """Everything a database file answers, as text: what is compressed in its bytes is readable here."""
    tables = asked(path, "SELECT schema_name || '.' || table_name FROM duckdb_tables()")
    return "\n".join(repr(row) for (table,) in tables for row in asked(path, f"FROM {table}")).encode()


def test_no_identifier_is_in_any_published_byte_or_value(published):
    persons = truth(published, "persons", "SELECT citizen_id, card_number, phone, full_name, is_canary FROM {}")
    numbers = {text.encode() for *ids, _, _ in persons for text in ids if text}
    canaries = [unicodedata.normalize(form, row[3]).encode() for row in persons if row[4] for form in ("NFC", "NFD")]
    assert len(numbers) > 5_000 and len(canaries) >= 200
    files = sorted(path for path in published.published.rglob("*") if path.is_file() and path.name != ".lock")
    assert len(files) == 2 * (2 + len(report_files()))
    key = key_path(published).read_bytes()
    for path in files:
        content = path.read_bytes() + (values_in(path) if path.suffix == ".duckdb" else b"")
        assert not numbers_in(content) & numbers, f"{path.name} holds a number of a citizen"
        assert not [name for name in canaries if name in content], f"{path.name} holds a canary's name"
        inner = bytes(byte ^ 0x36 for byte in key)
        assert not [secret for secret in (key, inner, key.hex().encode()) if secret in content]


def test_the_search_for_identifiers_finds_them_where_they_are(published):
    numbers = {row[0].encode() for row in truth(published, "persons", "SELECT citizen_id FROM {}")}
    assert numbers_in(values_in(published.warehouse_file)) & numbers


def test_no_withheld_cell_can_be_computed_from_the_totals(newest):
    """Every line with one unknown is solved until no such line is left, as a reader with a pencil would."""
    rows = asked(newest.city, "SELECT district_code, object_group, cards, matched FROM mart.insurance_sync")
    score = asked(newest.city, "SELECT value FROM mart.project06_scorecard WHERE indicator = 'insurance_synchronised'")
    withheld = {(district, group) for district, group, cards, _ in rows if cards is None}
    assert withheld and len(withheld) < len(rows)
    for figures in ({row[:2]: row[2] for row in rows}, {row[:2]: row[3] for row in rows}):
        assert all(figure >= 5 for figure in figures.values() if figure is not None)
        assert not solved(figures) & withheld
    assert score == [(figures["all", "all"],)]


def solved(figures):
    known = dict(figures)
    lines = [[place for place in known if place[axis] == code] for axis in (0, 1) for code in {p[axis] for p in known}]
    axes = [1] * len({p[0] for p in known}) + [0] * len({p[1] for p in known})
    found, before = set(), None
    while before != len(found):
        before = len(found)
        for line, axis in zip(lines, axes, strict=True):
            unknown = [place for place in line if known[place] is None]
            if len(unknown) == 1:
                total = next(place for place in line if place[axis] == "all")
                parts = sum(known[place] or 0 for place in line if place != total)
                known[unknown[0]] = parts if unknown[0] == total else known[total] - parts
                found.add(unknown[0])
    return found


def test_a_single_withheld_cell_would_be_computed():
    figures = {("1", "a"): None, ("1", "all"): 9, ("2", "a"): 7, ("2", "all"): 7, ("all", "a"): 16, ("all", "all"): 16}
    assert solved(figures) == {("1", "a")}
