"""Landed deliveries through read, conform, validate and load once more, without asking a supplier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import duckdb

from pipelines.contract import contract_of
from pipelines.land import workspace
from pipelines.land.chunks import chunks
from pipelines.land.manifest import Manifest, ManifestFailure, manifests
from pipelines.load import Loaded, load
from pipelines.replay.inputs import assert_known, lines_of, write_inputs
from pipelines.replay.model import Choice, Line, Taken
from pipelines.settings import Settings
from warehouse.connection import open_reader, open_writer
from warehouse.presence import assert_there_is_a_warehouse

Tell = Callable[[str], None]


def plan(
    settings: Settings, choice: Choice, at: datetime, *, rejudge: bool = False, tell: Tell = lambda _: None
) -> list[Line]:
    """What a replay would take through, without doing it.

    Raises:
        UsageFailure: there is no warehouse.
        WarehouseHeld: a writer did not let go.
    """
    assert_there_is_a_warehouse(settings)
    with open_reader(settings, "plan of a replay", at, tell=tell) as con:
        assert_known(con, choice)
        return [line for line in lines_of(con, choice, with_refused=rejudge) if line.is_chosen]


def replay(
    settings: Settings,
    choice: Choice,
    at: datetime,
    run_id: str,
    *,
    rejudge: bool = False,
    tell: Tell = lambda _: None,
) -> list[Taken]:
    """Take deliveries through again by today's rules, layouts and contracts; what comes out as before stays untouched.

    The verdict on a delivery as a whole, and the baseline it was measured against, stand, unless `rejudge` asks for
    both anew; what a person decided stands always. Each chunk of days is one transaction per feed, so a replay that
    is interrupted has done whole days, and can simply be started again.

    Raises:
        EngineFailure: a rule crashed, content is missing in the landing zone, or a count does not add up.
        UsageFailure: there is no warehouse.
        WarehouseHeld: another writer did not let go.
    """
    assert_there_is_a_warehouse(settings)
    with workspace(settings) as room:
        with open_writer(settings, "replay: what has landed", at, tell=tell) as con:
            assert_known(con, choice)
            lines = lines_of(con, choice, with_refused=rejudge)
            write_inputs(con, lines, room, rejudge=rejudge, accepted=None)
        taken: list[Taken] = []
        for feed, of_feed in groupby(lines, key=lambda line: line.feed):
            chunks = list(chunks_of(settings, feed, list(of_feed)))
            for number, (chunk, landed) in enumerate(chunks, start=1):
                days = f"{chunk[0].business_day} to {chunk[-1].business_day}"
                tell(f"{feed} {days}: reading again ({number} of {len(chunks)})")
                scratch = prepare_again(settings, feed, landed, room, at)
                with open_writer(settings, f"replay of {feed} for {days}", at, tell=tell) as con:
                    ids = [line.delivery_id for line in chunk]
                    done = load(con, contract_of(feed), scratch, at, run_id, again=ids)
                    taken += tell_what_became(con, chunk, done)
        return taken


def chunks_of(settings: Settings, feed: str, lines: Sequence[Line]) -> Iterator[tuple[list[Line], list[Manifest]]]:
    """Lines of one feed with their manifests, oldest days first, whole days, in pieces that fit into memory.

    Raises:
        ManifestFailure: what the ledger knows has no manifest.
    """
    days = sorted({line.business_day for line in lines})
    known = {manifest.delivery_id: manifest for day in days for manifest in manifests(settings, feed, day)}
    if lost := [line.delivery_id for line in lines if line.delivery_id not in known]:
        raise ManifestFailure(
            f"The landing zone lacks the manifest of {', '.join(lost[:5])}, which the ledger knows.",
            where=feed,
            next_step="Restore it from the backup of the landing zone; nothing of the feed was read again.",
        )
    for piece in chunks(known[line.delivery_id] for line in lines):
        todays = [line for line in lines if line.business_day in piece]
        yield todays, [known[line.delivery_id] for line in todays]


def prepare_again(settings: Settings, feed: str, landed: Sequence[Manifest], room: Path, at: datetime) -> Path:
    """The scratch database of landed deliveries; `room` holds what `write_inputs` left."""
    from pipelines.validate import prepare  # Great Expectations takes seconds to import

    return prepare(settings, feed, landed, room, at)


def tell_what_became(con: duckdb.DuckDBPyConnection, lines: Sequence[Line], done: Sequence[Loaded]) -> list[Taken]:
    """What the ledger now says of the deliveries that were asked for, and of others that changed with them."""
    outcomes = {one.delivery_id: one.state for one in done}
    now = {
        row[0]: row[1:]
        for row in con.execute(
            "SELECT delivery_id, state, loaded, quarantined, refused_because FROM ops.delivery "
            "WHERE list_contains(?::VARCHAR[], delivery_id)",
            [[line.delivery_id for line in lines]],
        ).fetchall()
    }
    taken = []
    for line in lines:
        state, loaded, quarantined, refused_because = now[line.delivery_id]
        one = Taken(
            delivery_id=line.delivery_id,
            feed=line.feed,
            supplier=line.supplier,
            business_day=line.business_day,
            version=line.version,
            was=line.state,
            state=state,
            outcome=outcomes.get(line.delivery_id, "unchanged"),
            loaded_before=line.loaded,
            loaded=loaded,
            quarantined_before=line.quarantined,
            quarantined=quarantined,
            refused_because=refused_because,
        )
        if line.is_chosen or one.is_changed:
            taken.append(one)
    return taken
