"""Vietnamese text comes out in one form, whatever way it was typed and encoded."""

from __future__ import annotations

import unicodedata
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.read import tcvn3
from tests.unit.conform.builders import conformed

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
ONSETS = ("", *"bcdđghklmnprstvx", "ch", "gh", "kh", "ng", "ngh", "nh", "ph", "th", "tr")
CLOSED = (
    "an",
    "ang",
    "ât",
    "ăm",
    "iên",
    "uyên",
    "oang",
    "oan",
    "ương",
    "uôi",
    "ơi",
    "ay",
    "oai",
    "uân",
    "êch",
    "ô",
    "ư",
)
OPEN = ("oa", "oe", "uy")
"""Where the tone has two places: on the first vowel, as the city writes it, or on the second."""

BYTES = {letter: code for code, letter in enumerate(tcvn3.TABLE) if letter != tcvn3.UNDEFINED}


def with_tone(vowels: str, tone: str, at: int) -> str:
    return unicodedata.normalize("NFC", vowels[: at + 1] + tone + vowels[at + 1 :])


def main_vowel(rime: str) -> int:
    """Where a closed rime bears its tone: on the letter with a mark of its own, else on the last vowel but a glide."""
    marked = [n for n, letter in enumerate(rime) if letter in "âăêôơư"]
    if marked:
        return marked[-1]
    vowels = [n for n, letter in enumerate(rime) if letter in "aeiouy"]
    return vowels[-1] if rime[-1] not in "iy" or len(vowels) == 1 else vowels[-2]


@st.composite
def syllables(draw: st.DrawFn) -> tuple[str, str]:
    """A syllable as the city writes it, and as it may be typed."""
    onset, tone = draw(st.sampled_from(ONSETS)), draw(st.sampled_from(TONES))
    rime = draw(st.sampled_from((*CLOSED, *OPEN)))
    if rime in OPEN:
        place = draw(st.sampled_from((0, 1)))
        return onset + with_tone(rime, tone, 0), onset + with_tone(rime, tone, place)
    written = onset + with_tone(rime, tone, main_vowel(rime))
    return written, written


@st.composite
def names(draw: st.DrawFn) -> tuple[str, str]:
    """A name as the city writes it, and as it may be typed."""
    parts = draw(st.lists(syllables(), min_size=1, max_size=5))
    capitalise = draw(st.sampled_from((str.capitalize, str.upper, str.lower)))
    space = draw(st.sampled_from((" ", "  ", "\u00a0", " \t")))
    form: Literal["NFC", "NFD"] = draw(st.sampled_from(("NFC", "NFD")))
    typed = space.join(capitalise(part) for _, part in parts)
    return " ".join(part.capitalize() for part, _ in parts), unicodedata.normalize(form, typed)


def in_tcvn3(text: str) -> bytes:
    """The bytes an office types: capitals with tone marks are the bytes of small letters in another font."""
    return bytes(BYTES[letter] if letter in BYTES else BYTES[letter.lower()] for letter in text)


def named(texts: list[str]) -> list[object]:
    return [value for value, _ in conformed(texts, "VARCHAR", **{"as": "name"})]


@settings(max_examples=25, deadline=None)
@given(st.lists(names(), min_size=1, max_size=40))
def test_a_name_has_one_form_whatever_way_it_was_typed(pairs: list[tuple[str, str]]) -> None:
    assert named([typed for _, typed in pairs]) == [written for written, _ in pairs]


@settings(max_examples=25, deadline=None)
@given(st.lists(names(), min_size=1, max_size=40), st.sampled_from(("utf-8", "utf-16", "tcvn3")))
def test_a_name_has_one_form_whatever_encoding_it_came_in(pairs: list[tuple[str, str]], encoding: str) -> None:
    written = [name for name, _ in pairs]
    typed = [unicodedata.normalize("NFC", text).replace("\u00a0", " ") for _, text in pairs]
    if encoding == "tcvn3":
        decoded = [tcvn3.decode(in_tcvn3(text)) for text in typed]
    else:
        decoded = [text.encode(encoding).decode(encoding) for text in typed]
    assert named(decoded) == written


ANY = st.text(st.characters(codec="utf-8"), max_size=12)
LIKELY = st.text(st.sampled_from("hoàáòauyỳủùqQHOÀ\u0301\u0300\u0323 \u00a0\u200b-'.,1"), max_size=10)


@settings(max_examples=20, deadline=None)
@given(st.lists(ANY | LIKELY, min_size=1, max_size=80), st.sampled_from(("text", "name")))
def test_what_is_conformed_stays_as_it_is_when_it_is_conformed_again(texts: list[str], operation: str) -> None:
    once = [value for value, _ in conformed(texts, "VARCHAR", **{"as": operation})]
    again = [value for value, _ in conformed([str(v) if v else None for v in once], "VARCHAR", **{"as": operation})]
    assert again == once


@settings(max_examples=20, deadline=None)
@given(st.lists(ANY | LIKELY, min_size=1, max_size=80))
def test_the_unicode_form_makes_no_difference(texts: list[str]) -> None:
    composed, decomposed = ([unicodedata.normalize(form, text) for text in texts] for form in ("NFC", "NFD"))
    assert conformed(composed, "VARCHAR", **{"as": "text"}) == conformed(decomposed, "VARCHAR", **{"as": "text"})


@settings(max_examples=20, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=80))
def test_conforming_loses_no_letter(texts: list[str]) -> None:
    """Only room, invisible characters and the place of a tone change."""
    for text, (value, _) in zip(texts, conformed(texts, "VARCHAR", **{"as": "text"}), strict=True):
        assert letters_of(str(value or "")) == letters_of(text)


def letters_of(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFD", text)
    return sorted(letter for letter in decomposed if unicodedata.category(letter)[0] in "LMNPS")
