from __future__ import annotations

import duckdb
import pytest

from pipelines.errors import EngineFailure
from pipelines.land import manifests
from pipelines.read import read_delivery, reader
from pipelines.settings import Settings
from tests.unit.read.builders import CSV, JSONL, csv_text, line, read, read_into
from warehouse.session import session


def test_deliveries_of_several_suppliers_and_layouts_stand_side_by_side(home: Settings) -> None:
    with session(home) as con:
        first = read_into(con, home, csv_text(line(1), line(2)[:3]).encode(), CSV)
        refused = read_into(con, home, csv_text(line(1), [*line(2), '"']).encode(), CSV, supplier="d002")
        other = read_into(con, home, b"{}\n", JSONL)
        told = con.execute("SELECT received, refused_because IS NULL FROM reading ORDER BY received").fetchall()
        assert con.execute("SELECT count(*) FROM raw_csv_utf8").fetchone() == (1,)
    assert told == [(1, True), (2, True), (None, False)]
    assert (first.received, other.received, refused.received) == (2, 1, None)


def test_a_delivery_read_again_takes_its_own_place(home: Settings) -> None:
    with session(home) as con:
        once = read_into(con, home, csv_text(line(1), line(2)[:3]).encode(), CSV)
        (manifest,) = manifests(home, CSV.feed)
        read_delivery(con, home, manifest, CSV)
        tables = ("raw_csv_utf8", "unreadable", "reading")
        counts = [con.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]
    assert once.received == 2
    assert counts == [(1,), (1,), (1,)]


def test_a_landing_zone_that_lost_its_content_is_no_fault_of_the_supplier(home: Settings) -> None:
    read(home, csv_text().encode(), CSV)
    (manifest,) = manifests(home, CSV.feed)
    (home.home / manifest.landed_path).unlink()
    with session(home) as con, pytest.raises(EngineFailure, match=manifest.delivery_id):
        read_delivery(con, home, manifest, CSV)


def test_content_that_breaks_its_reader_refuses_its_own_delivery_alone(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is known that does; what such a defect would raise is put in the reader's place."""

    def breaks(*_: object) -> None:
        raise OverflowError("date value out of range: 001190000017")

    with session(home) as con:
        read_into(con, home, csv_text(line(1)).encode(), CSV)
        with monkeypatch.context() as patch:
            patch.setitem(reader.READERS, "csv", breaks)
            broken = read_into(con, home, csv_text(line(2)).encode(), CSV, supplier="d002")
        assert con.execute("SELECT count(*) FROM raw_csv_utf8").fetchone() == (1,)
    assert broken.received is None and broken.refused is not None
    assert "d002" in broken.refused and "OverflowError at test_reader.py" in broken.refused
    assert "001190000017" not in broken.refused


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), MemoryError(), duckdb.IOException("x")])
def test_trouble_of_our_own_machine_refuses_no_delivery(
    home: Settings, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def breaks(*_: object) -> None:
        raise trouble

    monkeypatch.setitem(reader.READERS, "csv", breaks)
    with session(home) as con:
        with pytest.raises(type(trouble)):
            read_into(con, home, csv_text(line(2)).encode(), CSV)
        assert con.execute("SELECT count(*) FROM reading").fetchone() == (0,)
