import shutil
import signal
import stat
import subprocess
import sys
from datetime import timedelta

import duckdb
import pytest

from pipelines.clock import night_of
from pipelines.errors import UsageFailure
from pipelines.publish import (
    NoSuchPublication,
    PersonKeyFailure,
    PublicationBlocked,
    back_to,
    current,
    publications,
    publish,
    read_about,
)
from pipelines.publish.key import key_path
from pipelines.publish.report.spec import files
from pipelines.settings import Settings
from tests.unit.publish.homes import AT, FIRST, LAST, asked, change

LATER = AT + timedelta(hours=1)


def tried(settings):
    """Outcome, reason and who decided of every try to publish, oldest first."""
    lines = "SELECT outcome, because, decided_by FROM ops.attempt WHERE step = 'publish' ORDER BY rowid"
    return asked(settings.warehouse_file, lines)


def correct(settings):
    """Something that a corrected delivery would change in the ledger, with all sums still right."""
    change(settings, "UPDATE ops.delivery SET inserted = inserted - 1, changed = changed + 1 WHERE inserted > 0")


def days_of(settings):
    return [one.name for one in publications(settings)]


def test_each_settled_night_became_one_publication_of_its_day(published):
    first, second = publications(published)
    assert [(one.name, one.day) for one in (first, second)] == [("2024-01-15-001", FIRST), ("2024-01-16-001", LAST)]
    assert current(published) == second
    about = read_about(published, second)
    assert (about.name, about.business_day, about.made_at) == (second.name, LAST, night_of(LAST))
    assert asked(second.core, "FROM publication.about") == asked(second.city, "FROM publication.about")
    assert tried(published) == [("published", "2024-01-15-001", None), ("published", "2024-01-16-001", None)]


def test_files_have_the_modes_of_whom_they_are_for(published):
    newest = current(published)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (newest.city, newest.core, newest.report)]
    assert modes == [0o644, 0o640, 0o644]
    assert stat.S_IMODE(key_path(published).stat().st_mode) == 0o600
    assert sorted(path.name for path in newest.folder.iterdir()) == ["city.duckdb", "core.duckdb", "report"]
    report = newest.report.parent
    assert {str(path.relative_to(report)) for path in report.rglob("*") if path.is_file()} == files()


def test_publishing_what_has_not_changed_makes_nothing_and_says_so(published):
    before = current(published)
    assert publish(published, LATER, "again") is None
    assert current(published) == before and len(publications(published)) == 2
    assert tried(published)[-1] == ("unchanged", "nothing has changed since 2024-01-16-001", None)


def test_settling_the_same_nights_again_changes_nothing(published):
    change(
        published,
        "INSERT INTO ops.settlement SELECT area, business_day, settled_at + INTERVAL 1 HOUR, 'again', is_settled, note "
        "FROM ops.settlement",
    )
    assert publish(published, LATER, "again") is None


def test_several_changed_days_give_one_publication_of_the_newest_day(published):
    correct(published)
    made = publish(published, LATER, "corrected")
    assert (made.name, made.day) == ("2024-01-16-002", LAST)
    assert current(published) == made and len(publications(published)) == 3


def test_an_open_connection_survives_the_next_publication_and_a_new_one_sees_the_new_day(second_settled):
    question = "SELECT business_day FROM publication.about"
    path = second_settled.published / "current" / "city.duckdb"
    with duckdb.connect(str(path.resolve()), read_only=True) as reader:
        lines = reader.execute("SELECT count(*) FROM ops.delivery").fetchall()
        made = publish(second_settled, night_of(LAST), "second night")
        assert made is not None and current(second_settled) == made
        assert reader.execute(question).fetchall() == [(FIRST,)]
        assert reader.execute("SELECT count(*) FROM ops.delivery").fetchall() == lines
    assert asked(path.resolve(), question) == [(LAST,)]


def test_a_night_that_one_area_has_not_settled_waits(second_settled):
    change(second_settled, "DELETE FROM ops.settlement WHERE area = 'insurance' AND business_day = ?", LAST)
    made = publish(second_settled, AT, "early")
    assert made is not None and made.day == FIRST


def test_a_night_that_an_area_was_given_up_on_is_published(second_settled):
    change(
        second_settled,
        "UPDATE ops.settlement SET is_settled = false, note = 'not settled: its night had not begun by 05:30' "
        "WHERE area = 'insurance' AND business_day = ?",
        LAST,
    )
    made = publish(second_settled, AT, "watchdog")
    assert made is not None and made.day == LAST


def test_before_any_day_is_settled_by_all_areas_nothing_is_published(first_published):
    change(first_published, "DELETE FROM ops.settlement WHERE area = 'insurance'")
    shutil.rmtree(first_published.published)
    assert publish(first_published, AT, "too early") is None
    outcome, because, _ = tried(first_published)[-1]
    assert outcome == "waiting" and "insurance" in because


def test_publishing_from_a_home_without_a_warehouse_is_wrong_use(tmp_path):
    with pytest.raises(UsageFailure, match="There is no warehouse here yet"):
        publish(Settings(home=tmp_path), AT, "fresh")
    assert list(tmp_path.iterdir()) == []


def test_current_never_moves_to_an_older_day(published):
    change(published, "DELETE FROM ops.settlement WHERE business_day = ?", LAST)
    made = publish(published, LATER, "after a rebuild")
    assert made is not None and made.day == LAST


