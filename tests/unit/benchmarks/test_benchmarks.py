"""The benchmark runs, whatever it finds: how fast anything is, no test says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import main
from benchmarks.catalogue import STAGES, cases_of
from benchmarks.measure import Broken, assert_agreed

_SPREADS = {"cpu_seconds", "wall_seconds", "peak_mb"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CITYDB_HOME", str(tmp_path))
    return tmp_path


def _run(home: Path, *arguments: str) -> list[dict[str, Any]]:
    assert main(["--scale", "1000", "--times", "1", *arguments]) == 0
    text = (home / "bench" / "results.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _assert_well_formed(line: dict[str, Any]) -> None:
    sides = [line["ours"], *([line["bare"]] if line["bare"] else [])]
    for side in sides:
        for spread in (side[name] for name in _SPREADS):
            assert 0 < spread["least"] <= spread["median"] <= spread["most"]
    assert line["records"] > 0
    assert line["records_per_second"] > 0
    assert (line["cpu_ratio"] is None) == (line["bare"] is None)
    assert line["cpu_count"] >= 1
    assert line["versions"]["duckdb"]


@pytest.mark.slow
def test_a_stage_is_measured_beside_the_bare_work_and_its_results_are_added(home: Path) -> None:
    lines = _run(home, "--only", "land")

    assert [line["case"] for line in lines] == [case.name for case in cases_of("land")]
    for line in lines:
        _assert_well_formed(line)
    assert [path.name for path in (home / "bench").iterdir() if not path.name.startswith(".")] == ["results.jsonl"]


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_every_case_of_every_stage_makes_the_same_rows_as_the_bare_work(home: Path) -> None:
    lines = _run(home)

    assert [(line["stage"], line["case"]) for line in lines] == [
        (case.stage, case.name) for stage in STAGES for case in cases_of(stage)
    ]
    for line in lines:
        _assert_well_formed(line)


def test_two_sides_that_make_other_rows_are_not_compared() -> None:
    same = {"records": 10, "rows": "10 rows a1"}

    assert_agreed("read: cards", [same, same])
    with pytest.raises(Broken, match="did not do the same work: 10 records, 10 rows a1 [|] 10 records, 10 rows b2"):
        assert_agreed("read: cards", [same, {"records": 10, "rows": "10 rows b2"}])
