"""Nights run again, what has landed taken through again after a rule changed, and the commands for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.clock import night_of
from pipelines.night.backfill import fill
from pipelines.night.plan import Reprocess, Source, plan
from pipelines.read.intact import Damaged
from pipelines.replay import Choice, rebuild, replay
from pipelines.settings import Settings
from pipelines.verify import verify
from tests.integration.conftest import FIRST, LAST, run_night
from tests.integration.decisions.home import AT, CARDS, DOSSIERS, citydb, delivery, everything, line, rows, soften


def test_the_same_nights_again_change_no_line_of_the_ledger_and_no_record(home: Settings) -> None:
    before = everything(home)
    for day in (LAST, FIRST):
        run_night(home, day, "again")
    after = everything(home)
    for tries in ("ops.attempt", "ops.settlement"):
        assert len(after.pop(tries)) > len(before.pop(tries))
    assert after == before


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
