"""The guide's new district works as the guide says: one layout file, one name taken out of another, and no Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from pipelines.settings import REPOSITORY
from tests.docs.markdown import blocks

PAGE = REPOSITORY / "docs" / "how-to" / "connect-a-real-supplier.md"
LAYOUTS = Path("pipelines/feeds/procedures_dossier/layouts")
NEW_LAYOUT = LAYOUTS / "xlsx_dan_phuong.yaml"

TITLES = [
    "Số hồ sơ", "Mã thủ tục", "Họ tên người nộp", "CCCD", "Giới tính", "Số điện thoại", "Hình thức nộp", "Trạng thái",
    "Ngày nhận", "Ngày hẹn", "Thời hạn (giờ)", "Ngày xong", "Ngày trả", "Lệ phí", "Ngày cập nhật",
]  # fmt: skip
RECORD = [
    "000.00.16.H26-240116-0001", "2.000884", "NGUYỄN THỊ HOÀ", 1185702560, "Nữ", "081.147 9631", "BCCI", 4,
    "16/01/2024 08:30:00", "17/01/2024 08:30:00", 8, None, None, "1.250.000", "16/01/2024 09:00:00",
]  # fmt: skip
OTHER_SEX = [*RECORD[:4], "nam giới", *RECORD[5:]]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.CompletedProcess[str], Path]]:
    """How `citydb run` ended in a copy of the project with the guide's layout, and the home it ran for."""
    folder = tmp_path_factory.mktemp("project")
    for package in ("pipelines", "expectations", "warehouse"):
        shutil.copytree(REPOSITORY / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    (layout,) = blocks(PAGE, "yaml")
    (folder / NEW_LAYOUT).write_text(layout.text, encoding="utf-8")
    others = (folder / LAYOUTS / "xlsx.yaml").read_text(encoding="utf-8")
    (folder / LAYOUTS / "xlsx.yaml").write_text(others.replace("d273, ", ""), encoding="utf-8")
    home = folder / "home"
    write_workbook(home / "drop" / "d273" / "DanPhuong_16-01-2024.xlsx")
    (home / "suppliers.toml").write_text('[d273]\nkind = "files"\nurl = "drop/d273"\n', encoding="utf-8")
    words = ["run", "procedures.dossier", "--supplier", "d273", "--day", "2024-01-16"]
    yield (
        subprocess.run(
            [sys.executable, "-c", "from pipelines.cli import main; main()", *words],
            cwd=folder,
            env={**os.environ, "CITYDB_HOME": str(home), "COLUMNS": "250"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        ),
        home,
    )


def write_workbook(path: Path) -> None:
    path.parent.mkdir(parents=True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for row in (["UBND huyện Đan Phượng"], ["Danh sách hồ sơ"], ["Ngày 16/01/2024"], TITLES, RECORD):
        sheet.append(row)
    sheet.append(["000.00.16.H26-240116-0002", *OTHER_SEX[1:]])
    book.save(path)


def test_the_run_ends_as_the_guide_says(ended: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    run, _ = ended
    assert run.returncode == 3, run.stderr[-1500:]
    assert "d001" in run.stdout
    assert "d273" not in run.stdout.partition("Due and not loaded")[2]


def test_the_district_s_own_forms_become_the_city_s(ended: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    _, home = ended
    with duckdb.connect(str(home / "warehouse" / "city.duckdb"), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        (found,) = con.execute(
            "SELECT applicant_name, applicant_id, applicant_sex, applicant_phone, applicant_type, channel, "
            "status_code, received_at, processing_hours, fee_vnd "
            "FROM history.procedures_dossier_current WHERE supplier = 'd273'"
        ).fetchall()
    received_at = datetime(2024, 1, 16, 1, 30, tzinfo=UTC)
    assert found == (
        "Nguyễn Thị Hòa", "001185702560", "female", "0811479631", "citizen", "post", 4, received_at, 8, 1_250_000
    )  # fmt: skip


def test_a_code_the_layout_does_not_list_is_held_and_not_guessed(
    ended: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    _, home = ended
    with duckdb.connect(str(home / "warehouse" / "city.duckdb"), read_only=True) as con:
        rows = con.execute("SELECT position, rule_ids FROM quarantine.record").fetchall()
    assert rows == [(6, ["applicant_sex.mapped", "applicant_sex.allowed"])]
