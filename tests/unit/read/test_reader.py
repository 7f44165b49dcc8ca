from __future__ import annotations

import pytest

from pipelines.errors import EngineFailure
from pipelines.land import manifests
from pipelines.read import read_delivery
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
