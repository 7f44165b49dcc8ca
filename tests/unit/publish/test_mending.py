"""What stands wrong on the shelf or was left by a blocked publication is told, with a next step that is true."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.doctor import examine
from pipelines.publish import PublicationBlocked, current, failed_last, publications, publish
from pipelines.publish.failures import Broken
from pipelines.verify import verify
from tests.unit.publish.homes import AT, asked, change
from warehouse.session import session

LATER = AT + timedelta(hours=1)


def advice(settings, check):
    return [one for one in examine(settings, LATER) if one.check == check]


def test_a_current_that_points_nowhere_is_told_and_let_point_at_the_newest_publication_again(published):
    link = published.published / "current"
    link.unlink()
    link.symlink_to("nowhere")
    (told, *_) = advice(published, "publications")
    assert not told.is_well and "points at no publication" in told.found and "citydb publish" in told.next_step
    newest = publications(published)[-1]
    assert publish(published, LATER, "again") == newest == current(published)
    assert all(one.is_well for one in advice(published, "publications"))
    because = asked(
        published.warehouse_file, "SELECT last(because ORDER BY rowid) FROM ops.attempt WHERE step = 'publish'"
    )
    assert because == [(f"nothing has changed since {newest.name}",)]
    assert verify(published, at=LATER) == []


def test_a_current_publication_that_is_damaged_is_told_by_the_doctor_and_by_who_reads_it(published):
    city = current(published).folder.resolve() / "city.duckdb"
    city.write_bytes(city.read_bytes()[:5_000])
    (told,) = [one for one in advice(published, "person key") if not one.is_well]
    assert "cannot be read" in told.found and "--back-to" in told.next_step
    program = Path(sys.executable).with_name("citydb")
    environment = os.environ | {"CITYDB_HOME": str(published.home)}
    for words in (["status"], ["report"]):
        ended = subprocess.run([program, *words], env=environment, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 1, words
        said = " ".join(ended.stderr.split())
        assert "no whole DuckDB database" in said and "--back-to" in said, said


def test_a_new_publication_takes_the_place_of_a_lost_current(second_settled):
    (second_settled.published / "current").unlink()
    made = publish(second_settled, AT, "second night")
    assert made is not None and made == current(second_settled) == publications(second_settled)[-1]


def test_a_blocked_publication_is_what_the_doctor_says_until_one_is_made(second_settled):
    assert advice(second_settled, "publishing") == []
    wrong = "UPDATE ops.delivery SET duplicate = duplicate {} 1 WHERE feed = 'insurance.card'"
    change(second_settled, wrong.format("+"))
    with pytest.raises(PublicationBlocked) as raised:
        publish(second_settled, AT, "broken")
    assert "citydb verify" in raised.value.next_step
    assert {one.check for one in verify(second_settled, at=AT)} >= {one.check for one in raised.value.broken}
    (told,) = advice(second_settled, "publishing")
    assert not told.is_well and "ledger.received" in told.found
    change(second_settled, wrong.format("-"))
    publish(second_settled, LATER, "mended")
    assert advice(second_settled, "publishing") == []
    with session(second_settled, second_settled.warehouse_file, read_only=True) as con:
        assert failed_last(con) is None


@pytest.mark.parametrize(
    ("check", "told"),
    [("marts.sum", "defect of a mart"), ("files.missing", "defect"), ("discretion.text", "names a citizen")],
)
def test_what_only_the_files_being_made_show_is_not_said_to_be_listed_by_verify(check, told):
    next_step = PublicationBlocked([Broken(check, "coverage", "it does not hold")]).next_step
    assert told in next_step and "`citydb verify` lists" not in next_step


def test_the_live_status_says_that_the_last_publication_was_blocked(second_settled):
    change(second_settled, "UPDATE ops.delivery SET duplicate = duplicate + 1 WHERE feed = 'insurance.card'")
    with pytest.raises(PublicationBlocked):
        publish(second_settled, AT, "broken")
    program = Path(sys.executable).with_name("citydb")
    environment = os.environ | {"CITYDB_HOME": str(second_settled.home)}
    told = subprocess.run([program, "status", "--live"], env=environment, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0 and "The last attempt to publish failed" in told.stdout
    told = subprocess.run([program, "status"], env=environment, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0 and "The last attempt to publish failed" not in told.stdout
