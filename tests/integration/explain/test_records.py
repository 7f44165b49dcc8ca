"""Where a record comes from: its versions, its places in what was sent, and what was held."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from pipelines.clock import night_of
from pipelines.contract import contract_of, suppliers_of
from pipelines.explain import find_places, recall
from pipelines.read import tcvn3
from tests.integration.conftest import FIRST, LAST
from tests.integration.explain.conftest import CARDS, CITIZENS, CITYDB, DOSSIERS, Home
from warehouse.connection import open_writer
from warehouse.session import session


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
