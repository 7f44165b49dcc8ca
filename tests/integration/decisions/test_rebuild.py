"""A whole warehouse made anew from what has landed and was decided."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.clock import night_of
from pipelines.replay import Verb, decide, rebuild
from pipelines.replay.rebuild import NotTheSame
from pipelines.settings import Settings
from pipelines.verify import verify
from tests.integration.conftest import FIRST, LAST
from tests.integration.decisions.home import AT, CARDS, DOSSIERS, citydb, delivery, everything, rows, soften
from warehouse.session import session


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
