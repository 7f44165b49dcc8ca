"""The forms in which suppliers write days and instants, each as SQL that never reads a text two ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import combinations, product

from warehouse.sql import literal

_PARTS = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}
"""What a form may be made of, and how many digits each part has. `%y` is missing on purpose: a year has four."""

_DAY = frozenset({"%Y", "%m", "%d"})

_DAY_FORMS: Mapping[str, Callable[[str], str]] = {
    "iso": lambda text: f"iso_day({text})",
    "excel_serial": lambda text: f"serial_day({text})",
}
_INSTANT_FORMS: Mapping[str, Callable[[str], str]] = {
    "iso": lambda text: f"iso_instant({text})",
    "iso_day": lambda text: f"hanoi_instant(iso_day({text})::TIMESTAMP)",
    "excel_serial": lambda text: f"serial_instant({text})",
}
DAY_NAMES, INSTANT_NAMES = tuple(_DAY_FORMS), tuple(_INSTANT_FORMS)

_WRITTEN_OUT = {
    "iso": ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"),
    "iso_day": ("%Y-%m-%d",),
}
"""The named forms as others are written."""


def day_sql(text: str, form: str) -> str:
    """A text as a DATE, NULL where it is no day in that form.

    Raises:
        ValueError: there is no such form.
    """
    named = _DAY_FORMS.get(form)
    return named(text) if named else f"{_parsed(text, form)}::DATE"


def instant_sql(text: str, form: str) -> str:
    """A text as a TIMESTAMPTZ, NULL where it is no instant in that form; Hanoi's time where it says no offset.

    Raises:
        ValueError: there is no such form.
    """
    named = _INSTANT_FORMS.get(form)
    return named(text) if named else f"hanoi_instant({_parsed(text, form)})"


def are_ambiguous(forms: tuple[str, ...]) -> bool:
    """Whether one text may be read by two of the forms with two meanings, as 03/04/2024 by dd/mm and mm/dd."""
    return any(_collide(one, other) for one, other in combinations(forms, 2))


def _collide(one: str, other: str) -> bool:
    """Two forms collide where a text has the shape of both and its parts come in another order."""
    return any(
        first != second and not _shapes(first).isdisjoint(_shapes(second))
        for first, second in product(_WRITTEN_OUT.get(one, (one,)), _WRITTEN_OUT.get(other, (other,)))
    )


def _shapes(form: str) -> set[str]:
    """What texts of a form look like, with 0 for each digit."""
    if form == "excel_serial":
        whole = ["0" * length for length in range(2, 8)]
        return {*whole, *(f"{days}.{'0' * length}" for days, length in product(whole, range(1, 17)))}
    parts = _split(form)
    choices = [
        ["0" * length for length in _lengths(parts, n)] if part in _PARTS else [part] for n, part in enumerate(parts)
    ]
    return {"".join(shape) for shape in product(*choices)}


def _split(form: str) -> list[str]:
    return re.findall("%.|[^%]+", form)


def _lengths(parts: list[str], n: int) -> tuple[int, ...]:
    """How many digits a part may have: a day or month that touches no other part may leave out its zero (5/1/2024)."""
    beside = (*parts[max(n - 1, 0) : n], *parts[n + 1 : n + 2])
    if parts[n] in ("%d", "%m") and not any(part in _PARTS for part in beside):
        return (1, 2)
    return (_PARTS[parts[n]],)


def _parsed(text: str, form: str) -> str:
    """Parsing is lenient about lengths (year 24 is the year 24), so the shape of the text is checked first."""
    parts = _split(form)
    named = [part for part in parts if part.startswith("%")]
    if not set(named) <= set(_PARTS) or len(set(named)) < len(named) or not set(named) >= _DAY:
        raise ValueError(f"'{form}' is no form of a day or instant")
    pattern = "".join(_pattern(parts, n) for n in range(len(parts)))
    return f"CASE WHEN regexp_full_match({text}, {literal(pattern)}) THEN try_strptime({text}, {literal(form)}) END"


def _pattern(parts: list[str], n: int) -> str:
    if parts[n] not in _PARTS:
        return re.escape(parts[n])
    lengths = _lengths(parts, n)
    return f"[0-9]{{{min(lengths)},{max(lengths)}}}"
