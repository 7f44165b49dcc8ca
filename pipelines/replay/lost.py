"""A warehouse that is gone, made again from the landing zone alone; what people decided went with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipelines.clock import night_of
from pipelines.contract import areas, feeds, feeds_of
from pipelines.errors import EngineFailure
from pipelines.land import manifests
from pipelines.settings import Settings
from warehouse.connection import connect
from warehouse.session import session


def make_from_landing(settings: Settings, room: Path, run_id: str, tell: Callable[[str], None]) -> tuple[Path, int]:
    """A warehouse file below `room` with every night that landed, and how many deliveries it knows.

    Landed deliveries of feeds that are not collected now are told of and left out.
    It is as if nobody had decided anything. Each night is taken to have happened when it was due, and is judged by
    today's rules; no supplier is asked.

    Raises:
        EngineFailure: a night could not be loaded.
    """
    from pipelines.night.run import run_days  # nights in turn know how to replay

    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True, mode=0o700)
    aside = replace(settings, home=room)
    for name in (settings.landing.name, settings.suppliers_file.name, settings.secrets.name):
        (room / name).symlink_to(settings.home / name)
    aside.warehouse_file.parent.mkdir(mode=0o700)
    connect(aside, aside.warehouse_file).close()
    for area in areas():
        landed = [manifest for feed in feeds_of(area) for manifest in manifests(settings, feed)]
        nights = {day: night_of(day) for day in sorted({manifest.business_day for manifest in landed})}
        if not nights:
            continue
        ended = run_days(aside, area, nights, run_id, choose=lambda _: None, tell=tell)
        if ended.failure:
            raise EngineFailure(
                f"The nights of {area} could not be loaded again: {ended.failure}",
                where=str(settings.landing),
                next_step="Nothing was changed. Mend what it says, and rebuild again.",
            )
    known = _deliveries(aside)
    if left := sum(len(manifests(settings, feed)) for feed in feeds()) - known:
        tell(f"{left} landed deliveries are of feeds that are not collected now; they are left out")
    return aside.warehouse_file, known


def _deliveries(settings: Settings) -> int:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        row = con.execute("SELECT count(*) FROM ops.delivery").fetchone()
    return int(row[0]) if row else 0
