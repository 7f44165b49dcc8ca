"""That a person saw citizens' records stands in `ops.attempt`, which nobody can take back."""

from __future__ import annotations

from pipelines.cli import rim
from pipelines.settings import Settings
from warehouse.connection import open_writer


def keep_note(
    settings: Settings,
    step: str,
    what: str,
    supplier: str | None,
    feed: str | None,
    records: int,
    *,
    of: str | None = None,
) -> None:
    """Write down who saw how many records of what; never which ones.

    Args:
        settings: the installation.
        step: the command, as `ops.attempt` has it.
        what: what was done with them: `reveal`, `export`.
        supplier: whose; None for all.
        feed: of which feed; None for all.
        records: how many.
        of: what they were, where supplier and feed do not say it.
    """
    at = rim.now()
    with open_writer(settings, f"note of {step} {what}", at) as con:
        con.execute(
            "INSERT INTO ops.attempt (attempted_at, run_id, step, feed, supplier, outcome, because, decided_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                at,
                rim.new_run(what),
                step,
                feed,
                supplier,
                what,
                f"{records} records{f' of {of}' if of else ''}",
                rim.who(),
            ],
        )
