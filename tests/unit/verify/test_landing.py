"""Each thing that can be damaged in the landing zone is damaged once, and it is said what and where."""

import json
import shutil

import pytest

from pipelines.land import delivery_id_of
from pipelines.verify import verify
from tests.unit.publish.homes import AT, change
from tests.unit.verify.home import ONE_CARD_LINE, checks, landed, manifests, one


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
