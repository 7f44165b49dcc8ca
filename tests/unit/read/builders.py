"""Deliveries as suppliers write them, landed and read for real."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb

from pipelines.contract import Layout, layout_of
from pipelines.extract.http.layout import page_layout
from pipelines.land import Arrival, Content, identity_of_file, identity_of_pages, land, workspace
from pipelines.land.manifest import Manifest
from pipelines.read import read_delivery
from pipelines.read.tables import raw_table
from pipelines.settings import Settings
from warehouse.session import session
from warehouse.sql import quoted

DAY = date(2024, 1, 15)
AT = datetime(2024, 1, 15, 19, 0, tzinfo=UTC)

PERSON = {"Họ và tên": "Nguyễn Thị Hòa", "Số CCCD": "001187654321", "Điện thoại": "0912345678"}
DOSSIER = {
    "Mã hồ sơ": "000.00.01.H26-240115-0001",
    "Mã TTHC": "2.000910",
    **PERSON,
    "Giới tính": "0",
    "Loại người nộp": "1",
    "Kênh tiếp nhận": "2",
    "Trạng thái": "4",
    "Ngày tiếp nhận": "15/01/2024 08:15:00",
    "Ngày hẹn trả": "22/01/2024 17:00:00",
    "Số giờ xử lý": "40",
    "Ngày xử lý xong": "",
    "Ngày trả kết quả": "",
    "Lệ phí": "8000",
    "Cập nhật lúc": "15/01/2024 14:43:32",
}
TITLES = tuple(DOSSIER)

CSV = layout_of("procedures.dossier", "d001")
TCVN3 = layout_of("procedures.dossier", "d016")
XLSX = layout_of("procedures.dossier", "d268")
JSONL = layout_of("procedures.dossier", "d276")
PAGES = layout_of("population.citizen", "bca")
TABLE = layout_of("insurance.card", "bhxh")


@dataclass(frozen=True)
class Read:
    """What reading left of one delivery."""

    received: int | None
    refused: str | None
    records: list[dict[str, str | None]]
    positions: list[int]
    unreadable: list[tuple[int, str | None, str]]


def with_options(layout: Layout, **options: Any) -> Layout:
    return replace(layout, options=MappingProxyType({**layout.options, **options}))


def line(number: int = 1, **changes: str) -> list[str]:
    """The fields of one dossier; `changes` name titles with underscores for spaces."""
    fields = DOSSIER | {"Mã hồ sơ": f"000.00.01.H26-240115-{number:04d}"}
    return list((fields | {title.replace("_", " "): text for title, text in changes.items()}).values())


def csv_text(*lines: Iterable[str], titles: Sequence[str] = TITLES, delimiter: str = ";", end: str = "\r\n") -> str:
    return "".join(delimiter.join(fields) + end for fields in (titles, *lines))


_serial = count(1)

LANDED_AS = {"http_pages": "pages", "sql": "parquet"}
"""The extension in the landing zone of what is no file of its supplier's."""


def read(home: Settings, delivered: bytes | Path | Mapping[str, bytes], layout: Layout, **facts: Any) -> Read:
    """Land a file, a Parquet file or pages as their supplier's delivery of the day, and read it."""
    with session(home) as con:
        return read_into(con, home, delivered, layout, **facts)


def read_into(
    con: duckdb.DuckDBPyConnection,
    home: Settings,
    delivered: bytes | Path | Mapping[str, bytes],
    layout: Layout,
    announced: int | None = None,
    supplier: str | None = None,
    is_whole: bool = False,
) -> Read:
    supplier = supplier or layout.suppliers[0]
    arrival = Arrival(
        layout.feed, supplier, DAY, layout.name, "1.0.0", AT,
        version=next(_serial) % 9_999 + 1, records_announced=announced,
        origin={"csv": "hoso-20240115.csv", "xlsx": "hoso-20240115.xlsx"}.get(layout.format, ""),
    )  # fmt: skip
    with workspace(home) as room:
        content = room / "content"
        if isinstance(delivered, Mapping):
            content.mkdir()
            for name, body in delivered.items():
                (content / name).write_bytes(body)
            pages = sorted(content.iterdir())
            identity = (
                identity_of_pages(home, pages, page_layout(layout).items) if is_whole else f"{next(_serial):064x}"
            )
        else:
            content.write_bytes(delivered if isinstance(delivered, bytes) else delivered.read_bytes())
            identity = identity_of_file(content)
        manifest = land(home, arrival, Content(content, LANDED_AS.get(layout.format, layout.format), identity)).manifest
    # records are no identity here: tests land the same ones in pages and tables that differ in something else
    read_delivery(con, home, manifest, layout, unchecked=layout.format in ("http_pages", "sql"))
    return _read(con, layout, manifest.delivery_id)


def _read(con: duckdb.DuckDBPyConnection, layout: Layout, delivery_id: str) -> Read:
    ((received, refused),) = con.execute(
        "SELECT received, refused_because FROM reading WHERE delivery_id = ?", [delivery_id]
    ).fetchall()
    titles = ", ".join(quoted(source) for source in layout.sources)
    rows = con.execute(
        f"SELECT position, {titles} FROM {raw_table(layout)} WHERE delivery_id = ? ORDER BY position", [delivery_id]
    ).fetchall()
    bad = con.execute(
        "SELECT position, column_name, reason FROM unreadable WHERE delivery_id = ? ORDER BY ALL", [delivery_id]
    ).fetchall()
    records = [dict(zip(layout.sources, row[1:], strict=True)) for row in rows]
    return Read(received, refused, records, [row[0] for row in rows], bad)


def read_from(con: duckdb.DuckDBPyConnection, home: Settings, delivered: bytes, layout: Layout) -> Read:
    """Read a file without landing it first: for thousands of them."""
    (home.home / "delivered").write_bytes(delivered)
    identity = sha256(delivered).hexdigest()
    manifest = Manifest(
        "0" * 16, layout.feed, layout.suppliers[0], DAY, 1, len(delivered), identity, "delivered", None, AT, "1.0.0",
        layout.name,
    )  # fmt: skip
    read_delivery(con, home, manifest, layout)
    return _read(con, layout, manifest.delivery_id)


def refusal(found: Read, *told: str) -> str:
    """The sentence of a refusal, after making sure it tells these words, no person, and nothing else stayed."""
    assert found.refused is not None
    assert (found.received, found.records, found.unreadable) == (None, [], [])
    for word in told:
        assert word in found.refused
    for secret in (*PERSON.values(), "Hòa", "87654321"):
        assert secret not in found.refused
    return found.refused
