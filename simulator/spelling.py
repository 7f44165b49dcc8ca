"""The city's own spelling of a text: composed letters, the tone on the first vowel of oa, oe and uy, single spaces."""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa

_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_ENDING = re.compile(rf"(?<![qQ])({'|'.join(_TONES)})(?!\w)", re.IGNORECASE)
"""At the end of a syllable, and not after q, where the u belongs to the consonant."""


def canonical(text: str) -> str:
    """A text as the city spells it."""
    return _ENDING.sub(_moved, " ".join(unicodedata.normalize("NFC", text).split()))


def canonical_all(texts: pa.ChunkedArray) -> pa.Array:
    """Texts as the city spells them; NULL stays NULL. For a few thousand texts, not for a register."""
    return pa.array([None if text is None else canonical(text) for text in texts.to_pylist()], pa.string())


def _moved(found: re.Match[str]) -> str:
    letters = found[0]
    moved = _TONES[letters.lower()]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(letters, moved, strict=True))
