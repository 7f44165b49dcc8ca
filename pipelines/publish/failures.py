"""Why a publication was not made."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import EngineFailure, UsageFailure


@dataclass(frozen=True)
class Broken:
    """Something that should hold and does not.

    Attributes:
        check: its short stable name.
        where: feed, supplier, day, delivery or table; never a record's key.
        what: what was found there.
    """

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.what} [{self.where}]"


class PublicationBlocked(EngineFailure):
    """Something does not add up, so nothing was published and the publication of before stays.

    Attributes:
        broken: everything that was found.
    """

    code = "publication.blocked"
    SHOWN = 5
    IN_WAREHOUSE = frozenset({"ledger", "quarantine", "history"})
    """What `citydb verify` asks of the build file too; all else is met only in the files that are being made."""

    def __init__(self, broken: Sequence[Broken]) -> None:
        self.broken = tuple(broken)
        more = len(self.broken) - self.SHOWN
        told = "; ".join(map(str, self.broken[: self.SHOWN])) + (f"; and {more} more" if more > 0 else "")
        super().__init__(
            f"Nothing was published, because {told}.",
            next_step=f"The publication of before stays. {self._what_to_do()}",
        )

    def _what_to_do(self) -> str:
        kinds = {one.check.split(".")[0] for one in self.broken}
        steps = []
        if kinds & self.IN_WAREHOUSE:
            steps.append("`citydb verify` lists what does not add up in the warehouse, each with its next step.")
        if "discretion" in kinds:
            steps.append(
                "Something that names a citizen would be published: find what wrote it into the place that is named (a "
                "note, a reason, a file name) and have it said without; `citydb ledger --live` shows reasons."
            )
        if kinds - self.IN_WAREHOUSE - {"discretion"}:
            steps.append(
                "Figures of the marts do not add up, which `citydb verify` cannot see before they are published: it is "
                "a defect of a mart or of a table it reads. Go back to the version of the project before and publish "
                "again, and report it."
            )
        return " ".join(steps)


class PublicationBroke(EngineFailure):
    """Making a publication ended in an error nobody foresaw; its own words stay unsaid, they may quote a record."""

    code = "publication.broke"

    def __init__(self, reason: BaseException) -> None:
        self.reason = type(reason).__name__
        told = f" ({reason.strerror})" if isinstance(reason, OSError) and reason.strerror else ""
        frames = traceback.extract_tb(reason.__traceback__)
        super().__init__(
            f"Nothing was published, because its making broke with {self.reason}{told}.",
            where=" < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:])),
            next_step="The publication of before stays. Publish again; if it breaks again, it is a defect to report.",
        )


class PersonKeyFailure(EngineFailure):
    """The key of the pseudonyms is not what it must be."""

    code = "publication.person_key"


class NoSuchPublication(UsageFailure):
    """A publication was named that is not on the shelf."""

    code = "publication.unknown"

    def __init__(self, name: str, known: Sequence[str], where: Path) -> None:
        self.name = name
        super().__init__(
            f"There is no publication '{name}'.",
            where=str(where),
            next_step=f"There are: {', '.join(known)}." if known else "Nothing is published yet.",
        )
