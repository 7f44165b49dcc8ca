"""What must hold in the files of a publication, before it is put up and for as long as it stands."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.publish.about import reading
from pipelines.publish.discretion import leaks_in_city, leaks_in_core
from pipelines.publish.failures import Broken
from pipelines.settings import Settings
from warehouse.sql import run_sql


def broken_in_files(settings: Settings, city: Path, core: Path | None) -> list[Broken]:
    """Every sum of the marts that does not add up, every key twice, everything that names a citizen; empty when none.

    Args:
        settings: memory and threads to keep to.
        city: the `city.duckdb`.
        core: the `core.duckdb`, None where the publication has none any more.
    """
    files = {"city": city} | ({"core": core} if core else {})
    with reading(settings, **files) as con:
        broken = _broken_marts(con) + leaks_in_city(con, "city")
        return broken + (_broken_core(con) if core else [])


def broken_in_folder(folder: Path, *, has_core: bool) -> list[Broken]:
    """Every file that a publication's folder lacks, and every one that does not belong there."""
    expected = {"city.duckdb"} | ({"core.duckdb"} if has_core else set())
    expected |= {f"report/{name}" for name in _report_files(folder / "report")}
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    return [
        *(Broken("files.missing", f"{folder.name}/{name}", "the file is not there") for name in expected - found),
        *(Broken("files.foreign", f"{folder.name}/{name}", "no file of a publication") for name in found - expected),
    ]


def _report_files(report: Path) -> frozenset[str]:
    """What belongs to a report; one without tables is of the time when it was a single page."""
    from pipelines.publish.report.spec import files

    return files() if (report / "tables").is_dir() else frozenset({"index.html"})


def _broken_marts(con: duckdb.DuckDBPyConnection) -> list[Broken]:
    from warehouse.marts import broken_sums

    con.execute("USE city")
    sums = [Broken("marts.sum", name, f"it does not hold, {times} times") for name, times in broken_sums(con, "city")]
    return sums + [Broken(*row) for row in run_sql(con, "publish/marts").fetchall()]


def _broken_core(con: duckdb.DuckDBPyConnection) -> list[Broken]:
    found = [Broken(*row) for row in run_sql(con, "publish/marts_and_core").fetchall()]
    return found + leaks_in_core(con, "core")
