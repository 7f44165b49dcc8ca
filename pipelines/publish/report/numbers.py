"""Numbers, shares and dates as Vietnamese readers and as English readers write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipelines.clock import HANOI

NO_BREAK = "\N{NO-BREAK SPACE}"
NOTHING = "–"

_WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One thing in both languages.

    Attributes:
        vi: in Vietnamese.
        en: in English.
        value: what a machine reads, where the thing is a number or a date.
    """

    vi: str
    en: str
    value: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is anything to say."""
        return self.vi != NOTHING


UNKNOWN = Said(NOTHING, NOTHING)


def number(value: float | int | None, digits: int = 0) -> Said:
    """A number with its thousands grouped: 1.234,5 and 1,234.5."""
    if value is None:
        return UNKNOWN
    english = f"{value:,.{digits}f}"
    return Said(_vietnamese(english), english, _machine(value))


def exactness(value: float | int | None) -> int:
    """The decimals of a figure that may count or be a share: none where it is whole, else the two the city states."""
    return 0 if value is None or round(value, 6) == round(value) else 2


def signed(value: float | int | None, digits: int = 0) -> Said:
    """A change with its sign: +12 and −3, and 0 without one."""
    if value is None:
        return UNKNOWN
    shown = number(abs(round(value, digits)), digits)
    sign = "+" if round(value, digits) > 0 else "−" if round(value, digits) < 0 else ""
    return Said(f"{sign}{shown.vi}", f"{sign}{shown.en}", _machine(value))


def share(value: float | None, digits: int = 1) -> Said:
    """A share between 0 and 1 as a percentage: 99,8 % and 99.8%. What is not whole is never rounded up to 100."""
    if value is None:
        return UNKNOWN
    shown = round(value * 100, digits)
    if value < 1 and shown >= 100:
        shown = 100 - 10.0**-digits
    english = f"{shown:,.{digits}f}"
    return Said(f"{_vietnamese(english)}{NO_BREAK}%", f"{english}%", _machine(value))


def day(value: date | None) -> Said:
    """A day: 16/01/2024 and 16 January 2024."""
    if value is None:
        return UNKNOWN
    return Said(f"{value:%d/%m/%Y}", f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}", value.isoformat())


def weekday(value: date) -> Said:
    """The day of the week."""
    return Said(_WEEKDAYS_VI[value.weekday()], _WEEKDAYS_EN[value.weekday()])


def instant(value: datetime | None) -> Said:
    """An instant in Hanoi's time."""
    if value is None:
        return UNKNOWN
    local = value.astimezone(HANOI)
    english = day(local.date()).en
    return Said(f"{local:%H:%M} ngày {local:%d/%m/%Y}", f"{local:%H:%M}, {english}", local.isoformat())


def _vietnamese(english: str) -> str:
    return english.translate(str.maketrans(",.", ".,"))


def _machine(value: float | int) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
