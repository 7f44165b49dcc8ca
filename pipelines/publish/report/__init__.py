"""The report page: one self-contained file an analyst and the city's leadership read every morning."""

from __future__ import annotations

from pathlib import Path

from pipelines.land.durable import write_whole
from pipelines.publish.report.page import page
from pipelines.publish.report.read import read_facts


def write_report(city: Path, target: Path) -> None:
    """Write the page of a closed, published `city.duckdb`; the file is whole and on disk when this returns."""
    content = page(read_facts(city)).encode("utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content)
    target.chmod(0o644)
