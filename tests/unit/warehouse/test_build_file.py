"""The build file from nothing to the newest shape, and that a second opening changes nothing."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from pipelines.contract import contract_of, feeds
from pipelines.settings import Settings
from warehouse.connection import open_reader, open_writer
from warehouse.damage import NotOurs, is_damage
from warehouse.migrate import applied, newest
from warehouse.models import metadata
from warehouse.session import session
from warehouse.sql import literal, quoted

AT = datetime(2024, 1, 15, 19, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    with open_writer(settings, "test", AT):
        pass
    return settings


def columns(home: Settings, schema: str, table: str) -> list[tuple[str, str, bool]]:
    with session(home, home.warehouse_file, read_only=True) as con:
        return con.execute(
            "SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
            "WHERE schema_name = ? AND table_name = ? ORDER BY column_index",
            [schema, table],
        ).fetchall()


def test_from_nothing_all_migrations_are_applied(home: Settings) -> None:
    with session(home, home.warehouse_file, read_only=True) as con:
        assert applied(con) == newest()


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_the_migrations_make_what_the_models_describe(home: Settings, name: str) -> None:
    table = metadata.tables[name]
    types = {
        sa.String: "VARCHAR",
        sa.Date: "DATE",
        sa.Integer: "INTEGER",
        sa.BigInteger: "BIGINT",
        sa.Boolean: "BOOLEAN",
        sa.JSON: "JSON",
        sa.ARRAY: "VARCHAR[]",
        sa.TIMESTAMP: "TIMESTAMP WITH TIME ZONE",
    }
    expected = [(column.name, types[type(column.type)], bool(column.nullable)) for column in table.columns]
    assert sorted(columns(home, str(table.schema), table.name)) == sorted(expected)


@pytest.mark.parametrize("feed", feeds())
def test_every_feed_has_its_history_and_a_view_of_what_is_current(home: Settings, feed: str) -> None:
    contract = contract_of(feed)
    found = {name: type_ for name, type_, _ in columns(home, "history", contract.table)}
    types = {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}
    expected = {column.name: types.get(column.type, column.type) for column in contract.content_columns}
    instant = "DATE" if contract.kind == "snapshot" else "TIMESTAMP WITH TIME ZONE"
    technical = dict.fromkeys(["supplier", "row_hash", "delivery_id"], "VARCHAR")
    since = {"business_day": "DATE"} if contract.kind == "events" else {"valid_from": instant, "valid_to": instant}
    assert found == {**expected, **technical, **since}
    assert columns(home, "history", f"{contract.table}_current")


def test_opening_again_changes_no_table(home: Settings) -> None:
    def shape() -> list[tuple[object, ...]]:
        with session(home, home.warehouse_file, read_only=True) as con:
            return con.execute(
                "SELECT schema_name, table_name, table_oid FROM duckdb_tables() ORDER BY ALL"
            ).fetchall()  # fmt: skip

    before = shape()
    with open_writer(home, "test", AT):
        pass
    assert shape() == before


def test_the_build_file_is_for_its_owner_only(home: Settings) -> None:
    home.warehouse_file.parent.chmod(0o755)
    with open_writer(home, "test", AT):
        pass
    assert home.warehouse_file.stat().st_mode & 0o777 == 0o600
    assert home.warehouse_file.parent.stat().st_mode & 0o777 == 0o700


def test_a_session_is_in_utc_and_installs_nothing(tmp_path: Path) -> None:
    with session(Settings(home=tmp_path, memory="200MB", threads=1)) as con:
        row = con.execute(
            "SELECT current_setting('TimeZone'), current_setting('autoinstall_known_extensions'), "
            "current_setting('threads'), current_setting('memory_limit')"
        ).fetchone()
    assert row == ("UTC", False, 1, "190.7 MiB")


def test_identifiers_and_literals_hold_whatever_is_in_them(tmp_path: Path) -> None:
    odd = """it's "odd"; DROP TABLE x --"""
    with session(Settings(home=tmp_path)) as con:
        con.execute(f"CREATE TABLE {quoted(odd)} AS SELECT {literal(odd)} AS {quoted(odd)}")
        assert con.execute(f"SELECT {quoted(odd)} FROM {quoted(odd)}").fetchone() == (odd,)


def test_a_file_that_is_no_database_or_is_newer_is_told_by_name(tmp_path: Path) -> None:
    home = Settings(home=tmp_path)
    with open_writer(home, "first", AT) as con:
        con.execute("UPDATE ops.migration SET version_num = '9999'")
    with pytest.raises(NotOurs, match="newer than"), open_writer(home, "second", AT):
        pass
    home.warehouse_file.write_bytes(os.urandom(20_000))
    with pytest.raises(NotOurs, match="no whole DuckDB database"), open_writer(home, "third", AT):
        pass


@pytest.mark.parametrize("left", [0, 100, 50_000, 300_000])
def test_a_file_that_was_cut_off_is_told_by_name_whoever_opens_it(home: Settings, tmp_path: Path, left: int) -> None:
    home = Settings(home=Path(shutil.copytree(home.home, tmp_path / "home")))
    os.truncate(home.warehouse_file, left)
    for opens in (open_reader, open_writer):
        with pytest.raises(NotOurs, match="no whole DuckDB database") as told, opens(home, "test", AT) as con:
            con.execute("FROM ops.delivery")
        assert str(home.warehouse_file) in told.value.where
        assert "backup" in told.value.next_step and "citydb rebuild" in told.value.next_step


def test_damage_to_another_file_of_that_name_is_not_laid_to_the_warehouse(home: Settings, tmp_path: Path) -> None:
    other = tmp_path / "published" / "city.duckdb"
    other.parent.mkdir()
    other.write_bytes(b"no database" * 1000)
    with pytest.raises(duckdb.IOException) as told:
        duckdb.connect(str(other), read_only=True)
    assert is_damage(told.value, other)
    assert not is_damage(told.value, home.warehouse_file)
