"""A feed's landed deliveries to a scratch database the load can take: read, conform, validate, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from pipelines.contract import Contract, contract_of, layout_of
from pipelines.crash_points import crash_point
from pipelines.land.durable import flush, move_into_place
from pipelines.land.manifest import Manifest
from pipelines.settings import Settings
from pipelines.validate.names import FOLDER
from warehouse.session import session
from warehouse.sql import literal, run_sql


def prepare(settings: Settings, feed: str, manifests: Sequence[Manifest], run_dir: Path, at: datetime) -> Path:
    """The scratch database `<run_dir>/<feed>.duckdb` with all these deliveries validated.

    It is written under another name and renamed when it is whole, so a step that died leaves nothing to load.

    Raises:
        EngineFailure: a rule crashed, an input is missing or a count does not add up.
        ContractFailure: a supplier has no layout, or a layout contradicts the contract.
    """
    finished, unfinished = run_dir / f"{feed}.duckdb", run_dir / f"{feed}.unfinished"
    _discard(finished)
    by_version = groupby(
        sorted(manifests, key=lambda manifest: manifest.business_day),
        key=lambda manifest: contract_of(feed, manifest.business_day),
    )
    parts = [(contract, list(landed)) for contract, landed in by_version]
    if len(parts) == 1:
        _prepare_part(settings, parts[0][0], parts[0][1], unfinished, run_dir, at)
    else:
        _prepare_parts(settings, feed, parts, unfinished, run_dir, at)
    flush(unfinished)
    crash_point("prepare: judged, not renamed")
    move_into_place(unfinished, finished)
    return finished


Part = tuple[Contract, list[Manifest]]


def _prepare_parts(
    settings: Settings, feed: str, parts: Sequence[Part], target: Path, run_dir: Path, at: datetime
) -> None:
    """Days of several versions of the contract, each read by its own, the older first, put together for the load."""
    made = []
    for contract, landed in parts:
        part = run_dir / f"{feed}.{contract.version}.part"
        _prepare_part(settings, contract, landed, part, run_dir, at, so_far=run_dir / "baseline" / f"{feed}.parquet")
        made.append(part)
    _discard(target)
    with session(settings, target) as con:
        for number, part in enumerate(made):
            con.execute(f"ATTACH {literal(str(part))} AS part{number} (READ_ONLY)")
        others = [f"part{number}" for number in range(1, len(made))]
        run_sql(con, "put_together", {"first": "part0", "others": others}, FOLDER)
    for part in made:
        _discard(part)


def _prepare_part(
    settings: Settings,
    contract: Contract,
    landed: Sequence[Manifest],
    target: Path,
    run_dir: Path,
    at: datetime,
    so_far: Path | None = None,
) -> None:
    from pipelines.conform import conform
    from pipelines.read import read_delivery
    from pipelines.validate.inputs import announce
    from pipelines.validate.judge import judge

    feed = contract.feed
    _discard(target)
    with session(settings, target) as con:
        announce(con, landed)
        layouts = {}
        for manifest in landed:  # a range of days may hold more than one layout of a supplier
            layout = layout_of(feed, manifest.supplier, manifest.business_day)
            layouts[layout.name] = layout
            read_delivery(con, settings, manifest, layout)
        crash_point("prepare: read")
        conform(con, contract, list(layouts.values()))
        crash_point("prepare: conformed")
        judge(con, contract, run_dir, at, contract_of(feed))
        if so_far:  # what was judged good is what the next version's days are measured against
            con.execute(f"COPY baseline TO {literal(str(so_far))} (FORMAT parquet)")


def _discard(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)
