"""The total row some files end with: the only thing in them that tells whether rows are missing."""

from __future__ import annotations

import re

from pipelines.contract import Layout
from pipelines.errors import ContractFailure
from pipelines.read.refusal import Refused
from pipelines.read.text import canonical

_AGAIN = "Ask the supplier to send the file again."


def has_total(layout: Layout) -> bool:
    """Whether the layout says that a total row ends the file (`total_row`, a pattern)."""
    return bool(layout.options.get("total_row"))


def check_total(layout: Layout, last: str, place: str, records: int) -> None:
    """Compare the last row of a file with the total row its layout promises.

    Args:
        layout: says what the row looks like; the group `count` is the number of records.
        last: the first text in the last row; empty when there is none.
        place: where that row stands.
        records: how many records stand before it.

    Raises:
        Refused: it is another row, or tells another number.
        ContractFailure: the layout does not say where the number stands.
    """
    pattern = re.compile(str(layout.options["total_row"]))
    if "count" not in pattern.groupindex:
        raise ContractFailure(
            f"The `total_row:` of the layout {layout.name} has no group (?P<count>…).",
            where=f"{layout.feed}, layout {layout.name}",
            next_step="Mark where the number of records stands.",
        )
    found = pattern.match(canonical(last))
    if found is None:
        raise Refused("The file does not end with its total row, so rows may be missing.", place=place, ask=_AGAIN)
    if int(found["count"]) != records:
        raise Refused(
            f"The total row announces {int(found['count'])} records, the file holds {records}.",
            place=place,
            ask=_AGAIN,
        )
