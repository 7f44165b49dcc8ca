"""The report: pages and tables that analysts and the city's leadership read every morning, without a network."""

from __future__ import annotations

from pathlib import Path

from pipelines.land.durable import write_whole
from pipelines.publish.report.answer import ask
from pipelines.publish.report.downloads import write_downloads
from pipelines.publish.report.page import page_text
from pipelines.publish.report.read import open_published, read_facts
from pipelines.publish.report.spec import downloads, pages


def write_report(city: Path, folder: Path) -> None:
    """Write the report of a closed, published `city.duckdb` into `folder`; its pages are whole when this returns."""
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    with open_published(city) as con:
        facts = read_facts(con)
        answers = {name: ask(con, name) for name in downloads()}
        for answer in answers.values():
            write_downloads(con, answer, tables)
    for page in pages():
        target = folder / page.file
        write_whole(target, page_text(page, facts, answers).encode("utf-8"))
        target.chmod(0o644)
