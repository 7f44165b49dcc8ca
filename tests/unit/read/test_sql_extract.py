from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.settings import Settings
from tests.unit.read.builders import TABLE, read, refusal


def extract(folder: Path, **columns: pa.Array) -> Path:
    nothing = pa.array([None, None], pa.string())
    pq.write_table(pa.table(dict.fromkeys(TABLE.sources, nothing) | columns), folder / "extract")
    return folder / "extract"


def test_every_row_is_a_record_in_its_place_with_its_texts_unchanged(home: Settings, tmp_path: Path) -> None:
    file = extract(tmp_path, so_cccd=pa.array(["001187654321", None]), ho_ten=pa.array(["Nguyễn Thị Hòa ", ""]))
    found = read(home, file, TABLE, announced=2)
    assert (found.received, found.positions) == (2, [1, 2])
    assert [record["so_cccd"] for record in found.records] == ["001187654321", None]
    assert [record["ho_ten"] for record in found.records] == ["Nguyễn Thị Hòa ", ""]


@pytest.mark.parametrize("type_", [pa.int64(), pa.int32(), pa.date32(), pa.float64(), pa.null()])
def test_a_column_whose_type_changed_or_that_is_all_null_is_read_as_text(
    home: Settings, tmp_path: Path, type_: pa.DataType
) -> None:
    values = [None, None] if pa.types.is_null(type_) else [1, None]
    found = read(home, extract(tmp_path, den_ngay=pa.array(values, type_)), TABLE)
    assert found.received == 2
    assert found.records[1]["den_ngay"] is None


def test_columns_nobody_agreed_on_are_passed_over(home: Settings, tmp_path: Path) -> None:
    assert read(home, extract(tmp_path, ghi_chu=pa.array(["x", "y"])), TABLE).received == 2


def test_a_dropped_column_refuses_the_extract_by_table_and_column(home: Settings, tmp_path: Path) -> None:
    whole = pq.read_table(extract(tmp_path))
    pq.write_table(whole.drop_columns(["ma_dkbd"]), tmp_path / "dropped")
    refusal(read(home, tmp_path / "dropped", TABLE), "bhxh", "insurance.card", "the_bhyt", "ma_dkbd")


def test_an_extract_with_other_rows_than_announced_is_refused(home: Settings, tmp_path: Path) -> None:
    refusal(read(home, extract(tmp_path), TABLE, announced=3), "holds 2 rows, but 3 were announced")
