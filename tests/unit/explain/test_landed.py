"""Where a record stood, told as a person looks for it, in each format a supplier writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.contract import Layout, contract_of
from pipelines.explain import place
from pipelines.explain.landed import Reading, read_again
from pipelines.explain.story import Delivery
from pipelines.land.manifest import manifests
from pipelines.settings import Settings
from simulator.tcvn3 import encode
from tests.unit.read.builders import CSV, DAY, JSONL, PAGES, TABLE, TCVN3, TITLES, XLSX, csv_text, line, read
from tests.unit.read.test_jsonl import OBJECT
from tests.unit.read.test_pages import CITIZEN, numbered, page
from tests.unit.read.workbooks import book, row


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1)


def landed(home: Settings, delivered: bytes | Path | Mapping[str, bytes], layout: Layout) -> Delivery:
    """A delivery of the layout's first supplier, in the landing zone."""
    read(home, delivered, layout, is_whole=True)
    found = manifests(home, layout.feed)[-1]
    return Delivery(found.delivery_id, found.supplier, DAY, found.version, "loaded", found.landed_path)


def look(home: Settings, delivery: Delivery, layout: Layout, key: str, *, with_content: bool = False) -> Reading:
    return read_again(home, contract_of(layout.feed), delivery, key, with_content=with_content)


def told(home: Settings, delivered: bytes | Path | Mapping[str, bytes], layout: Layout, key: str) -> list[str]:
    reading = look(home, landed(home, delivered, layout), layout, key)
    assert reading.trouble is None
    return [stood.place.told for stood in reading.stood]


def test_a_record_in_text_stood_on_a_line_counted_from_the_top_of_the_file(home: Settings) -> None:
    text = csv_text(line(1), [], line(2), line(3), line(2))
    assert told(home, text.encode(), CSV, "000.00.01.H26-240115-0002") == [
        "line 4 of hoso-20240115.csv",
        "line 6 of hoso-20240115.csv",
    ]


def test_an_old_encoding_does_not_move_the_lines(home: Settings) -> None:
    text = csv_text(line(1, Giới_tính="Nữ"), line(2, Giới_tính="Nam"), delimiter=",")
    assert told(home, encode(text), TCVN3, "000.00.01.H26-240115-0002") == ["line 3 of hoso-20240115.csv"]


def test_an_object_stood_on_its_line(home: Settings) -> None:
    text = "\n".join(json.dumps(OBJECT | {"maHoSo": f"000.00.76.H26-240115-{n:04d}"}) for n in range(1, 5))
    assert told(home, text.encode(), JSONL, "000.00.76.H26-240115-0003") == ["line 3"]


def test_a_record_in_a_workbook_stood_in_a_row_of_its_sheet_below_title_and_header(home: Settings) -> None:
    workbook = book([row(1), [None] * len(TITLES), row(2)], total="Tổng số: 2")
    assert told(home, workbook, XLSX, "000.00.21.H26-240115-0002") == ["sheet HoSo, row 6 of hoso-20240115.xlsx"]


def test_an_item_stood_on_a_page_and_has_its_number_there(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "AT_ONCE", 2)
    ids = iter(f"0011876543{n:02d}" for n in range(1, 8))
    sizes = (3, 0, 1, 2, 1)
    bodies = [page(*({**CITIZEN, "soDinhDanh": next(ids)} for _ in range(size)), total=7) for size in sizes]
    delivery = landed(home, numbered(*bodies), PAGES)
    expected = [(1, 1), (1, 2), (1, 3), (3, 1), (4, 1), (4, 2), (5, 1)]
    for number, (sheet, item) in enumerate(expected, start=1):
        seen = look(home, delivery, PAGES, f"0011876543{number:02d}")
        assert seen.trouble is None
        (stood,) = seen.stood
        assert stood.place.told.startswith(f"page {sheet}, item {item} of")
        body = json.loads((home.home / stood.place.file).read_text())
        assert body["data"][item - 1]["soDinhDanh"] == f"0011876543{number:02d}"


def test_a_row_of_a_database_has_its_place_in_our_extract(home: Settings, tmp_path: Path) -> None:
    nothing = pa.array([None, None], pa.string())
    cards = {"ma_the": pa.array(["DN4010123456789", "GD4010123456780"])}
    pq.write_table(pa.table(dict.fromkeys(TABLE.sources, nothing) | cards), tmp_path / "extract")
    assert told(home, tmp_path / "extract", TABLE, "GD4010123456780") == ["row 2 of our extract"]


def test_the_content_is_told_in_the_citys_own_columns_where_it_is_asked_for(home: Settings) -> None:
    delivery = landed(home, csv_text(line(1), line(2, Lệ_phí="9000")).encode(), CSV)
    (stood,) = look(home, delivery, CSV, "000.00.01.H26-240115-0002", with_content=True).stood
    assert (stood.content["fee_vnd"], stood.content["applicant_sex"]) == (9000, "female")
    assert stood.at is not None and stood.at.isoformat() == "2024-01-15T07:43:32+00:00"


def test_a_key_the_delivery_does_not_hold_has_no_place_in_it(home: Settings) -> None:
    assert told(home, csv_text(line(1)).encode(), CSV, "000.00.01.H26-240115-0009") == []


def test_a_delivery_that_cannot_be_read_any_more_says_why(home: Settings) -> None:
    delivery = landed(home, csv_text(line(1)).encode().replace("Mã hồ sơ".encode(), b"x"), CSV)
    reading = look(home, delivery, CSV, "000.00.01.H26-240115-0001")
    assert reading.stood == () and "header is another one" in (reading.trouble or "")


@pytest.mark.parametrize(("lost", "says"), [("objects", "lacks the content"), ("manifests", "lacks the manifest")])
def test_a_delivery_lost_from_the_landing_zone_says_so(home: Settings, lost: str, says: str) -> None:
    delivery = landed(home, csv_text(line(1)).encode(), CSV)
    shutil.rmtree(home.landing / lost)
    reading = look(home, delivery, CSV, "000.00.01.H26-240115-0001")
    assert reading.stood == () and says in (reading.trouble or "")


def test_landed_content_that_is_damaged_is_told_by_its_place_alone(home: Settings, tmp_path: Path) -> None:
    cards = {"ma_the": pa.array(["DN4010123456789", None])}
    pq.write_table(
        pa.table(dict.fromkeys(TABLE.sources, pa.array([None, None], pa.string())) | cards), tmp_path / "extract"
    )
    delivery = landed(home, tmp_path / "extract", TABLE)
    (home.home / delivery.landed_path).write_bytes(b"DN4010123456789")
    reading = look(home, delivery, TABLE, "DN4010123456789")
    assert reading.stood == () and delivery.landed_path in (reading.trouble or "")
    assert "DN4010123456789" not in (reading.trouble or "")
