"""The rules for text, numbers and dates as DuckDB macros on a connection."""

from __future__ import annotations

import unicodedata
from itertools import product
from pathlib import Path

import duckdb

from warehouse.sql import render

SQL = Path(__file__).resolve().parent / "sql"

_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute, dot below: the five marked tones; the sixth has no mark."""

_VOWELS = "aăâeêioôơuưy"

_ONE_BYTE_CAPITALS = "ăâđêôơư"
"""The letters of which TCVN3 has capitals."""

_END = f"$|[^A-Za-z{chr(0xC0)}-{chr(0x1EF9)}]"
"""Where a syllable ends: no letter follows. The range holds all letters and marks of Latin scripts (and two signs); a
class of all letters there are takes ten times as long to compile, in each statement anew."""

_MARK = "\ufdd0"
"""A noncharacter, which no text may hold."""


def letters() -> str:
    """The 134 letters Vietnamese has besides the unmarked Latin ones, each as one character."""
    marked = (unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(_VOWELS, ("", *_TONES)))
    small = [letter for letter in (*marked, "đ") if not letter.isascii()]
    return "".join(small) + "".join(letter.upper() for letter in small)


def create_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary macros of `sql/text.sql`, `sql/numbers.sql` and `sql/dates.sql`."""
    marked = {vowel: "".join(_with(vowel, tone) for tone in _TONES) for vowel in "aAeEyY"}
    small, capitals = letters()[: len(letters()) // 2], letters()[len(letters()) // 2 :]
    a_e, y = marked["a"] + marked["A"] + marked["e"] + marked["E"], marked["y"] + marked["Y"]
    names = {
        "mark": _MARK,
        "marked_a_e": a_e,
        "marked_y": y,
        "end": _END,
        "open_ending": f"([oO][{a_e}]|[uU][{y}])({_END})",
        "moves": [(_MARK + _with(vowel, tone), tone + vowel) for vowel in marked for tone in _TONES],
        "letters": letters(),
        "capital_or_toned": f"A-Z{capitals}{''.join(letter for letter in small if letter not in _ONE_BYTE_CAPITALS)}",
        "capitalised_word": f"[A-Z{capitals}][a-z{small}]*",
    }
    for file in ("text", "numbers", "dates"):
        con.execute(render(file, names, SQL))


def _with(vowel: str, tone: str) -> str:
    return unicodedata.normalize("NFC", vowel + tone)
