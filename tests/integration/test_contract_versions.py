"""A contract that changes on a day: old days are read by the old version, and history has today's columns."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.clock import night_of
from pipelines.contract import contract_of
from pipelines.doctor import examine
from pipelines.errors import ContractFailure
from pipelines.night import run_area
from pipelines.night.run import run_days
from pipelines.replay import rebuild
from pipelines.settings import Settings
from pipelines.verify import verify
from tests.feeds import Facts, facts_of_all_feeds, new_version
from tests.integration.conftest import FIRST, LAST, City, copy_of
from warehouse.connection import open_writer
from warehouse.session import session

FEED, TABLE = "procedures.dossier", "procedures_dossier"
AT = night_of(LAST)


@pytest.fixture(scope="module")
def begun(city: City) -> Settings:
    """A city with one night of dossiers, by the contract as it is."""
    settings = city(1_000, 8)
    run_area(settings, "procedures", FIRST, night_of(FIRST), "first")
    return settings


@pytest.fixture
def home(begun: Settings, tmp_path: Path) -> Settings:
    return copy_of(begun, tmp_path / "home")


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with facts_of_all_feeds(tmp_path, monkeypatch) as folder:
        yield folder


def named(columns: list[Facts], name: str) -> Facts:
    (found,) = (column for column in columns if column["name"] == name)
    return found


def add_an_empty_column(columns: list[Facts], layouts: list[Facts]) -> None:
    """One that no district sends yet."""
    columns.append(named(columns, "channel") | {"name": "remark", "required": False, "customProperties": []})
    for mappings in layouts:
        mappings["remark"] = {"as": "absent"}


def rename_widen_and_retire(columns: list[Facts], layouts: list[Facts]) -> None:
    """The telephone gets another name, hours may be large, the fee is no longer collected."""
    phone = named(columns, "applicant_phone")
    phone["name"] = "contact_phone"
    phone["customProperties"] = [
        *phone.get("customProperties", []), {"property": "formerly", "value": ["applicant_phone"]}
    ]  # fmt: skip
    named(columns, "processing_hours")["physicalType"] = "BIGINT"
    columns.remove(named(columns, "fee_vnd"))
    for mappings in layouts:
        mappings["contact_phone"] = mappings.pop("applicant_phone")
        del mappings["fee_vnd"]


def rename_in_the_rules(facts: Path) -> None:
    suite = facts / "rules" / f"{TABLE}.json"
    rules = json.loads(suite.read_text(encoding="utf-8").replace("applicant_phone", "contact_phone"))
    rules["expectations"] = [rule for rule in rules["expectations"] if "fee_vnd" not in json.dumps(rule)]
    suite.write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")


def versions(settings: Settings, columns: str) -> list[tuple[object, ...]]:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        return con.execute(f"SELECT {columns} FROM history.{TABLE} ORDER BY ALL").fetchall()


PLAIN = "dossier_code, status_code, received_at, finished_at, valid_from, valid_to, row_hash, delivery_id"


def test_a_column_that_is_new_and_all_empty_makes_no_new_version(home: Settings, facts: Path) -> None:
    before = versions(home, PLAIN)
    new_version(facts, TABLE, "1.1.0", LAST, add_an_empty_column)
    with pytest.raises(ContractFailure, match="procedures.dossier lacks remark.*citydb rebuild"):
        run_area(home, "procedures", LAST, AT, "too early")
    (advice,) = (one for one in examine(home, AT) if one.check == "warehouse" and not one.is_well)
    assert "remark" in advice.found and "citydb rebuild" in advice.next_step

    made = rebuild(home, AT, "rebuild")
    assert made.is_in_place and made.differences == ()
    assert versions(home, PLAIN) == before
    assert set(versions(home, "remark")) == {(None,)}

    assert run_area(home, "procedures", LAST, AT, "second").failure is None
    with session(home, home.warehouse_file, read_only=True) as con:
        read_by = con.execute("SELECT DISTINCT business_day, contract_version FROM ops.delivery ORDER BY 1").fetchall()
    assert read_by == [(FIRST, "1.0.0"), (LAST, "1.1.0")]
    assert verify(home, lambda _: None) == []


def test_columns_renamed_widened_and_retired_are_told_by_their_new_names_for_old_days_too(
    begun: Settings, home: Settings, facts: Path
) -> None:
    before = versions(home, "dossier_code, applicant_phone, processing_hours, valid_from")
    new_version(facts, TABLE, "2.0.0", LAST, rename_widen_and_retire)
    rename_in_the_rules(facts)
    assert contract_of(FEED, FIRST).version == "1.0.0" and contract_of(FEED).version == "2.0.0"
    made = rebuild(home, AT, "rebuild")
    assert made.is_in_place
    assert versions(home, "dossier_code, contact_phone, processing_hours, valid_from") == before
    with session(home, home.warehouse_file, read_only=True) as con:
        columns = {row[0] for row in con.execute(f"DESCRIBE history.{TABLE}").fetchall()}
    assert "fee_vnd" not in columns and "applicant_phone" not in columns


@pytest.mark.slow
def test_days_of_both_versions_in_one_run_are_as_two_nights(begun: Settings, home: Settings, facts: Path) -> None:
    new_version(facts, TABLE, "2.0.0", LAST, rename_widen_and_retire)
    rename_in_the_rules(facts)
    rebuild(home, AT, "rebuild")
    assert run_area(home, "procedures", LAST, AT, "second").failure is None
    two_nights = versions(home, "* EXCLUDE (delivery_id)")

    together = Settings(home=home.home.with_name("together"))
    with open_writer(together, "a first night", AT):
        pass  # it is there before anything lands
    shutil.copytree(home.landing, together.landing)
    shutil.copy(begun.suppliers_file, together.suppliers_file)
    settled = run_days(together, "procedures", {FIRST: AT, LAST: AT}, "both", choose=lambda _: None)  # from the landing
    assert settled.failure is None
    assert versions(together, "* EXCLUDE (delivery_id)") == two_nights
    assert verify(together, lambda _: None) == []
