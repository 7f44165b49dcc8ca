"""Why a file cannot be read as a whole."""

from __future__ import annotations

from pipelines.errors import DataFailure
from pipelines.unforeseen import name_and_place


class Refused(DataFailure):
    """A delivery nobody can read without losing or guessing something.

    The sentence names places and what the layout names; of what the supplier wrote it tells place and shape only.
    """

    code = "read.refused"

    def __init__(self, what: str, *, place: str = "", ask: str = "") -> None:
        super().__init__(what, where=place, next_step=ask or "Ask the supplier for the file as it should be.")


class NotForeseen(Refused):
    """A delivery whose content breaks its reader in a way nobody wrote a sentence for: others are not held up by it."""

    code = "read.unforeseen"

    def __init__(self, reason: BaseException) -> None:
        super().__init__(
            f"Reading it broke with {name_and_place(reason)}, which is a defect to report.",
            ask="Ask the supplier for it in another form; once mended, `citydb backfill --reprocess failed` reads it "
            "again.",
        )


def shape(text: str) -> str:
    """The look of a text that may be anybody's: `13 letters`, `12 digits`, `20 characters`."""
    if text.isdigit():
        return f"{len(text)} digits"
    if text.replace(" ", "").isalpha():
        return f"{len(text)} letters"
    return f"{len(text)} characters"
