"""The report page: one self-contained file an analyst and the city's leadership read every morning."""

from __future__ import annotations

import os
from pathlib import Path

from pipelines.land.durable import flush
from pipelines.publish.report.page import page
from pipelines.publish.report.read import read_facts


def write_report(city: Path, target: Path) -> None:
    """Write the page of a closed, published `city.duckdb`; the file is whole and on disk when this returns."""
    content = page(read_facts(city)).encode("utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    with aside.open("wb") as stream:
        stream.write(content)
        os.fchmod(stream.fileno(), 0o644)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(target)
    flush(target.parent)
