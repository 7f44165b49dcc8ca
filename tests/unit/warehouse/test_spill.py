"""What does not fit into memory goes to disk, for each connection apart."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

from pipelines.settings import Settings
from warehouse.session import session

ROWS = 300_000


def sort_much(home: Settings, factor: int) -> None:
    """Sort more than fits into memory, and find every row as it was."""
    with session(home) as con:
        con.execute(
            f"CREATE TEMP TABLE much AS SELECT hash(i * {factor}) AS place, i, "
            f"repeat(md5((i * {factor})::VARCHAR), 4) AS s FROM range({ROWS}) AS r(i)"
        )
        found = con.execute(
            f"SELECT count(*), bool_and(s = repeat(md5((i * {factor})::VARCHAR), 4)) FROM (FROM much ORDER BY place)"
        ).fetchone()
    os._exit(0 if found == (ROWS, True) else 1)


def test_two_processes_that_spill_at_once_do_not_touch_each_others_files(tmp_path: Path) -> None:
    home = Settings(home=tmp_path, memory="30MB", threads=1)
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=sort_much, args=(home, factor)) for factor in (3, 7)]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
    assert [process.exitcode for process in both] == [0, 0]


def test_what_a_dead_process_spilled_is_removed_and_what_a_living_one_spilled_is_not(tmp_path: Path) -> None:
    home = Settings(home=tmp_path)
    spill = home.staging / "spill"
    dead, mine = spill / "999999999-dead", spill / f"{os.getpid()}-mine"
    for folder in (dead, mine):
        folder.mkdir(parents=True)
        (folder / "duckdb_temp_storage-0.tmp").write_text("records")
    with session(home):
        assert not dead.exists()
        assert mine.exists()
