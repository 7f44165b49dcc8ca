"""A feed's landed deliveries to a scratch database the load can take: read, conform, validate, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipelines.contract import contract_of, layout_of, layouts_of
from pipelines.crash_points import crash_point
from pipelines.land.durable import flush, move_into_place
from pipelines.land.manifest import Manifest
from pipelines.settings import Settings
from warehouse.session import session


def prepare(settings: Settings, feed: str, manifests: Sequence[Manifest], run_dir: Path, at: datetime) -> Path:
    """The scratch database `<run_dir>/<feed>.duckdb` with all these deliveries validated.

    It is written under another name and renamed when it is whole, so a step that died leaves nothing to load.

    Raises:
        EngineFailure: a rule crashed, an input is missing or a count does not add up.
        ContractFailure: a supplier has no layout, or a layout contradicts the contract.
    """
    from pipelines.conform import conform
    from pipelines.read import read_delivery
    from pipelines.validate.inputs import announce
    from pipelines.validate.judge import judge

    contract = contract_of(feed)
    finished = run_dir / f"{feed}.duckdb"
    unfinished = run_dir / f"{feed}.unfinished"
    for left in (finished, unfinished, Path(f"{unfinished}.wal")):
        left.unlink(missing_ok=True)
    con = session(settings, unfinished)
    try:
        announce(con, manifests)
        for manifest in manifests:
            read_delivery(con, settings, manifest, layout_of(feed, manifest.supplier))
        crash_point("prepare: read")
        conform(con, contract, layouts_of(feed))
        crash_point("prepare: conformed")
        judge(con, contract, run_dir, at)
    finally:
        con.close()
    flush(unfinished)
    crash_point("prepare: judged, not renamed")
    move_into_place(unfinished, finished)
    return finished
