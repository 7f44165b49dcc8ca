"""The guide's districts work as the guide says: one layout file each, one line in suppliers.toml, and no Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from pipelines.settings import REPOSITORY
from tests.docs.markdown import blocks

PAGE = REPOSITORY / "docs" / "how-to" / "connect-a-real-supplier.md"
LAYOUTS = Path("pipelines/feeds/procedures_dossier/layouts")

TITLES = [
    "Số hồ sơ", "Mã thủ tục", "Họ tên người nộp", "CCCD", "Giới tính", "Số điện thoại", "Hình thức nộp", "Trạng thái",
    "Ngày nhận", "Ngày hẹn", "Thời hạn (giờ)", "Ngày xong", "Ngày trả", "Lệ phí", "Ngày cập nhật",
]  # fmt: skip
RECORD = [
    "000.00.16.H26-240116-0001", "2.000884", "NGUYỄN THỊ HOÀ", 1185702560, "Nữ", "081.147 9631", "BCCI", 4,
    "16/01/2024 08:30:00", "17/01/2024 08:30:00", 8, None, None, "1.250.000", "16/01/2024 09:00:00",
]  # fmt: skip
OTHER_SEX = [*RECORD[:4], "nam giới", *RECORD[5:]]


NEW_TITLES = [
    "Mã", "TTHC", "Người nộp", "Định danh", "Giới", "ĐT", "Kênh", "TT", "Nhận", "Hẹn", "Giờ", "Xong", "Trả",
    "Phí", "Sửa",
]  # fmt: skip
NEW_RECORD = [
    "000.00.31.H26-240116-0001", "2.000884", "NGUYỄN THỊ HOÀ", 1185702560, "0", "0811479631", "2", 9,
    "2024-01-16 08:30", "2024-01-17 08:30", 8, "2024-01-16 10:00", "2024-01-16 11:00", "0", "2024-01-16 11:00",
]  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the guide's two layouts."""
    folder = tmp_path_factory.mktemp("project")
    for package in ("pipelines", "expectations", "warehouse"):
        shutil.copytree(REPOSITORY / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    other, new = blocks(PAGE, "yaml")
    (folder / LAYOUTS / "xlsx_dan_phuong.yaml").write_text(other.text, encoding="utf-8")
    (folder / LAYOUTS / "xlsx_bac_song_hong.yaml").write_text(new.text, encoding="utf-8")
    others = (folder / LAYOUTS / "xlsx.yaml").read_text(encoding="utf-8")
    (folder / LAYOUTS / "xlsx.yaml").write_text(others.replace("d273, ", ""), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ended(project: Path) -> tuple[subprocess.CompletedProcess[str], Path]:
    """How `citydb run` ended for the district with another system, and the home it ran for."""
    titles = (["UBND huyện Đan Phượng"], ["Danh sách hồ sơ"], ["Ngày 16/01/2024"], TITLES)
    records = (RECORD, ["000.00.16.H26-240116-0002", *OTHER_SEX[1:]])
    return run_in(project, "d273", "DanPhuong_16-01-2024.xlsx", "Sheet1", (*titles, *records))


@pytest.fixture(scope="module")
def founded(project: Path) -> tuple[subprocess.CompletedProcess[str], Path]:
    """How `citydb run` ended for the district that did not exist before, and the home it ran for."""
    return run_in(project, "d290", "HS 20240116.xlsx", "Hồ sơ", (NEW_TITLES, NEW_RECORD))


def run_in(
    project: Path, supplier: str, file: str, sheet: str, rows: Sequence[list[object] | list[str]]
) -> tuple[subprocess.CompletedProcess[str], Path]:
    home = project / f"home-{supplier}"
    write_workbook(home / "drop" / supplier / file, sheet, rows)
    (home / "suppliers.toml").write_text(f'[{supplier}]\nkind = "files"\nurl = "drop/{supplier}"\n', encoding="utf-8")
    words = ["run", "procedures.dossier", "--supplier", supplier, "--day", "2024-01-16"]
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *words],
        cwd=project,
        env={**os.environ, "CITYDB_HOME": str(home), "CITYDB_FEEDS": "procedures.dossier", "COLUMNS": "250"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done, home


def write_workbook(path: Path, title: str, rows: Sequence[list[object] | list[str]]) -> None:
    path.parent.mkdir(parents=True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_the_run_ends_as_the_guide_says(ended: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    run, _ = ended
    assert run.returncode == 3, run.stderr[-1500:]
    assert "d001" in run.stdout
    assert "d273" not in run.stdout.partition("What is open")[2]


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


def test_a_district_that_is_founded_is_due_and_counted_beside_the_thirty(
    founded: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    run, home = founded
    assert run.returncode == 3, run.stderr[-1500:]
    with duckdb.connect(str(home / "published" / "current" / "city.duckdb"), read_only=True) as con:
        (owed,) = con.execute(
            "SELECT expected, loaded, missing FROM mart.coverage "
            "WHERE feed = 'procedures.dossier' AND business_day = DATE '2024-01-16'"
        ).fetchall()
        districts = con.execute(
            "SELECT count(*) FROM mart.delivery_quality_day "
            "WHERE feed = 'procedures.dossier' AND regexp_matches(supplier, '^d[0-9]+$')"
        ).fetchone()
        line = con.execute(
            "SELECT district_code, district_name, finished, early FROM mart.dossier_on_time "
            "WHERE supplier = 'd290' AND field <> 'all'"
        ).fetchall()
    expected, loaded, missing = owed
    assert (loaded, missing, districts) == (1, expected - 1, (31,))
    assert line == [("290", "d290", 1, 1)]
    table = home / "published" / "current" / "report" / "tables" / "dossiers_by_district.csv"
    assert "d290" in table.read_text(encoding="utf-8")
