"""Which version an arrival is, and that it keeps its number."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from pipelines.errors import DataFailure
from pipelines.land import VersionConflict, delivery_id_of, manifest, manifests
from pipelines.land.manifest import ManifestFailure
from pipelines.settings import Settings
from tests.unit.land.arrivals import DAY, content_of, land_text


def landed_versions(home: Settings) -> list[tuple[int, str]]:
    found = manifests(home, "procedures.dossier", DAY, "d001")
    return [(m.version, (home.home / m.landed_path).read_text()) for m in found]


def test_a_delivery_is_named_by_its_content_and_found_by_its_manifest(home: Settings) -> None:
    landed = land_text(home, "Mã hồ sơ;…")
    identity = sha256("Mã hồ sơ;…".encode()).hexdigest()
    m = landed.manifest
    assert landed.is_new
    assert m.landed_path == f"landing/objects/{identity[:2]}/{identity}.csv"
    assert (m.sha256, m.version, m.bytes) == (identity, 1, len("Mã hồ sơ;…".encode()))
    assert m.delivery_id == delivery_id_of("procedures.dossier", "d001", DAY, 1, identity)
    assert m.delivery_id == sha256(f"procedures.dossier|d001|2024-01-15|1|{identity}".encode()).hexdigest()[:16]
    assert manifest(home, m.delivery_id) == m
    assert content_of(home, landed) == "Mã hồ sơ;…"


def test_the_same_content_again_is_the_same_delivery_and_changes_nothing(home: Settings) -> None:
    first = land_text(home, "one")
    before = {path: path.stat().st_mtime_ns for path in home.landing.rglob("*") if path.is_file()}
    again = land_text(home, "one")
    assert (again.manifest, again.is_new) == (first.manifest, False)
    after = {path: path.stat().st_mtime_ns for path in home.landing.rglob("*") if path.is_file()}
    assert after == before


def test_content_that_differs_is_numbered_in_order_of_arrival_and_keeps_its_number(home: Settings) -> None:
    for text in ("one", "two", "three", "two", "one"):
        land_text(home, text)
    assert landed_versions(home) == [(1, "one"), (2, "two"), (3, "three")]


def test_content_equal_to_any_earlier_version_is_that_version_again(home: Settings) -> None:
    first, _, _ = (land_text(home, text) for text in ("one", "two", "three"))
    again = land_text(home, "one")
    assert (again.manifest, again.is_new) == (first.manifest, False)


def test_a_known_content_under_a_number_of_its_own_is_still_the_version_it_was(home: Settings) -> None:
    first = land_text(home, "one", version=1)
    assert land_text(home, "one", version=7).manifest == first.manifest
    assert landed_versions(home) == [(1, "one")]


def test_a_number_the_supplier_skipped_stays_free_and_what_has_none_comes_after_the_highest(home: Settings) -> None:
    land_text(home, "five", version=5)
    assert land_text(home, "without a number").manifest.version == 6
    assert land_text(home, "two", version=2).manifest.version == 2


def test_other_content_under_a_number_used_before_is_a_conflict_and_the_first_stays(home: Settings) -> None:
    land_text(home, "first", version=2)
    with pytest.raises(VersionConflict) as failure:
        land_text(home, "second", version=2)
    assert landed_versions(home) == [(2, "first")]
    assert not list((home.landing / "incoming").glob("[0-9a-f]*"))
    assert failure.value.code == "landing.conflict"
    assert isinstance(failure.value, DataFailure)
    for part in ("d001", "version 2", "2024-01-15", "hoso-20240115.csv", "Ask d001"):
        assert part in failure.value.sentence


def test_one_content_from_two_suppliers_or_for_two_days_is_one_object_and_many_deliveries(home: Settings) -> None:
    landed = [
        land_text(home, "header only"),
        land_text(home, "header only", supplier="d002"),
        land_text(home, "header only", day=DAY + timedelta(days=1)),
    ]
    assert len({one.manifest.delivery_id for one in landed}) == 3
    assert [one.manifest.version for one in landed] == [1, 1, 1]
    assert len({one.manifest.landed_path for one in landed}) == 1
    assert len(manifests(home, "procedures.dossier")) == 3


def test_manifests_come_by_day_supplier_and_version(home: Settings) -> None:
    for supplier, day in (("d002", DAY), ("d001", DAY + timedelta(days=1)), ("d001", DAY)):
        land_text(home, "one", supplier=supplier, day=day)
        land_text(home, "two", supplier=supplier, day=day)
    found = [(m.business_day, m.supplier, m.version) for m in manifests(home, "procedures.dossier")]
    assert found == sorted(found)
    assert len(found) == 6
    assert manifests(home, "insurance.card") == []


@pytest.mark.parametrize("not_an_id", ["0123456789abcdef", "*", "../../etc/passwd", "", "0123456789ABCDEF"])
def test_an_id_nobody_gave_is_an_error_that_says_where_ids_are_listed(home: Settings, not_an_id: str) -> None:
    land_text(home, "one")
    with pytest.raises(ManifestFailure, match="citydb ledger"):
        manifest(home, not_an_id)


def test_a_manifest_nobody_can_read_is_an_error_and_not_a_missing_delivery(home: Settings) -> None:
    land_text(home, "one")
    (path,) = home.landing.glob("manifests/*/*/*/*.json")
    path.write_text(path.read_text()[:-20])
    with pytest.raises(ManifestFailure) as failure:
        manifests(home, "procedures.dossier")
    assert path.name in failure.value.sentence


def test_a_manifest_survives_its_own_json(home: Settings) -> None:
    landed = land_text(home, "one").manifest
    assert type(landed).from_json(landed.to_json()) == landed
