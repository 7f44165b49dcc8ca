"""Sources as tests want them: real layouts, tiny pages, no waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from pipelines.contract import ColumnMapping, Layout, layout_of
from pipelines.extract import Source
from pipelines.extract.secret import Secret
from pipelines.extract.suppliers import Supplier
from pipelines.land import manifest
from pipelines.settings import Settings

DAY = date(2024, 1, 15)
NEXT = date(2024, 1, 16)
AT = datetime(2024, 1, 15, 19, 0, tzinfo=UTC)
"""02:00 in Hanoi on 16 January: the night of the 15th."""


def with_options(layout: Layout, **options: Any) -> Layout:
    return replace(layout, options=MappingProxyType({**layout.options, **options}))


def service_source(url: str, secret: Secret | None, **supplier: Any) -> Source:
    layout = layout_of("population.citizen", "bca")
    tiny = with_options(layout, paging={"offset": "offset", "limit": "limit", "size": 10})
    facts = {"timeout_seconds": 5.0, "attempts": 3, "backoff_seconds": 0.0} | supplier
    return Source(Supplier("bca", "http", url, secret, **facts), tiny, "1.0.0")


def table_source(url: str, *, gives: str = "dated", options: Mapping[str, Any] | None = None, **facts: Any) -> Source:
    standard = {"table": "the_bhyt", "order_by": ["ma_the"]} | (
        {"day_column": "ngay_trich"} if gives == "dated" else {}
    )
    layout = Layout(
        feed="insurance.card",
        name="toy",
        suppliers=("bhxh",),
        gives="dated" if gives == "dated" else "present_only",
        format="sql",
        options=MappingProxyType(standard | dict(options or {})),
        columns=tuple(ColumnMapping(name, name, "text", {}) for name in ("ma_the", "ho_ten", "den_ngay", "muc_huong")),
    )
    facts = {"attempts": 2, "backoff_seconds": 0.0} | facts
    return Source(Supplier("bhxh", "sql", url, **facts), layout, "1.0.0")


def folder_source(folder: str, **options: Any) -> Source:
    standard = {"file": r"hoso-(?P<day>\d{8})(?:-v(?P<version>\d+))?\.csv", "settle_seconds": 0.0}
    layout = Layout(
        feed="procedures.dossier",
        name="toy",
        suppliers=("d001",),
        gives="dated",
        format="csv",
        options=MappingProxyType(standard | options),
        columns=(),
    )
    return Source(Supplier("d001", "files", folder), layout, "1.0.0")


def content_of(settings: Settings, delivery_id: str) -> bytes:
    """The bytes of a landed delivery, pages joined in order."""
    path = settings.home / manifest(settings, delivery_id).landed_path
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return b"".join(file.read_bytes() for file in files)
