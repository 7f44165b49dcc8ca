"""The content of history is a function of the set of accepted deliveries, not of the order they were loaded in."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.contract import Contract
from pipelines.load import load
from pipelines.settings import Settings
from tests.builders import AT, Delivered, tiny_contract, write_scratch
from tests.models import FOREVER, Event, Version, changes_history, events_history, snapshot_history
from warehouse.connection import open_writer
from warehouse.history import create_history_table

DAY = date(2024, 1, 15)
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where hundreds of small databases cost no disk."""

KEYS = ["a", "b", "c"]


@pytest.fixture(scope="module")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Settings(home=tmp_path_factory.mktemp("home"))
    with open_writer(home, "test", AT) as con:
        for contract in (tiny_contract("snapshot"), tiny_contract("changes"), tiny_contract("events")):
            create_history_table(con, contract)
    return home.warehouse_file


@contextmanager
def fresh(template: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        copy = Path(folder) / "city.duckdb"
        shutil.copy(template, copy)
        con = duckdb.connect(str(copy))
        con.execute("SET TimeZone = 'UTC'")
        try:
            yield con, Path(folder)
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


def load_in(
    template: Path, contract: Contract, batches: Iterable[Iterable[Delivered]]
) -> tuple[set[Version] | set[Event], set[object]]:
    with fresh(template) as (con, folder):
        for number, batch in enumerate(batches):
            load(con, contract, write_scratch(folder / "scratch.duckdb", contract, batch), AT, f"run{number}")
        held = con.execute("SELECT delivery_id, position FROM quarantine.record WHERE state = 'open'").fetchall()
        return history(con, contract), set(held)


def deliveries(records: st.SearchStrategy[tuple[tuple[object, ...], ...]]) -> st.SearchStrategy[list[Delivered]]:
    one = st.builds(
        lambda day, version, supplier, good, held, torn: Delivered(
            DAY + timedelta(days=day),
            good,
            version,
            supplier,
            tuple(k for k in held if k is None or k not in {g[0] for g in good}),
            torn,
        ),
        st.integers(0, 5),
        st.integers(1, 2),
        st.sampled_from(["s1", "s1", "s1", "s2"]),
        records,
        st.lists(st.sampled_from([*KEYS, None]), max_size=1),
        st.sampled_from([0, 0, 0, 1]),
    )
    return st.lists(one, min_size=1, max_size=7, unique_by=lambda d: (d.supplier, d.day, d.version))


SNAPSHOT_RECORDS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from("xy"), max_size=3).map(
    lambda d: tuple(sorted(d.items()))
)
INSTANT = datetime(2024, 1, 15, tzinfo=UTC)
CHANGE_RECORDS = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from(["x", "y", None]),
        st.integers(0, 6).map(lambda h: INSTANT + timedelta(hours=h)),
    ),
    max_size=4,
    unique_by=lambda r: (r[0], r[2]),
).map(tuple)

few = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def split(data: st.DataObject, sent: list[Delivered]) -> list[list[Delivered]]:
    """The deliveries in any order, some of them twice, in any grouping into runs."""
    again = data.draw(st.lists(st.sampled_from(sent), max_size=2), label="sent again")
    order = data.draw(st.permutations([*sent, *again]), label="order")
    batches: list[list[Delivered]] = [[]]
    for delivered in order:
        if delivered in batches[-1] or (batches[-1] and data.draw(st.booleans(), label="new run")):
            batches.append([])
        batches[-1].append(delivered)
    return batches


def one_by_one(sent: list[Delivered]) -> list[list[Delivered]]:
    """Each delivery in a run of its own, in the order of its night."""
    return [[delivered] for delivered in sorted(sent, key=lambda d: (d.day, d.version))]


@few
@given(sent=deliveries(SNAPSHOT_RECORDS), data=st.data())
def test_a_snapshot_history_is_the_model_in_any_order_and_split(
    empty_warehouse: Path, sent: list[Delivered], data: st.DataObject
) -> None:
    contract = tiny_contract("snapshot")
    loaded, held = load_in(empty_warehouse, contract, split(data, sent))
    in_order, held_in_order = load_in(empty_warehouse, contract, one_by_one(sent))
    assert loaded == snapshot_history(sent)
    assert (in_order, held_in_order) == (loaded, held)


@few
@given(sent=deliveries(CHANGE_RECORDS), data=st.data())
def test_a_changes_history_is_the_model_in_any_order_and_split(
    empty_warehouse: Path, sent: list[Delivered], data: st.DataObject
) -> None:
    contract = tiny_contract("changes")
    loaded, held = load_in(empty_warehouse, contract, split(data, sent))
    in_order, held_in_order = load_in(empty_warehouse, contract, one_by_one(sent))
    assert loaded == changes_history(sent)
    assert (in_order, held_in_order) == (loaded, held)


@few
@given(sent=deliveries(SNAPSHOT_RECORDS), data=st.data())
def test_the_events_are_the_model_in_any_order_and_split(
    empty_warehouse: Path, sent: list[Delivered], data: st.DataObject
) -> None:
    contract = tiny_contract("events")
    loaded, held = load_in(empty_warehouse, contract, split(data, sent))
    in_order, held_in_order = load_in(empty_warehouse, contract, one_by_one(sent))
    assert loaded == events_history(sent)
    assert (in_order, held_in_order) == (loaded, held)
