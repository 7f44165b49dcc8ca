"""One writer at a time: the second waits, is told by whom, and inherits from the dead."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.errors import EngineFailure, Retryable
from pipelines.settings import Settings
from warehouse.connection import open_reader, open_writer
from warehouse.lock import WarehouseHeld, held, owner_of

AT = datetime(2024, 1, 15, 19, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def _write_until(home: Settings, ready: Any, stop: Any) -> None:
    with open_writer(home, "nightly run of 2024-01-15", AT) as con:
        con.execute("CREATE TABLE toy AS SELECT 1 AS n")
        ready.set()
        stop.wait(60)


@contextmanager
def other_writer(home: Settings) -> Iterator[Any]:
    """Another process that holds the warehouse until it is told to stop, or killed."""
    spawn = multiprocessing.get_context("spawn")
    ready, stop = spawn.Event(), spawn.Event()
    process = spawn.Process(target=_write_until, args=(home, ready, stop))
    process.start()
    try:
        assert ready.wait(60)
        yield process, stop
    finally:
        process.kill()
        process.join()


def test_a_second_writer_is_refused_by_the_name_of_the_first_and_waits_for_its_end(home: Settings) -> None:
    with other_writer(home) as (process, stop):
        with pytest.raises(WarehouseHeld) as refused, open_writer(home, "second", AT, wait_seconds=0.3):
            pass
        told = f"held by nightly run of 2024-01-15 (process {process.pid}) since 2024-01-15T19:00:00+00:00"
        assert told in refused.value.sentence
        assert refused.value.owner is not None
        assert refused.value.owner.pid == process.pid
        assert isinstance(refused.value, EngineFailure)
        assert isinstance(refused.value, Retryable)
        heard: list[str] = []
        threading.Timer(0.5, stop.set).start()
        with open_writer(home, "second", AT, tell=heard.append) as con:
            assert con.execute("SELECT n FROM toy").fetchone() == (1,)
        assert len(heard) == 1
        assert told in heard[0]


def test_the_lock_of_a_dead_process_is_taken_over_at_once(home: Settings) -> None:
    lock = home.warehouse_file.with_suffix(".lock")
    with other_writer(home) as (process, _):
        process.kill()
        process.join()
        stale = owner_of(lock)
        assert stale is not None
        assert stale.pid == process.pid
        started = time.monotonic()
        with open_writer(home, "after the crash", AT, wait_seconds=0):
            owner = owner_of(lock)
            assert owner is not None
            assert (owner.holder, owner.pid) == ("after the crash", os.getpid())
        assert time.monotonic() - started < 30
    assert owner_of(lock) is None


def test_the_lock_holds_between_threads_of_one_process_too(tmp_path: Path) -> None:
    lock = tmp_path / "toy.lock"
    with (
        held(lock, "first", AT, wait_seconds=0),
        pytest.raises(WarehouseHeld, match="held by first"),
        held(lock, "second", AT, wait_seconds=0),
    ):
        pass
    with held(lock, "third", AT, wait_seconds=0):
        pass


def test_a_holder_whose_name_cannot_be_read_is_another_process(tmp_path: Path) -> None:
    lock = tmp_path / "toy.lock"
    with held(lock, "first", AT, wait_seconds=0):
        lock.with_suffix(".owner").write_text("{")
        with pytest.raises(WarehouseHeld, match="held by another process"), held(lock, "second", AT, wait_seconds=0):
            pass


def test_an_error_while_writing_gives_the_warehouse_back(home: Settings) -> None:
    with pytest.raises(RuntimeError, match="toy"), open_writer(home, "first", AT):
        raise RuntimeError("toy")
    with open_writer(home, "second", AT, wait_seconds=0):
        pass


def test_a_reader_waits_like_a_writer_and_cannot_write(home: Settings) -> None:
    with other_writer(home) as (_, stop):
        with pytest.raises(WarehouseHeld, match="nightly run"), open_reader(home, "status", AT, wait_seconds=0):
            pass
        stop.set()
        with open_reader(home, "status", AT) as con, pytest.raises(duckdb.InvalidInputException, match="read-only"):
            con.execute("CREATE TABLE other (n INTEGER)")


def test_who_gives_no_ear_finds_in_the_log_for_whom_it_waited(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lock = tmp_path / "toy.lock"
    with (
        held(lock, "load of insurance.card for 2024-01-15", AT, wait_seconds=0),
        pytest.raises(WarehouseHeld),
        held(lock, "second", AT, wait_seconds=0.2),
    ):
        pass
    assert [record.getMessage() for record in caplog.records] == [
        f"waiting for the warehouse, held by load of insurance.card for 2024-01-15 (process {os.getpid()}) "
        "since 2024-01-15T19:00:00+00:00"
    ]
