"""Which version an arrival is, and that it keeps its number."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from pipelines.errors import DataFailure
from pipelines.land import NoVersion, VersionConflict, delivery_id_of, manifest, manifests
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


def test_what_takes_the_place_of_the_newest_is_the_next_version_though_it_stood_there_before(home: Settings) -> None:
    for text in ("one", "two", "two", "one", "one", "two"):
        land_text(home, text)
    assert landed_versions(home) == [(1, "one"), (2, "two"), (3, "one"), (4, "two")]


def test_content_put_back_is_a_delivery_of_its_own_over_the_same_object(home: Settings) -> None:
    first, _, again = (land_text(home, text).manifest for text in ("one", "two", "one"))
    assert again.delivery_id != first.delivery_id
    assert again.landed_path == first.landed_path
    assert again.delivery_id == delivery_id_of("procedures.dossier", "d001", DAY, 3, first.sha256)


def test_an_earlier_content_under_a_number_above_all_others_is_a_new_version(home: Settings) -> None:
    land_text(home, "one")
    land_text(home, "two", version=2)
    assert land_text(home, "one", version=5).is_new
    assert not land_text(home, "two", version=4).is_new
    assert landed_versions(home) == [(1, "one"), (2, "two"), (5, "one")]


def test_a_first_version_that_still_lies_there_beside_its_correction_is_known(home: Settings) -> None:
    first = land_text(home, "one")
    land_text(home, "two", version=2)
    again = land_text(home, "one")
    assert (again.manifest, again.is_new) == (first.manifest, False)


def test_a_first_version_that_comes_after_its_correction_stands_before_it(home: Settings) -> None:
    land_text(home, "corrected", version=2)
    assert land_text(home, "first").manifest.version == 1
    assert landed_versions(home) == [(1, "first"), (2, "corrected")]


def test_what_replaces_a_first_version_in_its_place_comes_after_the_highest(home: Settings) -> None:
    land_text(home, "first")
    land_text(home, "fifth", version=5)
    assert land_text(home, "replaced").manifest.version == 6


def test_places_without_numbers_beside_each_other_are_numbered_in_order_of_arrival(home: Settings) -> None:
    for _ in range(2):
        for text in ("one", "two", "three"):
            land_text(home, text, origin=f"hoso-20240115-{text}.csv")
    assert landed_versions(home) == [(1, "one"), (2, "two"), (3, "three")]


def test_a_file_without_a_number_does_not_take_the_place_of_a_first_version_that_has_one(home: Settings) -> None:
    land_text(home, "first", version=1)
    with pytest.raises(VersionConflict, match="version 1"):
        land_text(home, "other")
    assert landed_versions(home) == [(1, "first")]


@pytest.mark.parametrize("number", [0, 10_000, 202401180930])
def test_a_number_no_version_can_have_never_lands_and_is_told_to_nobody(home: Settings, number: int) -> None:
    with pytest.raises(NoVersion) as failure:
        land_text(home, "one", version=number)
    assert landed_versions(home) == []
    assert not list((home.landing / "objects").glob("*/*"))
    assert failure.value.code == "landing.version"
    assert isinstance(failure.value, DataFailure)
    for part in ("d001", "2024-01-15", "from 1 to 9999", "Ask d001"):
        assert part in failure.value.sentence
    assert f" {number} " not in failure.value.sentence


def test_after_the_last_number_there_is_no_further_version(home: Settings) -> None:
    land_text(home, "first")
    land_text(home, "last", version=9_999)
    with pytest.raises(NoVersion):
        land_text(home, "replaced")


def test_a_manifest_under_a_number_that_is_no_version_counts_as_not_landed(home: Settings) -> None:
    landed = land_text(home, "one").manifest
    (path,) = home.landing.glob("manifests/*/*/*/*.json")
    path.write_text(replace(landed, version=202401180930).to_json())
    assert manifests(home, "procedures.dossier") == []
    land_text(home, "one")
    land_text(home, "two")
    assert landed_versions(home) == [(1, "one"), (2, "two")]


def test_a_known_content_under_a_number_of_its_own_is_still_the_version_it_was(home: Settings) -> None:
    first = land_text(home, "one", version=1)
    assert land_text(home, "one", version=7).manifest == first.manifest
    assert landed_versions(home) == [(1, "one")]


def test_a_number_the_supplier_skipped_stays_free(home: Settings) -> None:
    land_text(home, "five", version=5)
    assert land_text(home, "two", version=2).manifest.version == 2


def test_other_content_under_a_number_used_before_is_a_conflict_and_the_first_stays(home: Settings) -> None:
    land_text(home, "first", version=2)
    with pytest.raises(VersionConflict) as failure:
        land_text(home, "second", version=2)
    assert landed_versions(home) == [(2, "first")]
    assert not list((home.landing / "incoming").glob("[0-9a-f]*"))
    assert failure.value.code == "landing.conflict"
    assert isinstance(failure.value, DataFailure)
    for part in ("d001", "version 2", "2024-01-15", "hoso-20240115-v2.csv", "Ask d001"):
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
    landed = land_text(home, "one", version=3).manifest
    assert landed.is_numbered
    assert type(landed).from_json(landed.to_json()) == landed


def test_a_manifest_from_before_it_was_kept_who_gave_the_number_can_be_read(home: Settings) -> None:
    landed = land_text(home, "one").manifest
    facts = json.loads(landed.to_json())
    del facts["is_numbered"]
    assert type(landed).from_json(json.dumps(facts)) == landed
