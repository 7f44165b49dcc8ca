"""What can go wrong at a supplier. Whether trying again can help is the type, never the text.

No message repeats what a supplier or a driver answered: it may hold a password or a person's data.
"""

from __future__ import annotations

from pipelines.errors import ContractFailure, DataFailure, Retryable


class SupplierFailure(DataFailure):
    """A supplier did not give what it owes, and asking again at once will not change that."""

    code = "supplier.failed"


class NoData(SupplierFailure):
    """The supplier works, but has nothing for that day yet."""

    code = "supplier.no_data"


class Unavailable(SupplierFailure, Retryable):
    """The supplier cannot be reached, is too slow, or fails inside.

    Attributes:
        after_seconds: how long the supplier asks us to wait before the next try; 0 when it does not say.
    """

    code = "supplier.unavailable"

    def __init__(self, what: str, *, next_step: str = "", after_seconds: float = 0) -> None:
        self.after_seconds = after_seconds
        super().__init__(what, next_step=next_step)


class Inconsistent(SupplierFailure, Retryable):
    """What came is not what was announced: it changed while we read, or some of it got lost."""

    code = "supplier.inconsistent"


class WrongSettings(ContractFailure):
    """`suppliers.toml`, a secret or a layout is not as it must be to go to a supplier."""

    code = "supplier.settings"
