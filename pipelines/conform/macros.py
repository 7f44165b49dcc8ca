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
    a_e, y = marked["a"] + marked["A"] + marked["e"] + marked["E"], marked["y"] + marked["Y"]
    names = {
        "mark": _MARK,
        "marked_a_e": a_e,
        "marked_y": y,
        "open_ending": f"([oO][{a_e}]|[uU][{y}])($|[^\\p{{L}}\\p{{M}}])",
        "moves": [(_MARK + _with(vowel, tone), tone + vowel) for vowel in marked for tone in _TONES],
        "letters": letters(),
    }
    for file in ("text", "numbers", "dates"):
        con.execute(render(file, names, SQL))


def _with(vowel: str, tone: str) -> str:
    return unicodedata.normalize("NFC", vowel + tone)
