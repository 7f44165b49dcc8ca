"""Each thing that can be damaged in a home is damaged once, and the verification says what and where."""

import json
import shutil

import duckdb
import pytest

from pipelines.errors import UsageFailure
from pipelines.land import delivery_id_of
from pipelines.publish import current, publications, publish
from pipelines.publish.key import key_path
from pipelines.settings import Settings
from pipelines.verify import verify
from tests.feeds import deliveries_due
from tests.unit.publish.homes import AT, FIRST, LAST, asked, change

ONE_CARD_LINE = "feed = 'insurance.card' AND business_day = '2024-01-16'"


def checks(settings):
    return {finding.check for finding in verify(settings, at=AT)}


def one(settings, check):
    """The one finding of a check, when no other check found anything."""
    findings = verify(settings, at=AT)
    assert {finding.check for finding in findings} == {check}
    return findings[0]


def damage_published(settings, statement):
    with duckdb.connect(str(current(settings).city)) as con:
        con.execute(statement)


def landed(settings, ending):
    rows = asked(
        settings.warehouse_file, "SELECT landed_path FROM ops.delivery WHERE landed_path LIKE ?", f"%.{ending}"
    )
    return settings.home / rows[0][0]


FIVE = "WHERE rowid IN (SELECT rowid FROM history.{0} ORDER BY rowid LIMIT 5)"


def in_one(table, change, where="delivery_id IS NOT NULL"):
    """A statement that changes one version of a history."""
    return f"UPDATE history.{table} SET {change} WHERE rowid = (SELECT min(rowid) FROM history.{table} WHERE {where})"


def manifests(settings):
    return sorted((settings.landing / "manifests").glob("*/*/*/*.json"))


def test_an_undamaged_home_has_no_finding_and_tells_what_it_looks_at(published):
    told = []
    assert verify(published, told.append, AT) == []
    assert (told[0], told[-1]) == ("warehouse", "publication")
    assert f"landing zone: delivery 1 of {deliveries_due(FIRST, LAST)}" in told


def test_a_home_where_nothing_is_published_yet_has_no_finding(published):
    shutil.rmtree(published.published)
    assert verify(published, at=AT) == []


def test_a_fresh_home_is_wrong_use(tmp_path):
    with pytest.raises(UsageFailure, match="There is no warehouse here yet") as raised:
        verify(Settings(home=tmp_path), at=AT)
    assert "citydb nightly" in raised.value.next_step
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "check", "told"),
    [
        (
            f"UPDATE ops.delivery SET duplicate = duplicate + 1 WHERE {ONE_CARD_LINE}",
            "ledger.received",
            "received are not",
        ),
        (
            f"UPDATE ops.delivery SET unchanged = unchanged - 1 WHERE {ONE_CARD_LINE}",
            "ledger.loaded",
            "loaded are not",
        ),
        (
            f"UPDATE ops.delivery SET inserted = -1, changed = changed + inserted + 1 WHERE {ONE_CARD_LINE}",
            "ledger.loaded",
            "-1 inserted",
        ),
        (
            "INSERT INTO ops.delivery SELECT * REPLACE (NULL AS loaded_at, 'refused' AS state, 'x' AS landed_path, "
            f"9 AS version, 'ffff' AS delivery_id, 0 AS quarantined) FROM ops.delivery WHERE {ONE_CARD_LINE}",
            "ledger.never_loaded",
            "state refused that was never loaded has counts",
        ),
        (
            f"UPDATE ops.delivery SET state = 'lost' WHERE {ONE_CARD_LINE}",
            "ledger.state",
            "the state lost",
        ),
        (
            f"INSERT INTO ops.delivery SELECT * FROM ops.delivery WHERE {ONE_CARD_LINE}",
            "ledger.one_line",
            "2 lines for one delivery",
        ),
        (
            "INSERT INTO ops.delivery SELECT * REPLACE (2 AS version, 'ffff' AS delivery_id, 0 AS quarantined, "
            f"received - quarantined AS received) FROM ops.delivery WHERE {ONE_CARD_LINE}",
            "ledger.one_loaded_version",
            "2 versions are loaded at once",
        ),
        (
            "DELETE FROM quarantine.record WHERE rowid = (SELECT min(rowid) FROM quarantine.record)",
            "quarantine.records",
            "records in quarantine",
        ),
        (
            "INSERT INTO quarantine.record SELECT * REPLACE ('ffff' AS delivery_id) FROM quarantine.record LIMIT 1",
            "quarantine.records",
            "1 records in quarantine, 0 in the ledger",
        ),
        (
            "DELETE FROM quarantine.unreadable WHERE rowid = (SELECT min(rowid) FROM quarantine.unreadable)",
            "quarantine.unreadable",
            "unreadable places",
        ),
        (
            "INSERT INTO history.insurance_card SELECT * FROM history.insurance_card "
            "WHERE valid_to = '9999-12-31' LIMIT 2",
            "history.one_version",
            "2 versions of a key begin before the one before has ended",
        ),
        (
            in_one("procedures_dossier", "valid_to = valid_from"),
            "history.validity",
            "1 versions end before they begin",
        ),
        (
            in_one("population_citizen", "delivery_id = 'ffff'"),
            "history.delivery",
            "1 versions come from a delivery that is not loaded",
        ),
    ],
    ids=lambda value: value if " " not in value else "",
)
def test_a_build_file_that_does_not_add_up_is_found(published, statement, check, told):
    change(published, statement)
    found = [finding for finding in verify(published, at=AT) if finding.check == check]
    assert found and told in found[0].what and found[0].next_step


