"""What a person decides of deliveries."""

from __future__ import annotations

import pytest

from pipelines.errors import UsageFailure
from pipelines.night import run_area
from pipelines.replay import Choice, Verb, decide, replay
from pipelines.replay.decide import CannotAccept
from pipelines.settings import Settings
from pipelines.verify import verify
from tests.integration.conftest import FIRST, LAST, drop_file
from tests.integration.decisions.home import AT, CARDS, DOSSIERS, citydb, content, delivery, everything, line, rows
from warehouse.session import session


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
