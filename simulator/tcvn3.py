"""TCVN3 (ABC), the single-byte encoding of the north's old offices, in the writing direction.

It has bytes for all small accented letters but only seven capitals: the others came from a second font that draws
small letters as capitals, so an office writes the small letter's byte.
"""

from __future__ import annotations

UNDECODABLE = "\ue000"
"""Stands in generated text for a byte the encoding does not have."""

_LETTERS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_BYTES = {letter: first + n for first, letters in _LETTERS.items() for n, letter in enumerate(letters)}
_CAPITALS = {letter.upper(): code for letter, code in _BYTES.items() if letter.upper() not in _BYTES}
_TABLE = {ord(letter): code for letter, code in (_CAPITALS | _BYTES | {UNDECODABLE: 0x80}).items()}


def encode(text: str) -> bytes:
    """The bytes of a text.

    Raises:
        UnicodeEncodeError: a letter is neither ASCII nor Vietnamese.
    """
    return text.translate(_TABLE).encode("latin-1")
