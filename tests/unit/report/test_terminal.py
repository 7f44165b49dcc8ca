from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipelines.publish.report.terminal import scorecard_table
from tests.unit.report.made_up_city import MadeUpCity


def shown(tmp_path: Path, city: MadeUpCity, width: int = 100) -> str:
    console = Console(width=width, record=True, file=(tmp_path / "out.txt").open("w", encoding="utf-8"))
    console.print(scorecard_table(city.write(tmp_path / "city.duckdb")))
    return console.export_text()


def test_the_scorecard_stands_in_a_terminal_of_a_hundred_columns(tmp_path: Path) -> None:
    text = shown(tmp_path, MadeUpCity(days=1, missing={"d006": "no answer"}))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "…" not in text
    for part in (
        "7.100.000",
        "69.412",
        "97,5",
        "99,80",
        "98,64",
        "29/30 quận, huyện",
        "16/01/2024",
        "2 of 24 computed",
    ):
        assert part in text


def test_the_scorecard_of_the_first_night_claims_no_figure(tmp_path: Path) -> None:
    text = shown(tmp_path, MadeUpCity(is_first_night=True))
    assert "0 trong 24 chỉ tiêu đã tính được" in text
    assert "69.412" not in text
