import stat
from datetime import date
from pathlib import Path

import pytest

from pipelines.publish import shelf
from pipelines.settings import Settings

DAY = date(2024, 1, 16)


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


def put_up(settings, day=DAY, text="new"):
    with shelf.alone(settings), shelf.making(settings) as room:
        (room / "city.duckdb").write_text(text)
        (room / "core.duckdb").write_text(text)
        (room / "report").mkdir()
        (room / "report" / "index.html").write_text(text)
        return shelf.put_up(settings, room, shelf.next_name(settings, day))


def hidden(settings):
    return {path.name for path in settings.published.iterdir() if path.name.startswith(".")} - {".lock"}


def test_an_empty_home_has_no_publication(settings):
    assert shelf.current(settings) is None and shelf.publications(settings) == []


def test_current_is_a_relative_link_to_the_newest_and_sequences_count_per_day(settings):
    names = [put_up(settings, day).name for day in (DAY, DAY, date(2024, 1, 17))]
    assert names == ["2024-01-16-001", "2024-01-16-002", "2024-01-17-001"]
    assert (settings.published / "current").readlink() == Path("2024-01-17-001")
    assert shelf.current(settings) == shelf.publications(settings)[-1]
    assert hidden(settings) == set()


def test_files_may_be_read_by_whom_they_are_for(settings):
    made = put_up(settings)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (made.city, made.core, made.report, made.folder)}
    assert list(modes.values()) == [0o644, 0o640, 0o644, 0o755]


def test_a_publication_being_made_is_seen_by_nobody(settings):
    with shelf.alone(settings), shelf.making(settings) as room:
        (room / "city.duckdb").write_text("half")
        assert stat.S_IMODE(room.stat().st_mode) == 0o700
        assert shelf.publications(settings) == [] and shelf.current(settings) is None
    assert not room.exists()


def test_what_a_crash_left_half_made_is_cleared_away(settings):
    standing = put_up(settings)
    for name in (".making-dead", ".removing-2023-12-31-001"):
        (settings.published / name / "report").mkdir(parents=True)
    with shelf.alone(settings):
        assert shelf.recover(settings) is None
    assert hidden(settings) == set() and shelf.current(settings) == standing


def test_a_swap_announced_before_its_folder_was_there_is_forgotten(settings):
    standing = put_up(settings)
    (settings.published / ".next").symlink_to("2024-01-17-001")
    with shelf.alone(settings):
        assert shelf.recover(settings) is None
    assert hidden(settings) == set() and shelf.current(settings) == standing


def test_a_swap_that_a_crash_interrupted_is_finished(settings):
    first, second = put_up(settings, text="old"), put_up(settings)
    shelf.point_at(settings, first)
    (settings.published / ".next").symlink_to(second.name)
    with shelf.alone(settings):
        assert shelf.recover(settings) == second
    assert shelf.current(settings) == second and hidden(settings) == set()


def test_removing_leaves_open_files_to_whoever_has_them_open(settings):
    first, _ = put_up(settings, text="old"), put_up(settings)
    with first.city.open() as reader:
        shelf.remove(settings, first)
        assert reader.read() == "old"
    assert not first.folder.exists() and hidden(settings) == set()


@pytest.mark.parametrize("name", ["notes", "2024-02-31-001", "2024-01-16-1", "2024-01-16-001.old"])
def test_folders_of_other_names_are_no_publications(settings, name):
    (settings.published / name).mkdir(parents=True)
    assert shelf.publications(settings) == []


def test_a_link_to_nowhere_shows_nothing(settings):
    settings.published.mkdir(parents=True)
    (settings.published / "current").symlink_to("2024-01-16-001")
    assert shelf.current(settings) is None
