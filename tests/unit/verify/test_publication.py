"""Each thing that can be damaged in a publication, its modes or its key is damaged once, and it is said what."""

import duckdb
import pytest

from pipelines.publish import current, publications
from pipelines.publish.key import key_path
from pipelines.verify import verify
from tests.unit.publish.homes import AT, change
from tests.unit.verify.home import ONE_CARD_LINE, checks, damage_published, one


@pytest.mark.parametrize("name", ["city.duckdb", "core.duckdb", "report/index.html"])
def test_a_published_file_that_is_gone_is_found(published, name):
    (current(published).folder / name).unlink()
    assert one(published, "files.missing").where == f"2024-01-16-001/{name}"


def test_a_file_that_does_not_belong_to_a_publication_is_found(published):
    (current(published).folder / "notes.txt").write_text("for later")
    assert one(published, "files.foreign").where == "2024-01-16-001/notes.txt"


def test_a_current_that_points_at_nothing_is_found(published):
    (published.published / "current").unlink()
    assert one(published, "publication.current").what == "it points at no publication"


def test_a_published_file_that_is_no_database_is_found(published):
    current(published).city.write_bytes(b"no database" * 10_000)
    assert checks(published) == {"publication.readable"}


def test_a_published_ledger_that_is_not_the_warehouses_is_found(published):
    damage_published(published, f"UPDATE ops.delivery SET refused_because = 'no' WHERE {ONE_CARD_LINE}")
    assert "insurance.card bhxh 2024-01-16" in one(published, "publication.ledger").where


def test_a_published_line_that_the_warehouse_lost_is_found(published):
    change(published, f"DELETE FROM ops.delivery WHERE {ONE_CARD_LINE}")
    found = [finding.what for finding in verify(published, at=AT) if finding.check == "publication.ledger"]
    assert found == ["a line of the publication is not in the warehouse"]


def test_a_day_that_was_loaded_again_since_is_nothing_to_find(published):
    change(
        published, f"UPDATE ops.delivery SET inserted = inserted - 1, unchanged = unchanged + 1 WHERE {ONE_CARD_LINE}"
    )
    assert checks(published) == {"publication.ledger"}
    change(
        published,
        "INSERT INTO ops.attempt SELECT ?, 'later', 'load', feed, supplier, business_day, delivery_id, 'loaded', NULL, "
        f"NULL FROM ops.delivery WHERE {ONE_CARD_LINE}",
        AT,
    )
    assert verify(published, at=AT) == []


def test_an_older_publication_that_a_person_chose_is_not_compared_with_todays_ledger(published):
    (published.published / "current").unlink()
    (published.published / "current").symlink_to(publications(published)[0].name)
    assert verify(published, at=AT) == []


@pytest.mark.parametrize(
    ("statement", "check", "where"),
    [
        ("UPDATE mart.dossier_on_time SET early = early + 1", "marts.sum", "dossier_on_time: finished ="),
        ("UPDATE mart.delivery_quality SET due = due + 1, missing = missing + 1", "marts.ledger", "delivery_quality"),
        ("DELETE FROM mart.delivery_quality WHERE supplier = 'bca'", "marts.ledger", "population.citizen bca"),
        ("INSERT INTO mart.coverage SELECT * FROM mart.coverage LIMIT 1", "marts.key", "coverage"),
        ("DELETE FROM mart.coverage", "marts.empty", "coverage"),
        (
            "UPDATE mart.insurance_sync SET cards = cards + 1 WHERE district_code = 'all' AND object_group = 'all'",
            "marts.core",
            "insurance_sync",
        ),
    ],
    ids=lambda value: value if " " not in value else "",
)
def test_published_marts_that_do_not_add_up_are_found(published, statement, check, where):
    damage_published(published, statement)
    assert [one for one in verify(published, at=AT) if one.check == check and where in one.where]


def test_a_published_name_of_a_citizen_is_found(published):
    damage_published(published, "UPDATE ops.settlement SET note = 'card HT3010123456789' WHERE area = 'insurance'")
    found = one(published, "discretion.text")
    assert found.where == "ops.settlement.note" and "HT3010123456789" not in str(found)


def test_a_published_column_that_names_citizens_is_found(published):
    damage_published(published, "CREATE TABLE quality.extra AS SELECT 'x' AS full_name")
    assert one(published, "discretion.column").where == "quality.extra.full_name"


def test_a_published_schema_that_does_not_belong_there_is_found(published):
    damage_published(published, "CREATE SCHEMA history; CREATE TABLE history.extra AS SELECT 1 AS n")
    assert one(published, "discretion.schema").where == "history.extra"


def test_a_column_in_core_that_no_contract_publishes_is_found(published):
    with duckdb.connect(str(current(published).core)) as con:
        con.execute("ALTER TABLE history.insurance_card ADD COLUMN full_name VARCHAR")
    assert "history.insurance_card.full_name" in {finding.where for finding in verify(published, at=AT)}


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("warehouse/city.duckdb", 0o640),
        ("warehouse", 0o750),
        ("landing", 0o755),
        ("secrets", 0o711),
        ("secrets/bca.token", 0o644),
        ("published/2024-01-16-001/core.duckdb", 0o644),
        ("published/2024-01-15-001/core.duckdb", 0o664),
        ("published/2024-01-16-001/city.duckdb", 0o666),
    ],
)
def test_a_file_that_is_open_to_others_is_found(published, name, mode):
    (published.home / name).chmod(mode)
    found = one(published, "modes.file")
    assert found.where == name and f"its mode is {mode:o}" in found.what


def test_a_key_that_others_may_read_is_found(published):
    key_path(published).chmod(0o644)
    assert checks(published) == {"modes.file", "person_key.file"}


def test_a_changed_key_is_found(published):
    key_path(published).write_bytes(b"k" * 32)
    assert "the current publication was made with" in one(published, "person_key.fingerprint").what


def test_a_lost_key_is_found(published):
    key_path(published).unlink()
    assert "it is not there" in one(published, "person_key.file").what
