"""What is damaged in a home, and what the verification finds then."""

import duckdb

from pipelines.publish import current
from pipelines.verify import verify
from tests.unit.publish.homes import AT, asked

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
