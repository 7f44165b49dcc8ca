"""What a load is told besides the records, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Loaded:
    """What became of one delivery in one load.

    Attributes:
        delivery_id: which delivery.
        supplier: who sent it.
        business_day: the day it speaks of.
        state: `loaded`, `refused`, `superseded`, or `unchanged` when the ledger knew it already.
    """

    delivery_id: str
    supplier: str
    business_day: date
    state: str


@dataclass(frozen=True)
class Struck:
    """A delivery that a person took out.

    Attributes:
        delivery_id: which delivery.
        state: `withdrawn`, as if it had never been sent, or `refused`.
        because: who decided, and why.
    """

    delivery_id: str
    state: Literal["withdrawn", "refused"]
    because: str


@dataclass(frozen=True)
class Decision:
    """A person's word on a delivery, kept for good.

    Attributes:
        delivery_id: which delivery.
        verb: `accept`, `reject` or `withdraw`.
        because: why.
        who: the account that decided.
    """

    delivery_id: str
    verb: str
    because: str
    who: str
