"""Where records and figures come from, told of a real small city with corrections, a refusal and a double claim."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from pipelines.cli.told_figure import figure_document
from pipelines.clock import night_of
from pipelines.contract import contract_of, suppliers_of
from pipelines.explain import Story, UnknownFigure, explain_figure, find_places, recall
from pipelines.explain.figure import Figure
from pipelines.publish import current, publish
from pipelines.read import tcvn3
from pipelines.settings import Settings
from tests.feeds import deliveries_due
from tests.integration.conftest import FIRST, LAST, City, drop_file, run_night
from warehouse.connection import open_writer
from warehouse.session import session

DOSSIERS, CARDS, CITIZENS = "procedures.dossier", "insurance.card", "population.citizen"
CITYDB = Path(sys.executable).with_name("citydb")


@dataclass(frozen=True)
class Home:
    """Two published nights, and what was done to them."""

    settings: Settings
    corrected: str
    claimed: str

    def ask(self, statement: str, file: Path | None = None) -> list[tuple[Any, ...]]:
        with session(self.settings, file or self.settings.warehouse_file, read_only=True) as con:
            return con.execute(statement).fetchall()

    def one(self, statement: str) -> str:
        (row, *_) = self.ask(statement)
        return str(row[0])

    def story(self, feed: str, key: str) -> Story:
        contract = contract_of(feed)
        with session(self.settings, self.settings.warehouse_file, read_only=True) as con:
            story = recall(con, contract, key)
        return find_places(self.settings, contract, story)

    def figure(self, mart: str, *asked: str) -> Figure:
        publication = current(self.settings)
        assert publication is not None
        with session(self.settings, publication.city, read_only=True) as con:
            return explain_figure(con, mart, asked)

    def citydb(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [CITYDB, "explain", *arguments], env=self.environment, input=typed, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"CITYDB_HOME": str(self.settings.home), "COLUMNS": "400", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def home(city: City) -> Home:
    settings = city(citizens=1_000, seed=11, faults=(f"truncated_xlsx:d268:{LAST}",))
    corrected, claimed = _correct(settings), _claim(settings)
    for day in (FIRST, LAST):
        run_night(settings, day)
        publish(settings, night_of(day), f"publish {day}")
    return Home(settings, corrected, claimed)


def _correct(settings: Settings) -> str:
    """A second version of d016's file, in TCVN3, in which one record has another fee; its key."""
    file = drop_file(settings, "d016", LAST)
    *others, last = file.read_bytes().rstrip().split(b"\r\n")
    fields = last.split(b",")
    fields[-2] = b"77.000"
    file.with_name(f"{file.stem}-v2.csv").write_bytes(b"\r\n".join([*others, b",".join(fields)]))
    return fields[0].decode()


def _claim(settings: Settings) -> str:
    """A second version of d002's file that also holds a record of d001's, with another fee; its key."""
    lines = drop_file(settings, "d001", LAST).read_bytes().splitlines()
    fields = next(line for line in lines if b"-240116-" in line).split(b";")
    fields[-2] = b"4321"
    file = drop_file(settings, "d002", LAST)
    file.with_name(f"{file.stem}-v2.csv").write_bytes(file.read_bytes().rstrip() + b"\r\n" + b";".join(fields))
    return fields[0].decode()


def test_a_record_corrected_by_a_second_version_tells_both_with_their_lines(home: Home) -> None:
    story = home.story(DOSSIERS, home.corrected)
    newest = story.newest("d016")
    assert newest is not None and newest.content["fee_vnd"] == 77_000
    (replaced,) = [one for one in story.tellings if one.what == "replaced"]
    assert [change.column for change in replaced.changes] == ["fee_vnd"]
    assert replaced.changes[0].before == 77_000 and replaced.changes[0].after == replaced.content["fee_vnd"]
    assert replaced.since == newest.since
    for telling, version, name in ((replaced, 1, "hoso-20240116.csv"), (newest, 2, "hoso-20240116-v2.csv")):
        assert story.deliveries[telling.delivery_id].version == version
        (place,) = telling.places
        lines = tcvn3.decode((home.settings.home / place.file).read_bytes()).split("\r\n")
        assert place.told == f"line {place.position} of {name}"
        assert lines[place.position - 1].startswith(home.corrected)