@pytest.mark.parametrize(
    ("statement", "ledger", "published_too"),
    [
        ("DELETE FROM history.procedures_dossier", "history.versions", True),
        (f"DELETE FROM history.population_citizen {FIVE.format('population_citizen')}", "history.versions", True),
        (
            f"DELETE FROM history.population_citizen_change {FIVE.format('population_citizen_change')}",
            "history.loaded",
            False,
        ),
        (f"DELETE FROM history.insurance_card {FIVE.format('insurance_card')}", "history.loaded", True),
        (in_one("insurance_card", "full_name = 'A'"), "history.content", False),
        (in_one("procedures_dossier", "fee_vnd = fee_vnd + 1", "fee_vnd IS NOT NULL"), "history.content", True),
        (
            in_one("insurance_card", "valid_to = valid_to - 9000", "valid_to = '9999-12-31'"),
            None,
            True,
        ),
        (
            in_one("insurance_card", "valid_from = valid_from + 1"),
            "history.begin",
            True,
        ),
        (
            in_one("procedures_dossier", "valid_to = valid_to - INTERVAL 1 HOUR"),
            "history.versions",
            True,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_a_history_that_was_changed_by_hand_is_found(published, statement, ledger, published_too):
    """Whatever the ledger cannot tell of alone is told by what was published."""
    change(published, statement)
    assert checks(published) >= {name for name in (ledger, "history.published" if published_too else None) if name}


def test_a_published_history_that_was_changed_is_found(published):
    with duckdb.connect(str(current(published).core)) as con:
        con.execute(in_one("insurance_card", "benefit_level = NULL", "benefit_level IS NOT NULL"))
    found = one(published, "history.published")
    assert found.where.startswith("insurance.card bhxh ") and "citydb" in found.next_step


def test_a_history_that_was_loaded_into_since_is_not_compared_with_what_was_published(published):
    change(published, in_one("insurance_card", "benefit_level = NULL", "benefit_level IS NOT NULL"))
    assert checks(published) == {"history.content", "history.published"}
    change(
        published,
        "INSERT INTO ops.attempt SELECT ?, 'later', 'load', feed, supplier, business_day, delivery_id, 'loaded', NULL, "
        f"NULL FROM ops.delivery WHERE {ONE_CARD_LINE}",
        AT,
    )
    assert checks(published) == {"history.content"}


def test_a_build_file_that_is_no_database_is_found(published):
    published.warehouse_file.write_bytes(b"no database" * 10_000)
    assert one(published, "warehouse.readable").where == "city.duckdb"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "parquet", "pages"])
def test_a_landed_object_that_is_gone_is_found(published, ending):
    path = landed(published, ending)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert path.name in one(published, "landing.object").what


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "parquet", "pages"])
def test_a_landed_object_that_was_changed_is_found(published, ending):
    path = landed(published, ending)
    file = sorted(path.iterdir())[0] if path.is_dir() else path
    content = file.read_bytes()
    middle = len(content) // 2
    digit = next(place for place in range(middle, len(content)) if content[place : place + 1].isdigit())
    file.write_bytes(content[:digit] + bytes([content[digit] ^ 1]) + content[digit + 1 :])
    assert path.name in one(published, "landing.content").what


