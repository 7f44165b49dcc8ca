"""The forms in which suppliers write days and instants, each as SQL that never reads a text two ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from warehouse.sql import literal

_PARTS = {"%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}", "%H": "[0-9]{2}", "%M": "[0-9]{2}", "%S": "[0-9]{2}"}
"""What a form may be made of, and the digits each part must have. `%y` is missing on purpose: a year has four."""

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
    shapes = [re.sub("%[dm]", "%d", form) for form in forms if "%" in form]
    return len(set(shapes)) < len(shapes)


def _parsed(text: str, form: str) -> str:
    """Parsing is lenient about lengths (year 24 is the year 24), so the shape of the text is checked first.

    Where something stands between the parts, a day or month may leave out its leading zero (5/1/2024).
    """
    parts = re.findall("%.|[^%]+", form)
    if not parts or any(part.startswith("%") and part not in _PARTS for part in parts):
        raise ValueError(f"'{form}' is no form of a day or instant")
    pattern = ""
    for n, part in enumerate(parts):
        touches = any(neighbour.startswith("%") for neighbour in (*parts[max(n - 1, 0) : n], *parts[n + 1 : n + 2]))
        digits = "[0-9]{1,2}" if part in ("%d", "%m") and not touches else _PARTS.get(part)
        pattern += digits or re.escape(part)
    return f"CASE WHEN regexp_full_match({text}, {literal(pattern)}) THEN try_strptime({text}, {literal(form)}) END"
