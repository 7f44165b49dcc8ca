"""Text, instants and dates as suppliers write them."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7))

_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe"}
_TONES |= {"oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}
_TCVN3 = {0xA1: "ĂÂÊÔƠƯĐăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò"}
_TCVN3 |= {0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ"}
BYTES = {first + n: letter for first, letters in _TCVN3.items() for n, letter in enumerate(letters)}


class Unmapped(str):
    """Text that could not be mapped: it stays and breaks a rule."""


def name(text):
    words = unicodedata.normalize("NFC", text or "").split()
    return " ".join(tone(w.capitalize() if w in (w.lower(), w.upper()) else w) for w in words) or None


def tone(word):
    end = _TONES.get(word[-2:])
    return word[:-2] + end if end and not (end[0] in "ùúủũụ" and word[-3:-2].lower() == "q") else word


def mapped(value, convert):
    if value in (None, ""):
        return None
    try:
        return convert(value)
    except (ValueError, KeyError):
        return Unmapped(value)


def instant(pattern):
    return lambda text: datetime.strptime(text, pattern).replace(tzinfo=HANOI).astimezone(UTC)


def birth(text, precision):
    if precision == "0":
        on = mapped(text, lambda t: datetime.strptime(t, "%Y%m%d").replace(tzinfo=HANOI).date())
        return (on, on) if isinstance(on, Unmapped) else (on.year, on)
    return int(text[:4]), None
