"""The drop folders: one file a feed, day and supplier, in the kind its software writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from simulator.damage import damaged_bytes, damaged_lines
from simulator.facts import Wire, folders, wires
from simulator.plan import Plan
from simulator.tcvn3 import UNDECODABLE, encode
from simulator.workbook import dossier_workbook, workbook

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
    SELECT supplier, feed, business_day, version, layout, list(line ORDER BY position) AS lines
    FROM (
        SELECT *, 'procedures.dossier' AS feed FROM (FROM csv_line UNION ALL FROM jsonl_line UNION ALL FROM xlsx_line)
        UNION ALL BY NAME
        SELECT supplier, business_day, version, position, transport AS layout, line, feed FROM line
    )
    GROUP BY ALL ORDER BY business_day, supplier, feed, version
"""
_EMPTY = """
    SELECT DISTINCT d.supplier, d.feed, d.day, 1, d.transport, []::VARCHAR[] FROM delivery AS d
    WHERE d.transport NOT IN ('http', 'sql')
        AND NOT EXISTS (FROM sent AS s WHERE s.feed = d.feed AND s.supplier = d.supplier AND s.business_day = d.day)
        AND NOT EXISTS (FROM sent_dossier AS s WHERE d.feed = 'procedures.dossier' AND s.supplier = d.supplier
            AND s.business_day = d.day)
    ORDER BY ALL
"""
_SUFFIX = {"csv_utf8": "csv", "csv_tcvn3": "csv", "xlsx": "xlsx", "jsonl": "jsonl"}


def write_drop_folders(con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path) -> int:
    """Write every file of the window below a folder and tell how many there are."""
    for supplier in folders(plan.first, plan.last):
        (folder / supplier).mkdir(parents=True)
    faults = {(one.supplier, one.feed, one.day): one.fault for one in plan.requested()}
    sent = {(supplier, wire.feed): wire for wire in wires() for supplier in wire.suppliers}
    count = 0
    for statement in (_FILES, _EMPTY):
        found = con.execute(statement)
        while row := found.fetchone():
            supplier, feed, day, version, layout, lines = row
            fault = faults.get((supplier, feed, day), "")
            if fault == "missing":
                continue
            wire = sent[supplier, feed]
            name = f"{wire.place}-{day:%Y%m%d}{'' if version == 1 else f'-v{version}'}.{_SUFFIX[layout]}"
            (folder / supplier / name).write_bytes(_file(wire, layout, day, lines, fault))
            count += 1
    return count


def _file(wire: Wire, layout: str, day: date, lines: list[str], fault: str) -> bytes:
    titles = wire.titles or TITLES
    if layout == "xlsx":
        made = (workbook if wire.titles else dossier_workbook)(wire.feed, day, titles, "".join(lines), len(lines))
        return damaged_bytes(made, fault)
    if layout == "jsonl":
        return damaged_bytes("".join(f"{line}\n" for line in lines).encode(), fault)
    delimiter = "," if layout == "csv_tcvn3" else ";"
    table = damaged_lines([delimiter.join(titles), *lines], delimiter, fault)
    text = "".join(f"{line}\r\n" for line in table)
    if layout == "csv_tcvn3":
        return damaged_bytes(encode(text), fault)
    return damaged_bytes(text.encode("utf-8-sig").replace(UNDECODABLE.encode(), b"\xff"), fault)