def test_a_page_that_is_gone_is_found(published):
    pages = sorted(landed(published, "pages").iterdir())
    pages[-1].unlink()
    assert one(published, "landing.content").where.startswith("population.citizen bca")


def test_a_manifest_that_is_gone_is_found(published):
    path = manifests(published)[0]
    path.unlink()
    assert path.stem in one(published, "landing.manifest").where


def test_a_manifest_that_cannot_be_read_is_found(published):
    path = manifests(published)[0]
    path.write_text(path.read_text(encoding="utf-8")[:50], encoding="utf-8")
    assert {finding.what for finding in verify(published, at=AT)} == {
        "it cannot be read: JSONDecodeError",
        "it has no manifest that can be read",
    }


def test_a_manifest_that_contradicts_the_ledger_is_found(published):
    path = manifests(published)[0]
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | {"version": 7}), encoding="utf-8")
    assert "says something else" in one(published, "landing.manifest").what


def test_a_manifest_under_a_number_that_is_no_version_is_found_and_the_number_is_told_to_nobody(published):
    path = manifests(published)[0]
    facts = json.loads(path.read_text(encoding="utf-8")) | {"delivery_id": "ffff", "version": 1099000001}
    (path.parent / "ffff.json").write_text(json.dumps(facts), encoding="utf-8")
    finding = one(published, "landing.version")
    assert finding.where.endswith("ffff.json")
    assert "1099000001" not in finding.what
    assert "Remove the manifest" in finding.next_step


def test_a_line_whose_id_is_not_made_of_it_is_found(published):
    change(published, f"UPDATE ops.delivery SET version = 7 WHERE {ONE_CARD_LINE}")
    assert "landing.delivery_id" in checks(published)


def test_a_delivery_that_landed_before_the_settlement_and_was_forgotten_is_found(published):
    path = manifests(published)[0]
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["version"] = 2
    name = delivery_id_of("insurance.card", "bhxh", AT.date(), 2, facts["sha256"])
    (path.parent / f"{name}.json").write_text(json.dumps(facts | {"delivery_id": name}), encoding="utf-8")
    assert name in one(published, "landing.unknown").where


def test_a_delivery_that_landed_since_the_settlement_is_nothing_to_find(published):
    path = manifests(published)[0]
    facts = json.loads(path.read_text(encoding="utf-8"))
    (path.parent / "ffff.json").write_text(json.dumps(facts | {"fetched_at": AT.isoformat()}), encoding="utf-8")
    assert verify(published, at=AT) == []


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


def test_a_corrected_home_that_is_published_again_has_no_finding(published):
    change(
        published, f"UPDATE ops.delivery SET inserted = inserted - 1, unchanged = unchanged + 1 WHERE {ONE_CARD_LINE}"
    )
    assert publish(published, AT, "again") is not None
    assert verify(published, at=AT) == []
