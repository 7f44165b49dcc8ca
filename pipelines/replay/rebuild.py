"""The whole warehouse made anew from the landing zone and the decisions: the proof that nothing else is in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import duckdb

from pipelines.contract import contract_of, feeds
from pipelines.crash_points import crash_point
from pipelines.errors import EngineFailure
from pipelines.land import workspace
from pipelines.land.durable import flush, move_into_place
from pipelines.load import load
from pipelines.replay.compare import Difference, compare
from pipelines.replay.inputs import SQL, lines_of, write_inputs
from pipelines.replay.lost import make_from_landing
from pipelines.replay.model import Choice, Line
from pipelines.replay.replay import chunks_of, prepare_again
from pipelines.settings import Settings
from warehouse.connection import connect, holding
from warehouse.models import metadata
from warehouse.presence import assert_there_is_a_warehouse, is_gone
from warehouse.sql import literal, run_sql

Tell = Callable[[str], None]


class NotTheSame(EngineFailure):
    """A rebuilt warehouse is another than the one it was to replace."""

    code = "rebuild.different"


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild made.

    Attributes:
        path: the file.
        deliveries: how many deliveries were loaded.
        is_in_place: whether it is now the warehouse.
        differences: where its content is another than the one of the warehouse before; empty for a past instant,
            which is compared with nothing.
        is_without_decisions: whether the warehouse was gone, and what people had decided with it.
    """

    path: Path
    deliveries: int
    is_in_place: bool
    differences: tuple[Difference, ...]
    is_without_decisions: bool = False

    def to_dict(self) -> dict[str, object]:
        """Plain types, for `--json`."""
        return asdict(self) | {"path": str(self.path)}


def rebuild(
    settings: Settings,
    at: datetime,
    run_id: str,
    *,
    as_known_at: datetime | None = None,
    accept_differences: bool = False,
    tell: Tell = lambda _: None,
) -> Rebuilt:
    """Make history and quarantine anew beside the warehouse, compare, and put the new file into its place.

    With `as_known_at` only what had landed and was decided by then counts, read by today's rules; the file stays
    beside the warehouse. The warehouse is held for the whole time. A process that dies leaves it as it was. One that is
    gone is made from the landing zone alone: nobody knows any more what people decided.

    Raises:
        NotTheSame: the content differs though no contract did; nothing was changed.
        UsageFailure: there is no warehouse.
        EngineFailure: content is missing in the landing zone, or a count does not add up.
        WarehouseHeld: another writer did not let go.
    """
    if is_gone(settings) and as_known_at is None:
        return _make_again(settings, at, run_id, tell)
    assert_there_is_a_warehouse(settings)
    made = settings.warehouse_file.with_name("rebuilding.duckdb")
    with holding(settings, "rebuild of the warehouse", at, tell=tell):
        _discard(made)
        connect(settings, made).close()
        crash_point("rebuild: begun")
        con = connect(settings, settings.warehouse_file, any_shape=True)
        try:
            con.execute(f"ATTACH {literal(str(made))} AS rebuilt")
            deliveries = _fill(settings, con, at, run_id, as_known_at, tell)
            if as_known_at:
                run_sql(con, "rebuild_note", folder=SQL)
            differences = () if as_known_at else _compare(con, tell)
            con.execute("CHECKPOINT rebuilt")
            crash_point("rebuild: compared, not closed")
        finally:
            con.close()
        if as_known_at:
            name = f"as-known-at-{as_known_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.duckdb"
            return Rebuilt(_put(made, made.with_name(name)), deliveries, is_in_place=False, differences=())
        if any(not one.is_expected for one in differences) and not accept_differences:
            _discard(made)
            raise NotTheSame(
                "The rebuilt warehouse is another than the one that stands: "
                + "; ".join(str(one) for one in differences)
                + ". The one that stands was left as it is.",
                where=str(settings.warehouse_file),
                next_step="Rules or reference tables may have changed since: `citydb replay` first, or rebuild with "
                "--accept-differences.",
            )
        return Rebuilt(_put(made, settings.warehouse_file), deliveries, is_in_place=True, differences=differences)


def _make_again(settings: Settings, at: datetime, run_id: str, tell: Tell) -> Rebuilt:
    """A warehouse that is gone, from the landing zone alone."""
    room = settings.staging / "rebuild"
    with holding(settings, "rebuild of the warehouse", at, tell=tell):
        try:
            made, deliveries = make_from_landing(settings, room, run_id, tell)
            put = _put(made, settings.warehouse_file)
        finally:
            shutil.rmtree(room, ignore_errors=True)
        return Rebuilt(put, deliveries, is_in_place=True, differences=(), is_without_decisions=True)


def _compare(con: duckdb.DuckDBPyConnection, tell: Tell) -> tuple[Difference, ...]:
    """How the two files differ; where they do not, nothing in the new one tells of the work but one try."""
    tell("comparing")
    run_sql(con, "rebuild_restore", folder=SQL)
    differences = compare(con)
    if not differences:
        run_sql(con, "rebuild_note", folder=SQL)
    return differences


def _fill(
    settings: Settings, con: duckdb.DuckDBPyConnection, at: datetime, run_id: str, until: datetime | None, tell: Tell
) -> int:
    """Copy what only the warehouse knows, then load everything that counts; all in the file attached as `rebuilt`."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE this_run AS SELECT ?::TIMESTAMPTZ AS instant, ?::VARCHAR AS run_id", [at, run_id]
    )
    for table in metadata.sorted_tables:
        con.execute(
            f"INSERT INTO rebuilt.{table.schema}.{table.name} BY NAME SELECT * FROM {table.schema}.{table.name}"
        )
    con.execute("USE rebuilt")
    if until is None:
        run_sql(con, "rebuild_forget", folder=SQL)
    else:
        con.execute("CREATE OR REPLACE TEMP TABLE until AS SELECT ?::TIMESTAMPTZ AS instant", [until])
        run_sql(con, "rebuild_past", folder=SQL)
    lines = [line for line in lines_of(con, Choice(feeds()), with_refused=False) if line.state == "landed"]
    known = {row[0] for row in con.execute("SELECT delivery_id FROM to_enter").fetchall()}
    lines = [line for line in lines if line.delivery_id in known]
    with workspace(settings) as room:
        write_inputs(con, lines, room, rejudge=False, accepted=None)
        for feed, of_feed in groupby(lines, key=lambda line: line.feed):
            _load_feed(settings, con, feed, list(of_feed), room, at, run_id, tell)
    crash_point("rebuild: filled, not compared")
    return len(lines)


def _load_feed(
    settings: Settings,
    con: duckdb.DuckDBPyConnection,
    feed: str,
    lines: Sequence[Line],
    room: Path,
    at: datetime,
    run_id: str,
    tell: Tell,
) -> None:
    chunks = list(chunks_of(settings, feed, lines))
    for number, (chunk, landed) in enumerate(chunks, start=1):
        tell(f"{feed} {chunk[0].business_day} to {chunk[-1].business_day}: rebuilding ({number} of {len(chunks)})")
        load(con, contract_of(feed), prepare_again(settings, feed, landed, room, at), at, run_id)


def _put(made: Path, target: Path) -> Path:
    for path in (made, target):
        if path.with_name(f"{path.name}.wal").exists():
            raise EngineFailure(
                "A database was closed with work left in its journal.",
                where=str(path),
                next_step="Open the warehouse once with `citydb status --live`, then rebuild again.",
            )
    flush(made)
    crash_point("rebuild: flushed, not in place")
    move_into_place(made, target)
    return target


def _discard(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)
