"""The environment variables of an installation that hold an amount or an hour: read, or refused by name."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Generic, TypeVar

from pipelines.errors import UsageFailure

_Value = TypeVar("_Value")
_Number = TypeVar("_Number", int, float)

_AMOUNT = re.compile(r"([0-9]+(?:[.][0-9]+)?) *([KMGT])(i?)B?", re.IGNORECASE)
_SMALLEST, _LARGEST = 100.0 * 1000**2, 1000.0 * 1000**4
"""Bytes: with less DuckDB is soon out of memory, and it can read no number that is much larger."""


@dataclass(frozen=True)
class Variable(Generic[_Value]):
    """One of them.

    Attributes:
        name: as it stands in the environment.
        read: the value of a text; ValueError where it cannot be meant.
        may_be: what it may hold, for the person who sets it.
    """

    name: str
    read: Callable[[str], _Value]
    may_be: str

    def of(self, environ: Mapping[str, str], default: _Value) -> _Value:
        """What it holds, or the default where it is empty or not set.

        Raises:
            UsageFailure: it holds something that cannot be meant.
        """
        text = environ.get(self.name)
        if not text:
            return default
        try:
            return self.read(text)
        except ValueError:
            raise UsageFailure(f"{self.name} cannot be {text!r}.", next_step=f"Set it to {self.may_be}.") from None


def _memory(text: str) -> str:
    """The limit as it was written; DuckDB reads `none` and `-1GB` as no limit at all, which nobody is given."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    number, unit, binary = found.groups()
    _within(float(number) * (1024 if binary else 1000) ** ("KMGT".index(unit.upper()) + 1), _SMALLEST, _LARGEST)
    return text.strip()


def _hour(text: str) -> time:
    found = time.fromisoformat(text)
    if found.tzinfo:
        raise ValueError(text)
    return found


def _within(number: _Number, smallest: _Number, largest: _Number) -> _Number:
    if not smallest <= number <= largest:  # nan lies nowhere
        raise ValueError(number)
    return number


MEMORY = Variable(
    "CITYDB_MEMORY", _memory, "an amount in KB, MB, GB, TB or KiB, MiB, GiB, TiB, from 100MB to 1000TB, e.g. 2GB"
)
THREADS = Variable("CITYDB_THREADS", lambda text: _within(int(text), 1, 1024), "a whole number from 1 to 1024")
"""Each thread takes memory of its own: very many end the process."""

KEEP_GB = Variable(
    "CITYDB_KEEP_GB", lambda text: _within(float(text), 0.0, sys.float_info.max), "a number of gigabytes, 0 or more"
)
PUBLISH_BY = Variable("CITYDB_PUBLISH_BY", _hour, "an hour in Hanoi like 05:30")
SUPPLIER_MINUTES = Variable(
    "CITYDB_SUPPLIER_MINUTES", lambda text: _within(float(text), 0.1, 1440.0), "a number of minutes from 0.1 to 1440"
)
