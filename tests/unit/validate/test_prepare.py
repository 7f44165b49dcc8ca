"""From landed files to what the load takes: reading, conforming and validating in one go."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.contract import contract_of, layout_of
from pipelines.land import Arrival, Manifest, land_file
from pipelines.settings import Settings
from pipelines.validate import prepare
from pipelines.validate.failures import InputsMissing
from tests.unit.expectations.records import DAY
from tests.unit.validate.made import DOSSIER
from tests.unit.validate.stage import AT, write_baseline

Land = Callable[..., Manifest]

AS_WRITTEN = {
    "maHoSo": "000.00.01.H26-240112-0001",
    "maTTHC": "1.000005",
    "hoTen": "Nguyễn Thị Hòa",
    "soCCCD": "001190012345",
    "gioiTinh": "2",
    "dienThoai": "0912345678",
    "loaiNguoiNop": "1",
    "kenhTiepNhan": "2",
    "trangThai": "processing",
    "ngayTiepNhan": "20240112090000",
    "ngayHenTra": "20240119170000",
    "soGioXuLy": "40",
    "ngayXuLyXong": "",
    "ngayTraKetQua": "",
    "lePhi": "20.000",
    "capNhatLuc": "20240115103000",
}


def written(number: int = 1, **change: str) -> str:
    record = {**AS_WRITTEN, "maHoSo": f"000.00.01.H26-240112-{number:04d}", **change}
    return json.dumps(record, ensure_ascii=False) + "\n"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def folder(run_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(run_folder / "reference", tmp_path / "run" / "reference")
    with duckdb.connect() as con:
        write_baseline(con, DOSSIER, [], tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def land(home: Settings, tmp_path: Path) -> Land:
    def put(text: str, supplier: str = "d276") -> Manifest:
        source = tmp_path / "source"
        source.write_text(text, encoding="utf-8")
        arrival = Arrival(DOSSIER, supplier, DAY, layout_of(DOSSIER, supplier).name, contract_of(DOSSIER).version, AT,
                          origin="hoso-20240115.jsonl")  # fmt: skip
        return land_file(home, arrival, source, "jsonl").manifest

    return put


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return con.execute(statement).fetchall()


def test_a_record_in_another_spelling_is_a_duplicate_once_it_is_conformed(
    home: Settings, folder: Path, land: Land
) -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Hòa")
    old_tone, capitals = "Nguyễn Thị Hoà", "  NGUYỄN  THỊ HÒA "
    text = written() + written(hoTen=decomposed) + written(hoTen=old_tone) + written(hoTen=capitals) + written(2)
    scratch = prepare(home, DOSSIER, [land(text)], folder, AT)
    assert rows(scratch, "SELECT received, duplicate, quarantined, loaded FROM delivery") == [(5, 3, 0, 2)]
    assert rows(scratch, "SELECT position, applicant_name FROM good ORDER BY 1") == [
        (1, "Nguyễn Thị Hòa"),
        (5, "Nguyễn Thị Hòa"),
    ]


def test_every_physical_line_is_accounted_for_with_its_place(home: Settings, folder: Path, land: Land) -> None:
    text = written(1) + '{"maHoSo": \n' + written(2, kenhTiepNhan="telegraph") + "[]\n" + written(3)
    scratch = prepare(home, DOSSIER, [land(text)], folder, AT)
    assert rows(scratch, "SELECT received, unreadable, duplicate, quarantined, loaded, is_complete FROM delivery") == [
        (5, 2, 0, 1, 2, False)
    ]
    assert rows(scratch, "SELECT position, reason FROM unreadable ORDER BY 1") == [
        (2, "a line that is not valid JSON"),
        (4, "a line that is a list instead of an object"),
    ]
    ((position, key, rules, payload),) = rows(
        scratch, "SELECT position, record_key, rule_ids, payload FROM quarantined"
    )
    assert (position, key, rules) == (3, "000.00.01.H26-240112-0002", ["channel.mapped", "channel.allowed"])
    assert json.loads(str(payload))["kenhTiepNhan"] == "telegraph"


def test_one_suppliers_broken_file_does_not_keep_anothers_out(home: Settings, folder: Path, land: Land) -> None:
    sent = [land("", "d276"), land(written(1), "d277"), land(written(1, hoTen="") + written(2), "d278")]
    scratch = prepare(home, DOSSIER, sent, folder, AT)
    assert rows(scratch, "SELECT supplier, state, quarantined, loaded FROM delivery ORDER BY 1") == [
        ("d276", "refused", None, None),
        ("d277", "good", 0, 1),
        ("d278", "good", 1, 1),
    ]
    ((because,),) = rows(scratch, "SELECT refused_because FROM delivery WHERE state = 'refused'")
    assert "d276, procedures.dossier of 2024-01-15 (jsonl, hoso-20240115.jsonl" in str(because)


def test_preparing_again_gives_the_same(home: Settings, folder: Path, land: Land) -> None:
    sent = [land(written(1) + written(2, kenhTiepNhan="x"))]
    tables = ("delivery", "good", "quarantined", "unreadable", "warnings")
    first = [rows(prepare(home, DOSSIER, sent, folder, AT), f"FROM {table} ORDER BY ALL") for table in tables]
    again = [rows(prepare(home, DOSSIER, sent, folder, AT), f"FROM {table} ORDER BY ALL") for table in tables]
    assert first == again


def test_a_step_that_died_leaves_nothing_to_load(home: Settings, folder: Path, land: Land) -> None:
    sent = [land(written(1))]
    finished = prepare(home, DOSSIER, sent, folder, AT)
    (folder / "reference" / "procedure.parquet").unlink()
    with pytest.raises(InputsMissing):
        prepare(home, DOSSIER, sent, folder, AT)
    assert not finished.exists()
