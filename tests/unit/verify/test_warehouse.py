"""Each thing that can be damaged in the build file is damaged once, and it is said what and where."""

import duckdb
import pytest

from pipelines.publish import current
from pipelines.verify import verify
from tests.unit.publish.homes import AT, change
from tests.unit.verify.home import FIVE, ONE_CARD_LINE, checks, in_one, one


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