def test_a_broken_count_blocks_the_publication_and_the_one_before_stays(second_settled):
    before = current(second_settled)
    change(second_settled, "UPDATE ops.delivery SET duplicate = duplicate + 1 WHERE feed = 'insurance.card'")
    with pytest.raises(PublicationBlocked) as raised:
        publish(second_settled, AT, "broken")
    assert {broken.check for broken in raised.value.broken} == {"ledger.received"}
    assert "insurance.card bhxh 2024-01-16" in raised.value.what
    assert current(second_settled) == before and days_of(second_settled) == [before.name]
    outcome, because, _ = tried(second_settled)[-1]
    assert outcome == "failed" and "ledger.received" in because
    assert not list(second_settled.published.glob(".making-*"))


def test_a_key_with_two_versions_at_once_blocks_the_publication(second_settled):
    change(
        second_settled,
        "INSERT INTO history.population_citizen SELECT * FROM history.population_citizen "
        "WHERE valid_to > '9999-01-01' LIMIT 3",
    )
    with pytest.raises(PublicationBlocked, match="3 versions of a key begin before the one before has ended"):
        publish(second_settled, AT, "broken")


def test_a_sentence_that_names_a_citizen_blocks_the_publication(second_settled):
    change(second_settled, "UPDATE ops.settlement SET note = 'row 7 holds 001099000001' WHERE area = 'population'")
    with pytest.raises(PublicationBlocked, match="2 texts look like an identifier") as raised:
        publish(second_settled, AT, "telling")
    assert {broken.where for broken in raised.value.broken} >= {"ops.settlement.note"}
    assert "001099000001" not in str(raised.value)


def test_a_changed_key_is_refused_and_nothing_moves(second_settled):
    before = current(second_settled)
    key_path(second_settled).write_bytes(b"k" * 32)
    with pytest.raises(PersonKeyFailure, match="has changed"):
        publish(second_settled, AT, "changed key")
    assert current(second_settled) == before
    assert tried(second_settled)[-1][0] == "failed"


def test_a_changed_key_is_refused_even_when_nothing_else_has_changed(published):
    key_path(published).write_bytes(b"k" * 32)
    with pytest.raises(PersonKeyFailure, match="has changed"):
        publish(published, AT, "changed key")


def test_going_back_is_a_decision_that_the_ledger_keeps(published):
    first, second = publications(published)
    assert back_to(published, first.name, "the second night counts twice", "An", LATER) == first
    assert current(published) == first
    told = "to 2024-01-15-001 from 2024-01-16-001: the second night counts twice"
    assert tried(published)[-1] == ("went back", told, "An")
    assert current(published).day == FIRST and second in publications(published)


def test_having_gone_back_only_something_new_moves_on(published):
    back_to(published, "2024-01-15-001", "wrong", "An", LATER)
    assert publish(published, LATER, "again") is None
    assert current(published).name == "2024-01-15-001"
    correct(published)
    made = publish(published, LATER, "corrected")
    assert made.name == "2024-01-16-002" and current(published) == made


@pytest.mark.parametrize("name", ["2024-01-17-001", "../secrets", "current", ""])
def test_going_back_to_what_is_not_there_is_refused(published, name):
    with pytest.raises(NoSuchPublication, match="There are: 2024-01-15-001, 2024-01-16-001"):
        back_to(published, name, "wrong", "An", LATER)
    assert current(published).name == "2024-01-16-001"


@pytest.mark.parametrize(
    ("because", "who", "told"),
    [
        ("  ", "An", "needs a reason"),
        ("wrong", "", "needs a reason"),
        ("the record of 001099000001 is wrong", "An", "looks like a personal ID"),
        ("call 0912345678", "An", "looks like a personal ID"),
        ("card HT3010123456789", "An", "looks like a personal ID"),
    ],
)
def test_going_back_without_a_fit_reason_is_refused(published, because, who, told):
    with pytest.raises(UsageFailure, match=told):
        back_to(published, "2024-01-15-001", because, who, LATER)
    assert len(tried(published)) == 2


def test_only_the_two_newest_keep_their_core_and_the_limit_is_kept(published):
    correct(published)
    made = publish(published, LATER, "corrected")
    first, second, third = publications(published)
    assert third == made and not first.core.exists() and second.core.exists() and third.core.exists()
    assert first.city.exists() and first.report.exists()


_DIES = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from pipelines.publish import publish
from pipelines.settings import Settings

def tell(said):
    if sys.argv[2] in said:
        os.kill(os.getpid(), signal.SIGKILL)

publish(Settings(home=Path(sys.argv[1])), datetime.fromisoformat(sys.argv[3]), "dies", tell=tell)
"""


@pytest.mark.parametrize("step", ["core.duckdb", "report"])
def test_a_publish_that_is_killed_leaves_what_was_there_and_the_next_one_clears_up(second_settled, step):
    before = current(second_settled)
    killed = subprocess.run([sys.executable, "-c", _DIES, str(second_settled.home), step, AT.isoformat()], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert current(second_settled) == before and days_of(second_settled) == [before.name]
    assert list(second_settled.published.glob(".making-*"))
    made = publish(second_settled, AT, "next")
    assert made.name == "2024-01-16-001" and current(second_settled) == made
    assert not [path for path in second_settled.published.glob(".*") if path.name != ".lock"]


def test_a_publish_killed_between_the_two_renames_is_finished_by_the_next_one(published):
    first, second = publications(published)
    (published.published / "current").unlink()
    (published.published / "current").symlink_to(first.name)
    (published.published / ".next").symlink_to(second.name)
    assert publish(published, LATER, "next") == second
    assert current(published) == second
    assert ("published", "2024-01-16-001 after a crash", None) in tried(published)
