"""What a person decides of deliveries, and what has landed taken through again, in a real city."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

import expectations.rules
from pipelines.clock import night_of
from pipelines.contract import areas
from pipelines.errors import UsageFailure
from pipelines.night import run_area
from pipelines.night.backfill import fill
from pipelines.night.plan import Reprocess, Source, plan
from pipelines.read.intact import Damaged
from pipelines.replay import Choice, Verb, decide, rebuild, replay
from pipelines.replay.decide import CannotAccept
from pipelines.replay.rebuild import NotTheSame
from pipelines.settings import Settings
from pipelines.verify import verify
from tests.integration.conftest import FIRST, LAST, City, copy_of, drop_file
from warehouse.session import session

AT = night_of(LAST)
CARDS, DOSSIERS = "insurance.card", "procedures.dossier"


@pytest.fixture(scope="module")
def begun(city: City) -> Settings:
    """Two nights in which half of the register of cards is gone on the second day, and one district sent no file."""
    settings = city(2_000, 5, ("half_register:bhxh:2024-01-16", "truncated_xlsx:d268:2024-01-16"))
    for day in (FIRST, LAST):
        for area in areas():
            run_area(settings, area, day, night_of(day), f"night-{day}")
    return settings


@pytest.fixture
def home(begun: Settings, tmp_path: Path) -> Settings:
    return copy_of(begun, tmp_path / "home")


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The suites, in a folder where a test may change them."""
    folder = tmp_path / "rules"
    shutil.copytree(Path(expectations.rules.FOLDER), folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    monkeypatch.setattr(expectations.rules, "FOLDER", folder)
    yield folder


def rows(settings: Settings, statement: str) -> list[tuple[object, ...]]:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        return con.execute(statement).fetchall()


def delivery(settings: Settings, feed: str, supplier: str, day: object = LAST) -> str:
    ((found,),) = rows(
        settings,
        f"SELECT arg_max(delivery_id, version) FROM ops.delivery WHERE feed = '{feed}' AND supplier = '{supplier}' "
        f"AND business_day = '{day}'",
    )
    return str(found)


def line(settings: Settings, delivery_id: str) -> dict[str, object]:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        found = con.execute("FROM ops.delivery WHERE delivery_id = ?", [delivery_id])
        columns = [column[0] for column in found.description]
        return dict(zip(columns, found.fetchall()[0], strict=True))


def content(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """All of history and what is open in quarantine."""
    with session(settings, settings.warehouse_file, read_only=True) as con:
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'history'").fetchall()
        found = {table: con.execute(f"FROM history.{table} ORDER BY ALL").fetchall() for (table,) in tables}
        held = "SELECT delivery_id, position, rule_ids FROM quarantine.record WHERE state = 'open' ORDER BY ALL"
        return found | {"quarantine": con.execute(held).fetchall()}


def everything(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        tables = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name <> 'reference'"
        ).fetchall()
        return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for (table,) in tables}


def soften(rules: Path, rule_id: str) -> None:
    """Make a critical rule a warning."""
    suite = rules / "procedures_dossier.json"
    facts = json.loads(suite.read_text(encoding="utf-8"))
    (rule,) = (e for e in facts["expectations"] if e["meta"]["rule_id"] == rule_id)
    rule["meta"]["severity"] = "warning"
    suite.write_text(json.dumps(facts), encoding="utf-8")


def test_a_genuine_drop_that_was_refused_can_be_accepted_and_is_the_baseline_of_later_days(home: Settings) -> None:
    refused = delivery(home, CARDS, "bhxh")
    assert line(home, refused)["state"] == "refused"
    decided = decide(home, refused, Verb.ACCEPT, "the register was cleared of doubles", "lan", AT, "accepting")
    assert decided.state == line(home, refused)["state"] == "loaded"
    ((verb, who, because),) = rows(home, "SELECT outcome, decided_by, because FROM ops.attempt WHERE step = 'decision'")
    assert (verb, who, because) == ("accept", "lan", "the register was cleared of doubles")
    ((expected,),) = rows(home, f"SELECT loaded FROM ops.delivery WHERE delivery_id = '{refused}'")
    with session(home, home.warehouse_file, read_only=True) as con:
        from warehouse.sql import render

        baseline = con.execute(
            render("night/baseline"), {"feed": CARDS, "first": "2024-01-17", "last": "2024-01-17"}
        ).fetchall()
    assert baseline[-1][2:] == (LAST, 1, line(home, refused)["received"], expected, expected)
    assert verify(home, lambda _: None) == []

    # judged anew it would be refused again; a person's word stands
    replay(home, Choice([CARDS]), AT, "again", rejudge=True)
    assert line(home, refused)["state"] == "loaded"


def test_a_file_that_cannot_be_read_cannot_be_accepted(home: Settings) -> None:
    before = everything(home)
    with pytest.raises(CannotAccept, match="cut off"):
        decide(home, delivery(home, DOSSIERS, "d268"), Verb.ACCEPT, "we want it", "lan", AT, "accepting")
    assert everything(home) == before


@pytest.mark.parametrize(("verb", "state"), [(Verb.WITHDRAW, "withdrawn"), (Verb.REJECT, "refused")])
def test_a_delivery_taken_out_leaves_the_city_as_if_its_night_had_been_without_it(
    home: Settings, verb: Verb, state: str
) -> None:
    first, last = delivery(home, DOSSIERS, "d001", FIRST), delivery(home, DOSSIERS, "d001")
    decide(home, last, verb, "sent for the wrong day", "lan", AT, "out")
    assert line(home, last)["state"] == state
    assert line(home, first)["state"] == "loaded"
    assert rows(home, f"SELECT count(*) FROM history.procedures_dossier WHERE delivery_id = '{last}'") == [(0,)]
    assert rows(home, "SELECT state FROM ops.due WHERE supplier = 'd001' AND business_day = '2024-01-16'") == [
        ("missing" if verb is Verb.WITHDRAW else "refused",)
    ]
    assert verify(home, lambda _: None) == []

    decide(home, last, Verb.ACCEPT, "it was right after all", "lan", AT, "in again")
    assert line(home, last)["state"] == "loaded"
    assert verify(home, lambda _: None) == []


def test_out_and_in_again_is_as_if_nothing_had_happened(home: Settings) -> None:
    before = content(home)
    for feed, supplier in ((DOSSIERS, "d001"), (CARDS, "bhxh")):
        only = delivery(home, feed, supplier, FIRST)
        decide(home, only, Verb.WITHDRAW, "a mistake", "lan", AT, "out")
        assert content(home) != before
        decide(home, only, Verb.ACCEPT, "no mistake", "lan", AT, "in")
    assert content(home) == before
    assert verify(home, lambda _: None) == []


def test_the_version_before_stands_again_with_its_quarantine(begun: Settings, home: Settings) -> None:
    before = content(home)
    file = drop_file(begun, "d003", LAST)
    corrected = file.with_name(f"{file.stem}-v2{file.suffix}")
    whole = file.read_bytes()
    corrected.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    try:
        run_area(home, "procedures", LAST, AT, "correction")
    finally:
        corrected.unlink()
    newest = delivery(home, DOSSIERS, "d003")
    assert line(home, newest)["version"] == 2 and content(home) != before
    decide(home, newest, Verb.WITHDRAW, "the first file was right", "lan", AT, "out")
    assert content(home) == before
    assert line(home, newest)["state"] == "withdrawn"
    assert verify(home, lambda _: None) == []


def test_a_replay_that_changes_nothing_writes_nothing_but_its_tries(home: Settings) -> None:
    before = everything(home)
    taken = replay(home, Choice([CARDS, DOSSIERS]), AT, "again")
    after = everything(home)
    assert {one.outcome for one in taken} == {"unchanged"}
    tries = [row for row in after.pop("ops.attempt") if row not in before["ops.attempt"]]
    del before["ops.attempt"]
    assert after == before
    assert len(tries) == len(taken)


def test_records_that_pass_a_changed_rule_are_loaded_and_their_items_are_settled(home: Settings, rules: Path) -> None:
    held = rows(
        home,
        "SELECT delivery_id, position FROM quarantine.record "
        "WHERE rule_ids = ['finished_at.after_receipt'] AND state = 'open'",
    )
    assert held, "the made-up city has records of that kind"
    before = {str(name): line(home, str(name)) for name, _ in held}
    soften(rules, "finished_at.after_receipt")
    taken = replay(home, Choice([DOSSIERS], held_only=True), AT, "softer")
    for name, was in before.items():
        passing = sum(1 for one, _ in held if one == name)
        now = line(home, name)
        assert now["quarantined"] == was["quarantined"] - passing  # type: ignore[operator]  # counts
        assert now["loaded"] == was["loaded"] + passing  # type: ignore[operator]  # counts
        (told,) = (one for one in taken if one.delivery_id == name)
        assert (told.quarantined_before, told.quarantined) == (was["quarantined"], now["quarantined"])
    settled = rows(home, "SELECT delivery_id, position, resolved_by FROM quarantine.record WHERE state = 'resolved'")
    assert sorted(settled) == sorted((name, position, name) for name, position in held)
    assert verify(home, lambda _: None) == []


@pytest.mark.parametrize(
    "because",
    [
        "", "   ", "x" * 501, "bản ghi của 001190000017 sai", "so 001 190 000 017", "001.190.000.017.", "a\nb",
        "record of 16-01-2024 001190000017",
    ],
)  # fmt: skip
def test_a_decision_without_a_reason_or_with_an_identifier_in_it_is_not_taken(home: Settings, because: str) -> None:
    before = everything(home)
    with pytest.raises(UsageFailure):
        decide(home, delivery(home, CARDS, "bhxh"), Verb.ACCEPT, because, "lan", AT, "accepting")
    assert everything(home) == before


def test_an_unknown_delivery_or_one_that_is_as_wanted_is_said_so(home: Settings) -> None:
    with pytest.raises(UsageFailure, match="no delivery of that id"):
        decide(home, "' OR true --", Verb.WITHDRAW, "x", "lan", AT, "out")
    loaded = delivery(home, CARDS, "bhxh", FIRST)
    with pytest.raises(UsageFailure, match="loaded already"):
        decide(home, loaded, Verb.ACCEPT, "x", "lan", AT, "in")


def test_a_damaged_landed_file_is_not_loaded_and_its_supplier_can_give_it_again(home: Settings) -> None:
    loaded = delivery(home, DOSSIERS, "d001", FIRST)
    landed = home.home / str(line(home, loaded)["landed_path"])
    whole = landed.read_bytes()
    landed.write_bytes(b"".join(whole.splitlines(keepends=True)[:5]))
    before = everything(home)
    for again in (
        lambda: replay(home, Choice([DOSSIERS], deliveries=[loaded]), AT, "again"),
        lambda: rebuild(home, AT, "rebuild"),
    ):
        with pytest.raises(Damaged, match=loaded):
            again()
        assert everything(home) == before
    nights = [(FIRST, night_of(FIRST))]
    planned = plan(home, [DOSSIERS], nights, AT, Reprocess.ALL, Source.SUPPLIER, "d001")
    fill(home, planned, dict(nights), "backfill")
    assert landed.read_bytes() == whole
    replay(home, Choice([DOSSIERS], deliveries=[loaded]), AT, "again")
    assert verify(home, lambda _: None) == []


def test_a_rebuilt_warehouse_has_the_content_of_the_one_it_replaces(home: Settings) -> None:
    withdrawn = delivery(home, DOSSIERS, "d001")
    decide(home, withdrawn, Verb.WITHDRAW, "a mistake", "lan", AT, "out")
    decide(home, delivery(home, CARDS, "bhxh"), Verb.ACCEPT, "it is genuine", "lan", AT, "in")
    before = everything(home)
    made = rebuild(home, AT, "rebuild")
    assert made.is_in_place and made.path == home.warehouse_file and made.differences == ()
    after = everything(home)
    assert {table for table in before if after[table] != before[table]} <= {"ops.attempt", "quarantine.record"}
    assert len(after["ops.attempt"]) == len(before["ops.attempt"]) + 1
    assert verify(home, lambda _: None) == []
    assert [path.name for path in home.warehouse_file.parent.glob("*build*")] == []


def test_a_warehouse_that_is_gone_is_not_silently_begun_anew_and_can_be_made_from_what_landed(home: Settings) -> None:
    decide(home, delivery(home, DOSSIERS, "d001"), Verb.WITHDRAW, "a mistake", "lan", AT, "out")
    loaded = (
        "SELECT feed, supplier, business_day, received, quarantined, loaded FROM ops.delivery WHERE state = 'loaded'"
    )
    before = rows(home, loaded)
    home.warehouse_file.unlink()
    code, told = citydb(home, "run", DOSSIERS, "--day", LAST.isoformat())
    assert code == 1 and "warehouse is gone" in json.dumps(told) and "citydb rebuild" in json.dumps(told)
    assert not home.warehouse_file.exists()
    code, told = citydb(home, "rebuild")
    assert code == 0 and told["is_without_decisions"] and told["is_in_place"], told
    again = set(rows(home, loaded))
    assert again > set(before) and {(row[0], row[1]) for row in again - set(before)} == {(DOSSIERS, "d001")}
    assert rows(home, "FROM ops.attempt WHERE step = 'decision'") == []
    assert verify(home, lambda _: None) == []
    assert not list(home.staging.glob("rebuild*"))


def test_what_is_not_collected_now_is_told_of_when_a_lost_warehouse_is_made_again(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((before,),) = rows(home, "SELECT count(*) FROM ops.delivery")
    ((of_one,),) = rows(home, "SELECT count(*) FROM ops.delivery WHERE feed = 'insurance.card'")
    home.warehouse_file.unlink()
    monkeypatch.setenv("CITYDB_FEEDS", f"population.citizen, {DOSSIERS}")
    said: list[str] = []
    made = rebuild(home, AT, "rebuild", tell=said.append)
    assert made.deliveries == before - of_one < before
    assert any(f"{of_one} landed deliveries are of feeds that are not collected" in one for one in said)


def test_a_rebuild_by_other_rules_is_refused_until_a_person_wants_it(home: Settings, rules: Path) -> None:
    before = everything(home)
    with session(home, home.warehouse_file, read_only=True) as con:
        held = con.execute("SELECT count(*) FROM quarantine.record WHERE rule_ids = ['finished_at.after_receipt']")
        (alone,) = held.fetchone() or (0,)
    soften(rules, "finished_at.after_receipt")
    with pytest.raises(NotTheSame, match=f"quarantine.record: {alone} rows are gone"):
        rebuild(home, AT, "rebuild")
    assert everything(home) == before
    made = rebuild(home, AT, "rebuild", accept_differences=True)
    assert made.is_in_place and {one.table for one in made.differences} >= {"quarantine.record", "ops.delivery"}
    assert verify(home, lambda _: None) == []


def test_a_warehouse_as_known_then_holds_what_had_come_and_was_decided_by_then(home: Settings) -> None:
    (newest,) = (delivery(home, CARDS, "bhxh"),)
    decide(home, newest, Verb.ACCEPT, "it is genuine", "lan", AT + timedelta(hours=3), "in")
    then, later = (rebuild(home, AT, "then", as_known_at=AT + timedelta(hours=hours)).path for hours in (1, 4))
    first = rebuild(home, AT, "first", as_known_at=night_of(FIRST) + timedelta(hours=1)).path
    with duckdb.connect(str(then), read_only=True) as con:
        assert con.execute("SELECT state FROM ops.delivery WHERE delivery_id = ?", [newest]).fetchone() == ("refused",)
        assert con.execute("SELECT max(valid_from) FROM history.insurance_card").fetchone() == (FIRST,)
    with duckdb.connect(str(later), read_only=True) as con:
        assert con.execute("SELECT state FROM ops.delivery WHERE delivery_id = ?", [newest]).fetchone() == ("loaded",)
    with duckdb.connect(str(first), read_only=True) as con:
        assert con.execute("SELECT max(business_day) FROM ops.delivery").fetchone() == (FIRST,)
        assert con.execute("SELECT count(*) FROM history.procedures_dossier").fetchone() == tuple(
            rows(home, f"SELECT sum(loaded) FROM ops.delivery WHERE feed = '{DOSSIERS}' AND business_day = '{FIRST}'")[
                0
            ]
        )


def citydb(settings: Settings, *words: str) -> tuple[int, dict[str, object]]:
    """How the real program ends, and its JSON document."""
    ended = subprocess.run(
        [Path(sys.executable).with_name("citydb"), *words, "--json"],
        env=os.environ | {"CITYDB_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return ended.returncode, json.loads(ended.stdout or ended.stderr)


def test_the_commands_decide_replay_and_publish(home: Settings) -> None:
    last = delivery(home, DOSSIERS, "d001")
    code, told = citydb(home, "delivery", "withdraw", last, "--because", "sent for the wrong day")
    assert (code, told["state"], told["others"]) == (0, "withdrawn", []) and told["publication"]
    code, told = citydb(home, "delivery", "accept", last, "--because", "no, it was right")
    assert (code, told["state"]) == (0, "loaded") and told["publication"]
    before = everything(home)
    code, planned = citydb(home, "replay", "--delivery", last, "--dry-run")
    assert code == 0 and [line["delivery_id"] for line in planned] == [last]  # type: ignore[index]  # JSON
    assert everything(home) == before
    code, told = citydb(home, "replay", "--delivery", last)
    assert code == 0 and [one["outcome"] for one in told["taken"]] == ["unchanged"]  # type: ignore[attr-defined]  # JSON
    assert told["publication"] is None
    code, told = citydb(home, "delivery", "accept", last, "--because", "once more")
    assert (code, told["state"], told["publication"]) == (0, "loaded", None)
    assert len(rows(home, "FROM ops.attempt WHERE step = 'decision'")) == 2


@pytest.mark.slow
def test_a_backfill_ends_by_what_it_was_asked_for(home: Settings) -> None:
    """d268 stays refused: that is the end of a backfill of all districts, however often, and not of one of another."""
    days = ("--from", FIRST.isoformat(), "--to", LAST.isoformat())
    code, told = citydb(home, "backfill", DOSSIERS, "--supplier", "d001", *days)
    assert (code, told["open"], told["settled"]) == (0, 0, [])
    code, told = citydb(home, "backfill", DOSSIERS, *days)
    assert (code, told["open"], told["settled"]) == (3, 1, [])
    last = delivery(home, DOSSIERS, "d001")
    citydb(home, "delivery", "withdraw", last, "--because", "sent for the wrong day")
    code, planned = citydb(home, "backfill", DOSSIERS, "--supplier", "d001", *days, "--reprocess", "all", "--dry-run")
    (taken_out,) = (one for one in planned if one["day"] == LAST.isoformat())  # type: ignore[index]  # JSON
    assert (code, taken_out["state"], taken_out["what"]) == (0, "withdrawn", "leave as it is")  # type: ignore[index]  # JSON
