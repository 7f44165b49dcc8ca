"""The content of history and quarantine is a function of the set of accepted deliveries, of nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contract import Contract
from pipelines.contract.model import Kind
from pipelines.settings import Settings
from pipelines.verify.history import SQL
from tests.builders import AT, Delivered, tiny_contract
from tests.models import FOREVER, Event, Version, changes_history, events_history, open_items, snapshot_history
from tests.property.episodes import City, deliveries, episode
from warehouse.connection import open_writer
from warehouse.history import create_history_table, identifiers
from warehouse.sql import run_sql

IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where hundreds of small databases cost no disk."""

KINDS: tuple[Kind, ...] = ("snapshot", "changes", "events")
MODELS = {"snapshot": snapshot_history, "changes": changes_history, "events": events_history}


def examples(number: int) -> settings:
    return settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Settings(home=tmp_path_factory.mktemp("home"))
    with open_writer(home, "test", AT) as con:
        for kind in KINDS:
            create_history_table(con, tiny_contract(kind))
    return home.warehouse_file


@contextmanager
def city(template: Path, contract: Contract) -> Iterator[City]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        copy = Path(folder) / "city.duckdb"
        shutil.copy(template, copy)
        con = duckdb.connect(str(copy), config={"threads": 1})
        con.execute("SET TimeZone = 'UTC'")
        try:
            yield City(con, contract, Path(folder))
        finally:
            con.close()


def history(con: duckdb.DuckDBPyConnection, contract: Contract) -> set[Version] | set[Event]:
    if contract.kind == "events":
        return set(
            con.execute(f"SELECT supplier, k, v, business_day, delivery_id FROM history.{contract.table}").fetchall()
        )
    rows = con.execute(
        "SELECT supplier, k, v, valid_from, CASE WHEN valid_to < '9000-01-01' THEN valid_to END, delivery_id "
        f"FROM history.{contract.table}"
    ).fetchall()
    result = {(s, k, v, f, FOREVER if t is None else t, d) for s, k, v, f, t, d in rows}
    assert len(result) == len(rows)
    return result


def held(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str | None]]:
    return set(con.execute("SELECT delivery_id, record_key FROM quarantine.record WHERE state = 'open'").fetchall())


def states(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    lines = con.execute("SELECT delivery_id, state FROM ops.delivery").fetchall()
    assert len(lines) == len(dict(lines))
    return dict(lines)


def check(template: Path, kind: Kind, sent: list[Delivered], data: st.DataObject) -> None:
    contract = tiny_contract(kind)
    with city(template, contract) as there:
        for action in episode(data, kind, sent):
            there.happen(action)
        standing = there.standing
        assert run_sql(there.con, "publish/ledger").fetchall() == []
        assert run_sql(there.con, f"history_{kind}", identifiers(contract), SQL).fetchall() == []
        assert history(there.con, contract) == MODELS[kind](standing)
        assert held(there.con) == open_items(standing)
        counted = {name for name, state in states(there.con).items() if state == "loaded"}
        assert counted == {d.delivery_id for d in {(d.supplier, d.day): d for d in accepted_last(standing)}.values()}


def accepted_last(standing: list[Delivered]) -> list[Delivered]:
    return sorted((d for d in standing if not d.refused), key=lambda d: d.version)


@pytest.mark.parametrize("kind", KINDS)
def test_the_content_is_the_model_whatever_happens_in_whatever_order(empty_warehouse: Path, kind: Kind) -> None:
    @examples(67)
    @given(sent=deliveries(kind, keys=8, days=6, most=8), data=st.data())
    def holds(sent: list[Delivered], data: st.DataObject) -> None:
        check(empty_warehouse, kind, sent, data)

    holds()


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("number", "keys", "days", "most"),
    [pytest.param(600, 8, 6, 8, id="many more"), pytest.param(67, 50, 12, 20, id="fifty keys and twelve days")],
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_in_more_and_in_larger_examples(
    empty_warehouse: Path, kind: Kind, number: int, keys: int, days: int, most: int
) -> None:
    @examples(number)
    @given(sent=deliveries(kind, keys, days, most), data=st.data())
    def holds(sent: list[Delivered], data: st.DataObject) -> None:
        check(empty_warehouse, kind, sent, data)

    holds()
