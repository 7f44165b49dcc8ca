"""The roots of everything that can go wrong, each told as what happened, where, and what to do next.

Three roots, because three different people act on them: a `DataFailure` goes to the supplier, a `ContractFailure` to
the data engineer who keeps the facts of a feed, an `EngineFailure` to whoever operates the machine. Whether trying
again can help is a type too: `Retryable`.
"""

from __future__ import annotations


class CityDBError(Exception):
    """An error a person can act on.

    Attributes:
        code: short stable name, for machines and searches (`landing.conflict`).
        what: what happened, one sentence without personal data.
        where: the place it happened at: a file of ours, a feed, a supplier, a line.
        next_step: what to do now.
    """

    code = "citydb.error"

    def __init__(self, what: str, *, where: str = "", next_step: str = "", code: str | None = None) -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        self.code = code or type(self).code
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The three parts as one line of text."""
        where = f" [{self.where}]" if self.where else ""
        next_step = f" Next: {self.next_step}" if self.next_step else ""
        return f"{self.what}{where}{next_step}"


class DataFailure(CityDBError):
    """What a supplier sent cannot be used."""

    code = "data"


class ContractFailure(CityDBError):
    """A contract, a layout or another fact of a feed is wrong or contradicts what was asked."""

    code = "contract"


class EngineFailure(CityDBError):
    """The machinery failed: a rule crashed, a disk is full, a lock is held. Never a verdict about data."""

    code = "engine"


class UsageFailure(CityDBError):
    """The caller asked for something that makes no sense; exit code 2."""

    code = "usage"


class Retryable(Exception):
    """Mixed into an error for which trying again later can help."""