def test_what_a_withdrawn_version_told_is_told_as_withdrawn(home: Home) -> None:
    contract = contract_of(DOSSIERS)
    with session(home.settings, home.settings.warehouse_file, read_only=True) as con:
        story = recall(con, contract, home.corrected)
    lines = {
        one.delivery_id: replace(one, state="withdrawn") if one.state == "superseded" else one
        for one in story.deliveries.values()
    }
    told = find_places(home.settings, contract, replace(story, deliveries=lines)).tellings
    (withdrawn,) = [one for one in told if one.what == "withdrawn"]
    assert [change.column for change in withdrawn.changes] == ["fee_vnd"]
    assert not [one for one in told if one.what == "replaced"]


def test_a_record_of_a_workbook_is_found_in_the_row_that_is_told(home: Home) -> None:
    key = home.one("SELECT min(dossier_code) FROM history.procedures_dossier WHERE supplier = 'd269'")
    for telling in home.story(DOSSIERS, key).tellings:
        place = telling.places[0]
        sheet = load_workbook(home.settings.home / place.file)["HoSo"]
        assert place.told == f"sheet HoSo, row {place.position} of {place.origin}"
        assert sheet.cell(place.position, 1).value == key


def test_an_item_of_a_page_is_found_on_the_page_that_is_told(home: Home) -> None:
    key = home.one("SELECT max(citizen_id) FROM history.population_citizen")
    (telling, *_) = home.story(CITIZENS, key).tellings
    place = telling.places[0]
    told = re.fullmatch(r"page (\d+), item (\d+) of /v1/citizens/changes", place.told)
    assert told and place.file.endswith(f"page-{int(told[1]):05d}.json")
    page = json.loads((home.settings.home / place.file).read_text(encoding="utf-8"))
    assert page["data"][int(told[2]) - 1]["soDinhDanh"] == key


def test_a_card_that_was_good_yesterday_and_is_held_today_tells_both(home: Home) -> None:
    key = home.one(
        "SELECT min(record_key) FROM quarantine.record AS held INNER JOIN history.insurance_card AS card "
        "ON held.record_key = card.card_number "
        f"WHERE held.feed = '{CARDS}' AND held.business_day = DATE '{LAST}' AND card.valid_from = DATE '{FIRST}'"
    )
    story = home.story(CARDS, key)
    (version,), (held,) = story.tellings, story.held
    assert (version.since, version.until) == (FIRST, None)
    assert story.unobserved == (("bhxh", LAST),)
    assert (held.business_day, held.state) == (LAST, "open") and held.rule_ids and held.reasons
    for place in (version.places[0], held.place):
        assert place is not None and place.told == f"row {place.position} of our extract of bhxh.the_bhyt"
        extract = pq.read_table(home.settings.home / place.file, columns=["ma_the"]).column("ma_the").to_pylist()
        assert extract[place.position - 1] == key


def test_two_districts_that_claim_one_dossier_stand_beside_each_other(home: Home) -> None:
    assert home.story(DOSSIERS, home.claimed).suppliers == ("d001", "d002")
    ended = home.citydb("record", DOSSIERS, home.claimed)
    said = " ".join(ended.stdout.split())
    assert "2 suppliers claim this key (d001, d002)" in said
    assert re.search(r"fee_vnd yes \d+ 4321", said)


def test_every_record_of_a_delivery_is_found_where_the_warehouse_says_it_came_from(home: Home) -> None:
    keys = home.ask("SELECT DISTINCT ON (supplier) supplier, dossier_code FROM history.procedures_dossier ORDER BY ALL")
    assert len(keys) == len(suppliers_of(DOSSIERS, LAST))
    for supplier, key in keys:
        tellings = [one for one in home.story(DOSSIERS, key).tellings if one.supplier == supplier]
        assert [one.trouble for one in tellings if not one.places] == [], supplier


def test_personal_columns_are_shapes_until_they_are_revealed_which_is_noted(home: Home) -> None:
    key = home.one("SELECT min(citizen_id) FROM history.population_citizen WHERE phone IS NOT NULL")
    name, phone = home.ask(f"SELECT full_name, phone FROM history.population_citizen WHERE citizen_id = '{key}'")[0]
    secrets = (key, name, phone)
    for arguments in ([], ["--json"]):
        ended = home.citydb("record", CITIZENS, "-", *arguments, typed=f"{key}\n")
        assert ended.returncode == 0
        assert not any(secret in ended.stdout + ended.stderr for secret in secrets)
    before = home.ask("SELECT count(*) FROM ops.attempt")[0][0]
    ended = home.citydb("record", CITIZENS, "-", "--reveal", "--json", typed=key)
    shown = json.loads(ended.stdout)
    assert (shown["key"], shown["told"][0]["record"]["full_name"]) == (key, name)
    ((step, feed, because), *_) = home.ask(
        "SELECT step, feed, because FROM ops.attempt ORDER BY attempted_at DESC, rowid DESC LIMIT 1"
    )
    assert (step, feed, because) == ("explain", CITIZENS, "1 records")
    assert home.ask("SELECT count(*) FROM ops.attempt")[0][0] == before + 1


