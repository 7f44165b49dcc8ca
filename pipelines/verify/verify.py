"""Everything that must hold in a home, asked in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipelines import clock
from pipelines.publish import current, publications
from pipelines.settings import Settings
from pipelines.verify.finding import Finding, found
from pipelines.verify.landing import broken_in_landing
from pipelines.verify.publication import broken_in_current, broken_key, broken_modes
from pipelines.verify.warehouse import look
from warehouse.presence import assert_there_is_a_warehouse


def verify(
    settings: Settings, tell: Callable[[str], None] = lambda _: None, at: datetime | None = None
) -> list[Finding]:
    """All that does not hold in warehouse, landing zone and publication; empty when all does.

    Everything that landed is read and hashed again, so it takes as long as reading the landing zone.

    Args:
        settings: the home.
        tell: hears what is being looked at.
        at: the instant the lock of the warehouse says it was taken at; the clock's unless given.

    Raises:
        UsageFailure: there is no warehouse yet.
        WarehouseHeld: another process did not let go of the warehouse.
    """
    assert_there_is_a_warehouse(settings, ", so there is nothing to verify")
    standing, shelf = current(settings), publications(settings)
    tell("warehouse")
    is_newest = standing is not None and standing == shelf[-1]
    warehouse = look(settings, standing if is_newest else None, at or clock.now(), tell)
    broken = [*warehouse.broken, *broken_in_landing(settings, warehouse.lines, warehouse.settled_at, tell)]
    tell("publication")
    broken += broken_in_current(settings, standing)
    broken += broken_modes(settings) + broken_key(settings, standing)
    return found(broken)
