"""The districts' drop folders: one file a day and district, in the kind its one-stop software writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from simulator.damage import damaged_bytes, damaged_lines
from simulator.plan import Plan
from simulator.tcvn3 import UNDECODABLE, encode
from simulator.workbook import workbook

TITLES = (
    "Mã hồ sơ",
    "Mã TTHC",
    "Họ và tên",
    "Số CCCD",
    "Giới tính",
    "Điện thoại",
    "Loại người nộp",
    "Kênh tiếp nhận",
    "Trạng thái",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Số giờ xử lý",
    "Ngày xử lý xong",
    "Ngày trả kết quả",
    "Lệ phí",
    "Cập nhật lúc",
)

_FILES = """
    SELECT supplier, business_day, version, layout, list(line ORDER BY position) AS lines
    FROM (FROM csv_line UNION ALL FROM jsonl_line UNION ALL FROM xlsx_line)
    GROUP BY ALL ORDER BY business_day, supplier, version
"""
_SUFFIX = {"csv_utf8": "csv", "csv_tcvn3": "csv", "xlsx": "xlsx", "jsonl": "jsonl"}


def write_drop_folders(con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path) -> int:
    """Write every file of the window below a folder and tell how many there are."""
    faults = {(one.supplier, one.day): one.fault for one in plan.requested()}
    count = 0
    found = con.execute(_FILES)
    while row := found.fetchone():
        supplier, day, version, layout, lines = row
        fault = faults.get((supplier, day), "")
        drop = folder / supplier
        drop.mkdir(parents=True, exist_ok=True)
        if fault == "missing":
            continue
        name = f"hoso-{day:%Y%m%d}{'' if version == 1 else f'-v{version}'}.{_SUFFIX[layout]}"
        (drop / name).write_bytes(_file(layout, day, lines, fault))
        count += 1
    return count


def _file(layout: str, day: date, lines: list[str], fault: str) -> bytes:
    if layout == "xlsx":
        return damaged_bytes(workbook(day, TITLES, "".join(lines), len(lines)), fault)
    if layout == "jsonl":
        return damaged_bytes("".join(f"{line}\n" for line in lines).encode(), fault)
    delimiter = "," if layout == "csv_tcvn3" else ";"
    table = damaged_lines([delimiter.join(TITLES), *lines], delimiter, fault)
    text = "".join(f"{line}\r\n" for line in table)
    if layout == "csv_tcvn3":
        return damaged_bytes(encode(text), fault)
    return damaged_bytes(text.encode("utf-8-sig").replace(UNDECODABLE.encode(), b"\xff"), fault)
