"""Whether there is a warehouse, there never was one, or there was one and it is gone."""

from __future__ import annotations

from pipelines.errors import EngineFailure, UsageFailure
from pipelines.settings import Settings


class Gone(EngineFailure):
    """There was a warehouse here: what it was made of, or what was made of it, still stands."""

    code = "warehouse.gone"

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "The warehouse is gone: there is no such file, but deliveries have landed or publications stand. No new "
            "one was made.",
            where=str(settings.warehouse_file),
            next_step="Restore it from its backup, it alone knows what people decided. Without a backup, "
            "`citydb rebuild` makes it again from what has landed.",
        )


def is_gone(settings: Settings) -> bool:
    """Whether the build file is missing where it must have been: it is made before anything lands."""
    if settings.warehouse_file.exists():
        return False
    landed = (settings.landing / "manifests").glob("*/*/*/*.json")
    published = settings.published.glob("????-??-??-*")
    return any(True for _ in landed) or any(True for _ in published)


def assert_not_gone(settings: Settings) -> None:
    """Nothing, where there is a warehouse or never was one.

    Raises:
        Gone: there was one.
    """
    if is_gone(settings):
        raise Gone(settings)


def assert_there_is_a_warehouse(settings: Settings, so: str = "") -> None:
    """Nothing, when there is one; `so` ends the sentence about one that is not there yet.

    Raises:
        UsageFailure: there is none yet, and none is made.
        Gone: there was one.
    """
    assert_not_gone(settings)
    if not settings.warehouse_file.exists():
        raise UsageFailure(
            f"There is no warehouse here yet{so}.",
            where=str(settings.warehouse_file),
            next_step="Run `citydb nightly` or `citydb backfill`, or set CITYDB_HOME to where it is.",
        )
