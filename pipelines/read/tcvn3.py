"""TCVN3 (also called ABC), the one-byte encoding of northern offices, as a table Python's charmap decoder takes.

Its fonts have no upper-case letters with tone marks: capitals were set in a second font (.VnTimeH) with the bytes of
the lower-case letters, so a decoded name may begin with a lower-case letter.
"""

from __future__ import annotations

import codecs

_ROWS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
"""First byte of each row and the letters of the bytes from there on."""

UNDEFINED = "\ufffe"
"""What `codecs.charmap_decode` takes as "no letter has this byte"."""

TABLE = "".join(map(chr, range(0x80))) + "".join(
    next((row[byte - first] for first, row in _ROWS.items() if first <= byte < first + len(row)), UNDEFINED)
    for byte in range(0x80, 0x100)
)
"""256 characters, one a byte."""


def decode(data: bytes) -> str:
    """Text of TCVN3 bytes; a byte without a letter becomes U+FFFD."""
    return codecs.charmap_decode(data, "replace", TABLE)[0]
