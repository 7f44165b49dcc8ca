"""A drop folder with late, repeated, corrected, unfinished and hostile files."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.extract import Outcome, gather
from pipelines.extract.files.look import file_layout, look_into
from pipelines.land import manifest, manifests
from pipelines.settings import Settings
from tests.feeds import Facts, due_on, facts_of_all_feeds, limit_layout, split_layout
from tests.unit.extract.builders import AT, DAY, NEXT, content_of, folder_source

Collect = Callable[..., Outcome]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def collect(home: Settings, drop: Path) -> Collect:
    def run(*days: date, **options: object) -> Outcome:
        return gather(home, folder_source(str(drop), **options), days or (DAY,), AT)

    return run


def versions(home: Settings, outcome: Outcome) -> list[tuple[int, bytes]]:
    return [(manifest(home, landed).version, content_of(home, landed)) for landed in outcome.landed]


def test_a_file_lands_byte_for_byte_and_stays_where_it_was(home: Settings, drop: Path, collect: Collect) -> None:
    content = "\ufeffMã hồ sơ;…\r\n".encode() + bytes(range(256))
    (drop / "hoso-20240115.csv").write_bytes(content)
    outcome = collect()
    landed = manifest(home, outcome.landed[0])
    assert content_of(home, landed.delivery_id) == content
    assert (landed.bytes, landed.origin, landed.records_announced) == (len(content), "hoso-20240115.csv", None)
    assert (home.home / landed.landed_path).suffix == ".csv"
    assert (drop / "hoso-20240115.csv").read_bytes() == content
    assert collect() == outcome


def test_all_versions_of_the_days_asked_for_land_and_no_other_day(home: Settings, drop: Path, collect: Collect) -> None:
    for name in ("hoso-20240115.csv", "hoso-20240115-v2.csv", "hoso-20240116.csv", "hoso-20240114.csv"):
        (drop / name).write_text(name)
    outcome = collect(DAY, NEXT)
    assert versions(home, outcome) == [
        (1, b"hoso-20240115.csv"),
        (2, b"hoso-20240115-v2.csv"),
        (1, b"hoso-20240116.csv"),
    ]


def test_an_empty_file_is_a_delivery(home: Settings, drop: Path, collect: Collect) -> None:
    (drop / "hoso-20240115.csv").touch()
    assert versions(home, collect()) == [(1, b"")]


def test_a_file_overwritten_without_a_number_is_the_next_version(home: Settings, drop: Path, collect: Collect) -> None:
    (drop / "hoso-20240115.csv").write_text("first")
    collect()
    (drop / "hoso-20240115.csv").write_text("second")
    assert versions(home, collect()) == [(2, b"second")]
    (drop / "hoso-20240115.csv").write_text("first")
    assert versions(home, collect()) == [(3, b"first")]
    assert versions(home, collect()) == [(3, b"first")]


def test_a_correction_that_was_there_first_still_stands_when_the_file_it_corrects_comes(
    home: Settings, drop: Path, collect: Collect
) -> None:
    (drop / "hoso-20240115-v2.csv").write_text("corrected")
    collect()
    (drop / "hoso-20240115.csv").write_text("first")
    assert versions(home, collect()) == [(1, b"first"), (2, b"corrected")]


def test_an_earlier_content_under_the_next_number_is_a_version_and_what_lies_beside_it_stays_what_it_was(
    home: Settings, drop: Path, collect: Collect
) -> None:
    (drop / "hoso-20240115.csv").write_text("first")
    (drop / "hoso-20240115-v2.csv").write_text("second")
    collect()
    (drop / "hoso-20240115-v3.csv").write_text("first")
    assert versions(home, collect()) == versions(home, collect()) == [(1, b"first"), (2, b"second"), (3, b"first")]


@pytest.mark.parametrize("number", ["202401180930", "001099000001", "10000", "0", "00"])
def test_a_name_whose_number_is_no_version_is_no_name_of_the_layout(
    home: Settings, drop: Path, collect: Collect, number: str
) -> None:
    (drop / f"hoso-20240115-v{number}.csv").write_text("x")
    reason = collect().missing[0].reason
    assert "1 entry has a name none of its layouts knows" in reason
    assert f"v{number}" not in reason
    (drop / "hoso-20240115-v9999.csv").write_text("x")
    outcome = collect()
    assert versions(home, outcome) == [(9999, b"x")]
    assert outcome.notes == ("In the drop folder of d001, 1 entry has a name none of its layouts knows.",)


def test_a_number_with_zeros_before_it_is_the_number(home: Settings, drop: Path, collect: Collect) -> None:
    (drop / "hoso-20240115-v00002.csv").write_text("x")
    assert versions(home, collect()) == [(2, b"x")]


def test_other_content_under_a_number_used_before_is_a_conflict_and_the_first_stays(
    home: Settings, drop: Path, collect: Collect
) -> None:
    (drop / "hoso-20240115-v2.csv").write_text("first")
    first = collect()
    (drop / "hoso-20240115-v2.csv").write_text("other")
    outcome = collect()
    assert outcome.landed == first.landed
    assert versions(home, outcome) == [(2, b"first")]
    assert outcome.missing == ()
    assert [one.day for one in outcome.not_taken] == [DAY]
    assert outcome.not_taken[0].reason.startswith("conflict: d001 sent other content under version 2")
    assert Outcome.from_json(outcome.to_json()) == outcome
    assert len(manifests(home, "procedures.dossier")) == 1


def test_the_content_of_an_earlier_version_under_a_new_number_is_that_version(
    home: Settings, drop: Path, collect: Collect
) -> None:
    (drop / "hoso-20240115.csv").write_text("same")
    (drop / "hoso-20240115-v2.csv").write_text("same")
    assert versions(home, collect()) == [(1, b"same")]


def test_a_day_without_a_file_is_missing(collect: Collect) -> None:
    reason = collect().missing[0].reason
    assert "d001 has put no file of procedures.dossier for 2024-01-15" in reason


def test_names_nobody_expects_are_counted_and_never_repeated(drop: Path, collect: Collect) -> None:
    for name in ("Nguyễn Văn Ẩn 001099000001.csv", "hoso-20241315.csv", "hoso-20240115.csv.bak", "HOSO-20240115.csv"):
        (drop / name).write_text("x")
    (drop / "hoso-20240115.csv.part").write_text("x")
    (drop / ".hidden").write_text("x")
    reason = collect().missing[0].reason
    assert "4 entries have a name none of its layouts knows" in reason
    assert "Nguyễn" not in reason
    (drop / "hoso-20240115.csv").write_text("x")
    outcome = collect()
    assert len(outcome.landed) == 1
    assert "4 entries" in outcome.notes[0]


def test_files_for_days_that_are_not_owed_are_counted_and_stay_where_they_are(
    home: Settings, drop: Path, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("hoso-20240115.csv", "hoso-20240116.csv", "hoso-20240117-v2.csv"):
        (drop / name).write_text(name)
    with facts_of_all_feeds(tmp_path, monkeypatch) as facts:
        due_on(facts, "procedures_dossier", 1, 3)  # the 15th is a Monday
        limit_layout(facts, "procedures_dossier", "csv_utf8", last=NEXT)
        outcome = collect()
    assert versions(home, outcome) == [(1, b"hoso-20240115.csv")]
    assert outcome.notes == (
        "In the drop folder of d001, "
        "2 entries are for days for which it owes no procedures.dossier, and are not taken.",
    )
    assert (drop / "hoso-20240116.csv").exists()


def test_one_file_for_a_day_that_is_not_owed_is_told_as_one(
    drop: Path, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("hoso-20240115.csv", "hoso-20240116.csv"):
        (drop / name).write_text(name)
    with facts_of_all_feeds(tmp_path, monkeypatch) as facts:
        due_on(facts, "procedures_dossier", 1)  # the 15th is a Monday
        outcome = collect()
    assert outcome.notes == (
        "In the drop folder of d001, 1 entry is for a day for which it owes no procedures.dossier, and is not taken.",
    )


def test_what_another_feed_of_the_supplier_or_its_earlier_layout_knows_is_no_stranger(
    drop: Path, collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def renamed(layout: Facts) -> None:
        layout["csv"]["file"] = "moi-(?P<day>[0-9]{8})[.]csv"

    def broken(layout: Facts) -> None:
        layout["csv"]["file"] = "("

    for name in (
        "hoso-20240115.csv",
        "moi-20240115.csv",
        "the-20240115.csv",
        "moi-20241315.csv",
        "the-20240115.csv.bak",
    ):
        (drop / name).write_text(name)
    with facts_of_all_feeds(tmp_path, monkeypatch) as facts:
        shutil.copytree(facts / "feeds" / "procedures_dossier", facts / "feeds" / "procedures_other")
        contract = facts / "feeds" / "procedures_other" / "contract.odcs.yaml"
        text = contract.read_text(encoding="utf-8").replace("id: procedures.dossier", "id: procedures.other")
        contract.write_text(text, encoding="utf-8")
        other = facts / "feeds" / "procedures_other" / "layouts" / "csv_utf8.yaml"
        other.write_text(other.read_text(encoding="utf-8").replace("hoso-", "the-"), encoding="utf-8")
        split_layout(facts, "procedures_dossier", "csv_utf8", NEXT, "csv_new", renamed)
        split_layout(facts, "procedures_other", "csv_utf8", NEXT, "csv_broken", broken)
        outcome = collect()
    assert len(outcome.landed) == 1
    assert outcome.notes == ("In the drop folder of d001, 2 entries have a name none of its layouts knows.",)


def test_a_name_that_climbs_out_of_the_folder_is_no_name(home: Settings, drop: Path) -> None:
    source = folder_source(str(drop), file=r".*(?P<day>\d{8})\.csv")
    (drop.parent / "20240115.csv").write_text("outside")
    outcome = gather(home, source, (DAY,), AT)
    assert outcome.landed == ()


@pytest.mark.parametrize("target", ["/etc/passwd", "inside.txt", "nowhere"])
def test_a_link_is_not_followed_wherever_it_leads(drop: Path, collect: Collect, target: str) -> None:
    (drop / "inside.txt").write_text("x")
    (drop / "hoso-20240115.csv").symlink_to(target)
    assert "is a link" in collect().missing[0].reason


def test_a_folder_or_pipe_named_like_a_file_is_refused(drop: Path, collect: Collect) -> None:
    (drop / "hoso-20240115.csv").mkdir()
    os.mkfifo(drop / "hoso-20240116.csv")
    outcome = collect(DAY, NEXT)
    assert ["is no regular file" in missing.reason for missing in outcome.missing] == [True, True]


def test_a_file_larger_than_the_layout_allows_is_refused_with_both_sizes(drop: Path, collect: Collect) -> None:
    (drop / "hoso-20240115.csv").write_bytes(b"x" * 2000)
    reason = collect(largest_file_gb=1e-6).missing[0].reason
    assert "hoso-20240115.csv of d001 has 2,000 bytes, more than the 1,073" in reason


def test_a_file_that_cannot_be_taken_does_not_stop_another_version(
    home: Settings, drop: Path, collect: Collect
) -> None:
    (drop / "hoso-20240115.csv").mkdir()
    (drop / "hoso-20240115-v2.csv").write_text("good")
    outcome = collect()
    assert versions(home, outcome) == [(2, b"good")]
    assert "is no regular file" in outcome.not_taken[0].reason


def test_a_file_still_being_written_waits_for_the_next_run(drop: Path) -> None:
    path = drop / "hoso-20240115.csv"
    path.write_text("half")
    source = folder_source(str(drop))

    def write_on(seconds: float) -> None:
        path.write_text("half and more")

    layout = file_layout(source.layout)
    assert look_into(drop, "d001", layout, sleep=write_on).entries[0].trouble == "is still being written"
    assert look_into(drop, "d001", layout, sleep=lambda seconds: None).entries[0].trouble is None


def test_a_folder_nobody_has_written_to_lately_makes_nobody_wait(drop: Path) -> None:
    (drop / "hoso-20240115.csv").write_text("whole")
    waited: list[float] = []
    layout = file_layout(folder_source(str(drop), settle_seconds=0.2).layout)
    written = (drop / "hoso-20240115.csv").stat().st_mtime
    for seconds_later in (11.0, 9.0, -60.0):
        look = look_into(drop, "d001", layout, sleep=waited.append, clock=lambda: written + seconds_later)  # noqa: B023  # called at once
        assert look.entries[0].trouble is None
    assert waited == [0.2, 0.2]


def test_a_file_that_grows_between_two_looks_is_missing_today(drop: Path, collect: Collect) -> None:
    path = drop / "hoso-20240115.csv"
    stop = threading.Event()

    def grow() -> None:
        with path.open("a") as stream:
            while not stop.wait(0.005):
                stream.write("more\n")
                stream.flush()

    path.write_text("half\n")
    writer = threading.Thread(target=grow)
    writer.start()
    try:
        assert "still being written" in collect(settle_seconds=0.3).missing[0].reason
    finally:
        stop.set()
        writer.join()
    assert len(collect().landed) == 1


def test_a_folder_that_is_not_there_makes_all_days_missing(home: Settings, tmp_path: Path) -> None:
    outcome = gather(home, folder_source(str(tmp_path / "unmounted")), (DAY, NEXT), AT)
    assert [missing.day for missing in outcome.missing] == [DAY, NEXT]
    assert "drop folder of d001 cannot be read" in outcome.missing[0].reason


@pytest.mark.parametrize("pattern", ["hoso-(", r"hoso-\d{8}\.csv", ""])
def test_a_layout_that_does_not_say_how_files_are_named_is_told(collect: Collect, pattern: str) -> None:
    assert "csv.file of the layout toy" in collect(file=pattern).missing[0].reason


def test_what_lands_is_for_the_service_account_only(home: Settings, drop: Path, collect: Collect) -> None:
    (drop / "hoso-20240115.csv").write_text("x")
    (drop / "hoso-20240115.csv").chmod(0o666)
    collect()
    for path in home.landing.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
