"""A person's word on a delivery: accept what the rules refused, reject what they let in, withdraw a mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

import duckdb

from pipelines.contract import contract_of
from pipelines.errors import DataFailure, UsageFailure
from pipelines.land import workspace
from pipelines.load import Decision, Struck, load
from pipelines.publish.discretion import is_telling_in_groups
from pipelines.replay.inputs import SQL, versions_of, write_inputs
from pipelines.replay.model import Choice, Taken
from pipelines.replay.replay import chunks_of, prepare_again, tell_what_became
from pipelines.settings import Settings
from warehouse.connection import open_writer
from warehouse.presence import assert_there_is_a_warehouse
from warehouse.session import session
from warehouse.sql import run_sql

LONGEST_REASON = 500


class Verb(StrEnum):
    """What a person can decide of a delivery."""

    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"


DONE = {Verb.ACCEPT: "accepted", Verb.REJECT: "rejected", Verb.WITHDRAW: "withdrawn"}
STATE_OF: dict[Verb, Literal["refused", "withdrawn"]] = {Verb.REJECT: "refused", Verb.WITHDRAW: "withdrawn"}


class CannotAccept(DataFailure):
    """A delivery that a person wants in, and that cannot be loaded whoever decides."""

    code = "delivery.unacceptable"


@dataclass(frozen=True)
class Decided:
    """What a decision did.

    Attributes:
        delivery_id: the delivery that was decided on.
        state: its state in the ledger now.
        others: what became of the other versions of its day.
    """

    delivery_id: str
    state: str
    others: tuple[Taken, ...]


def decide(
    settings: Settings,
    delivery_id: str,
    verb: Verb,
    because: str,
    who: str,
    at: datetime,
    run_id: str,
    tell: Callable[[str], None] = lambda _: None,
) -> Decided:
    """Carry a decision out and keep it, in one transaction with what it changes.

    An accepted delivery is loaded whatever the batch rules said, and is part of the baseline of later days. A
    rejected or withdrawn one leaves history, and the newest version of its day that is left stands again. A decision
    that stands already changes nothing, so that one whose process died can be given again.

    Raises:
        UsageFailure: there is no warehouse, no such delivery, it is as wanted already, or the reason is empty or tells
            of a person.
        CannotAccept: it cannot be read at all.
        WarehouseHeld: another writer did not let go.
    """
    _check_reason(because)
    assert_there_is_a_warehouse(settings)
    decision = Decision(delivery_id, verb.value, because.strip(), who)
    with workspace(settings) as room:
        with open_writer(settings, f"{verb} of a delivery: what has landed", at, tell=tell) as con:
            feed, supplier, day, state = _line(con, delivery_id)
            if _stands(con, delivery_id, verb, state):
                return Decided(delivery_id, state, ())
            _check_state(verb, delivery_id, state)
            accepted, struck = (delivery_id, None) if verb is Verb.ACCEPT else (None, delivery_id)
            lines = versions_of(con, Choice([feed], day, day, supplier), accepted=accepted, struck=struck)
            write_inputs(con, lines, room, rejudge=False, accepted=accepted)
        scratch = None
        for _, landed in chunks_of(settings, feed, lines):  # one day is one chunk
            tell(f"reading {len(landed)} deliveries of {supplier} for {day} again")
            scratch = prepare_again(settings, feed, landed, room, at)
        if accepted and scratch:
            _check_it_can_be_read(settings, scratch, accepted)
        with open_writer(settings, f"{verb} of a delivery", at, tell=tell) as con:
            taken = load(
                con,
                contract_of(feed),
                scratch,
                at,
                run_id,
                again=[line.delivery_id for line in lines],
                struck=[Struck(delivery_id, STATE_OF[verb], _told(decision))] if struck else [],
                decision=decision,
            )
            others = [one for one in tell_what_became(con, lines, taken) if one.delivery_id != delivery_id]
            return Decided(delivery_id, _line(con, delivery_id)[3], tuple(one for one in others if one.is_changed))


def _check_reason(because: str) -> None:
    if not because.strip() or len(because) > LONGEST_REASON or not because.isprintable():
        raise UsageFailure(
            f"A decision needs a reason of 1 to {LONGEST_REASON} characters on one line.",
            next_step="Say why with --because, shortly.",
        )
    if is_telling_in_groups(because):
        raise UsageFailure(
            "The reason holds what looks like a citizen's identifier.",
            next_step="Reasons are kept for good and published: say it without the number.",
        )


def _line(con: duckdb.DuckDBPyConnection, delivery_id: str) -> tuple[str, str, date, str]:
    """Feed, supplier, business day and state of a delivery."""
    row = con.execute(
        "SELECT feed, supplier, business_day, state FROM ops.delivery WHERE delivery_id = ?", [delivery_id]
    ).fetchone()
    if row is None:
        raise UsageFailure(
            "The ledger has no delivery of that id.", next_step="`citydb ledger --live` lists them with their ids."
        )
    feed, supplier, day, state = row
    return str(feed), str(supplier), day, str(state)


def _stands(con: duckdb.DuckDBPyConnection, delivery_id: str, verb: Verb, state: str) -> bool:
    """Whether the newest decision on a delivery is this one, and has been carried out."""
    run_sql(con, "decision", folder=SQL)
    newest = con.execute("SELECT verb FROM decision WHERE delivery_id = ?", [delivery_id]).fetchone()
    carried_out = ("loaded", "superseded") if verb is Verb.ACCEPT else (STATE_OF[verb],)
    return newest == (verb.value,) and state in carried_out


def _check_state(verb: Verb, delivery_id: str, state: str) -> None:
    settled = {Verb.ACCEPT: ("loaded", "superseded"), Verb.REJECT: (), Verb.WITHDRAW: ("withdrawn",)}
    if state in settled[verb]:
        raise UsageFailure(
            f"The delivery is {state} already.",
            where=delivery_id,
            next_step="There is nothing to decide; `citydb ledger --live` shows how its day stands.",
        )


def _check_it_can_be_read(settings: Settings, scratch: Path, delivery_id: str) -> None:
    with session(settings, scratch, read_only=True) as con:
        row = con.execute("SELECT refused_because FROM delivery WHERE delivery_id = ?", [delivery_id]).fetchone()
    if row and row[0] is not None:
        raise CannotAccept(
            f"It cannot be accepted: {row[0]}",
            where=delivery_id,
            next_step="Ask the supplier for a file that can be read, or mend the layout it is read by.",
        )


def _told(decision: Decision) -> str:
    return f"{DONE[Verb(decision.verb)]} by {decision.who}: {decision.because}"