def test_a_key_nobody_delivered_ends_with_1_and_is_not_repeated(home: Home) -> None:
    ended = home.citydb("record", CITIZENS, "-", typed="001099123456\n")
    assert ended.returncode == 1
    assert "No loaded delivery of population.citizen holds that key (12 digits)" in ended.stderr
    assert "001099123456" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (["record", "population.citizens", "x"], "", "There is no feed 'population.citizens'"),
        (["record", CITIZENS, "-"], "a\nb\n", "2 lines came"),
        (["figure", "coverage", "feed=bogus"], "", "no row with feed 'bogus'. There are: insurance.card"),
        (["figure", "coverage", "--publication", "2024-01-14-001"], "", "There is no publication '2024-01-14-001'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_ends_with_2_and_says_what_there_is(home: Home, arguments: list[str], typed: str, says: str) -> None:
    ended = home.citydb(*arguments, typed=typed)
    assert ended.returncode == 2, ended.stderr
    assert says in " ".join(ended.stderr.replace(" next ", " ").split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bogus"], "There is no mart 'bogus'"),
        (['coverage"; DROP TABLE mart.coverage'], "There is no mart"),
        (["mart.mart.coverage"], "There is no mart"),
        (["project06_scorecard", "bogus"], "no row with indicator 'bogus'"),
        (["insurance_sync", "bogus"], "does not say which column"),
        (["coverage", "bogus=1"], "coverage has no column 'bogus'"),
        (["coverage", "=1"], "coverage has no column ''"),
        (["coverage", "feed=x' OR 'x'='x"], "no row with feed"),
        (["coverage", f"feed={CARDS}", "area=population"], "No row of coverage has"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_figure_that_is_not_there_is_told_with_what_there_is(home: Home, arguments: list[str], says: str) -> None:
    with pytest.raises(UnknownFigure, match=re.escape(says)) as told:
        home.figure(*arguments)
    assert told.value.next_step


def test_a_story_waits_for_the_writer_and_says_for_whom(home: Home) -> None:
    command = [CITYDB, "explain", "record", DOSSIERS, home.corrected]
    with open_writer(home.settings, "load of toys", night_of(LAST)):
        waiting = subprocess.Popen(command, env=home.environment, stdout=subprocess.PIPE, text=True)
        assert waiting.stdout is not None
        assert "waiting for the warehouse, held by load of toys" in waiting.stdout.readline()
    said, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0 and "hoso-20240116-v2.csv" in said


def test_only_the_deliveries_a_record_stands_in_are_read(home: Home) -> None:
    told: list[str] = []
    contract = contract_of(DOSSIERS)
    with session(home.settings, home.settings.warehouse_file, read_only=True) as con:
        story = recall(con, contract, home.corrected)
    find_places(home.settings, contract, story, told.append)
    assert len(told) == len({one.delivery_id for one in story.tellings}) + 1
    assert all(line.startswith("reading d016, ") for line in told)


def test_of_a_register_the_newest_day_stands_behind_a_figure_and_of_changes_all_days(home: Home) -> None:
    found = home.figure("project06_scorecard", "insurance_synchronised")
    behind = {one.feed: [d.business_day for share in one.shares for d in share.deliveries] for one in found.behind}
    assert behind == {CARDS: [LAST], CITIZENS: [FIRST, LAST]}
    assert set(found.definitions) == {"project06_scorecard", "insurance_sync"}
    loaded = dict(home.ask(f"SELECT delivery_id, loaded FROM ops.delivery WHERE feed = '{CITIZENS}'"))
    (citizens,) = [one for one in found.behind if one.feed == CITIZENS]
    assert {d.delivery_id: d.records for share in citizens.shares for d in share.deliveries} == loaded


def test_a_figure_says_which_delivery_was_refused_and_counts_the_correction_alone(home: Home) -> None:
    (behind,) = home.figure("project06_scorecard", "dossier_on_time_share").behind
    shares = {share.supplier: share for share in behind.shares}
    assert set(shares) == set(suppliers_of(DOSSIERS, LAST))
    (refused,) = shares["d268"].lacking
    assert (refused.business_day, refused.state) == (LAST, "refused") and "cut off" in str(refused.reason)
    assert [one.business_day for one in shares["d268"].deliveries] == [FIRST]
    assert [(one.business_day, one.version) for one in shares["d016"].deliveries] == [(FIRST, 1), (LAST, 2)]
    assert [supplier for supplier, share in shares.items() if share.lacking] == ["d268"]


def test_a_person_reads_what_a_figure_means_what_it_is_made_of_and_what_is_not_in_it(home: Home) -> None:
    said = " ".join(home.citydb("figure", "project06_scorecard", "dossier_on_time_share").stdout.split())
    units = len(suppliers_of(DOSSIERS, LAST))
    assert "value" in said and f"{units - 1} of {units} units" in said
    assert "dossier_on_time: what the one-stop desks received" in said
    assert f"procedures.dossier all days d016 {FIRST} {LAST} 2" in said
    assert "Not in it: missing or refused feed supplier day state reason" in said
    assert f"procedures.dossier d268 {LAST} refused" in said


def test_a_row_of_one_district_is_made_of_that_districts_deliveries(home: Home) -> None:
    (behind,) = home.figure("mart.dossier_on_time", "district_code=001", f"business_day={FIRST}").behind
    assert [share.supplier for share in behind.shares] == ["d001"]


def test_the_deliveries_behind_a_row_of_quality_come_to_the_numbers_in_it(home: Home) -> None:
    rows = home.figure("delivery_quality").rows
    assert len(rows) == deliveries_due(LAST)
    for row in rows:
        (behind,) = home.figure("delivery_quality", f"feed={row['feed']}", f"supplier={row['supplier']}").behind
        (share,) = behind.shares
        assert (share.records, share.open_items) == (row["loaded"], row["open_items"])
        assert len(share.deliveries) + len(share.lacking) == row["due"]


def test_a_row_of_one_day_is_made_of_that_days_deliveries(home: Home) -> None:
    found = home.figure("coverage", f"business_day={FIRST}", f"feed={DOSSIERS}")
    (behind,) = found.behind
    assert {d.business_day for share in behind.shares for d in share.deliveries} == {FIRST}
    assert sum(1 for share in behind.shares if share.deliveries) == found.rows[0]["loaded"]


def test_a_feed_of_which_nothing_has_come_has_nothing_behind_it(home: Home) -> None:
    (behind,) = home.figure("project06_scorecard", "sipas_rank").behind
    assert (behind.feed, behind.is_known, behind.shares) == ("procedures.reform_index", True, ())


def test_what_is_withheld_stays_withheld(home: Home) -> None:
    rows = home.figure("insurance_sync", "is_suppressed=true").rows
    assert rows and all((row["cards"], row["matched"], row["matched_share"]) == (None, None, None) for row in rows)


def test_an_older_publication_is_explained_as_of_its_own_day_with_every_delivery(home: Home) -> None:
    ended = home.citydb("figure", "dossier_on_time", "--publication", f"{FIRST}-001", "--json")
    found = json.loads(ended.stdout)
    deliveries = [d for one in found["behind"] for share in one["suppliers"] for d in share["deliveries"]]
    ids = home.ask(f"SELECT delivery_id FROM ops.delivery WHERE feed = '{DOSSIERS}' AND business_day = DATE '{FIRST}'")
    assert found["as_of"] == str(FIRST)
    assert {d["delivery_id"] for d in deliveries} == {row[0] for row in ids}


def test_a_figures_story_names_nobody(home: Home) -> None:
    marts = home.ask("SELECT DISTINCT table_name FROM mart.dictionary WHERE schema_name = 'mart'", _city(home))
    told = [mart for (mart,) in marts if home.ask(f"FROM mart.{mart} LIMIT 1", _city(home))]
    said = "".join(json.dumps(figure_document("", home.figure(mart)), default=str) for mart in told)
    persons = home.ask("SELECT citizen_id, phone FROM history.population_citizen WHERE phone IS NOT NULL")
    assert persons and len(said) > 10_000
    assert [one for one in {text for person in persons for text in person} if one in said] == []


def _city(home: Home) -> Path:
    publication = current(home.settings)
    assert publication is not None
    return publication.city
