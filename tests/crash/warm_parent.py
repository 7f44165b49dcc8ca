"""What the server of warm processes imports before it forks them."""

from __future__ import annotations

import gc

import pipelines.cli.program
import pipelines.night.backfill
import pipelines.verify
import warehouse.marts
from pipelines.orchestrate import parts

parts.load(parts.FOR_THE_TASKS)
gc.collect()
gc.freeze()

__all__ = ["parts", "pipelines", "warehouse"]
