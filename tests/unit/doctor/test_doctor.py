"""What the doctor says of facts that a night could not use, and of a warehouse that is damaged or gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.contract import registry
from pipelines.doctor import Advice, examine
from pipelines.settings import Settings
from warehouse.connection import open_writer

AT = datetime(2024, 1, 15, 19, 0, tzinfo=UTC)


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A layout of districts' files, to be spoilt."""
    folder = tmp_path / "feeds"
    shutil.copytree(registry.FEEDS, folder)
    monkeypatch.setattr(registry, "FEEDS", folder)
    registry.forget()
    yield folder / "procedures_dossier" / "layouts" / "csv_utf8.yaml"
    registry.forget()


def unwell(settings: Settings) -> dict[str, Advice]:
    return {one.check: one for one in examine(settings, AT) if not one.is_well}


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("as: vnd", "as: money", "names no operation there is"),
        ("(?P<day>[0-9]{8})", "[0-9]{8}", "has no group (?P<day>"),
        ("  status_code: {from: Trạng thái, as: integer}\n", "", "missing status_code"),
    ],
)
def test_a_layout_that_a_night_could_not_use_is_not_well(
    tmp_path: Path, layout: Path, was: str, becomes: str, told: str
) -> None:
    text = layout.read_text(encoding="utf-8")
    layout.write_text(text.replace(was, becomes), encoding="utf-8")
    found = unwell(Settings(home=tmp_path / "home"))["facts of the feeds"]
    assert told in found.found and "csv_utf8" in found.found and found.next_step


def test_a_damaged_warehouse_is_told_from_one_that_another_process_holds(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_writer(settings, "a long load", AT):
        pass
    assert "warehouse" not in unwell(settings)
    os.truncate(settings.warehouse_file, 50_000)
    found = unwell(settings)["warehouse"]
    assert "no whole DuckDB database" in found.found and "backup" in found.next_step


def test_a_warehouse_that_is_gone_is_told_from_one_that_never_was(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert "warehouse" not in unwell(settings)
    (settings.published / "2024-01-16-001").mkdir(parents=True)
    found = unwell(settings)["warehouse"]
    assert "is gone" in found.found and "citydb rebuild" in found.next_step
