"""Bytes to text, keeping in sight what could not be decoded."""

from __future__ import annotations

import unicodedata

from pipelines.errors import ContractFailure
from pipelines.read import tcvn3
from pipelines.read.refusal import Refused

_SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive or workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Office file",
    b"%PDF": "a PDF",
}
_STANDARD = {"utf-8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "utf-16": "utf-16", "cp1258": "cp1258"}


def decode(data: bytes, encoding: str) -> str:
    """The text of a file; what cannot be decoded, and NUL, becomes U+FFFD, which no honest record holds.

    Raises:
        Refused: there are no bytes, or they are no text at all.
        ContractFailure: the layout names an encoding nobody knows.
    """
    if not data:
        raise Refused("The file is empty: it holds no bytes, not even a header.")
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise Refused(f"The file is no text but begins like {kind}.", place="byte 1")
    if encoding == "tcvn3":
        text = tcvn3.decode(data)
    elif encoding in _STANDARD:
        text = data.decode(_STANDARD[encoding], errors="replace")
    else:
        raise ContractFailure(
            f"A layout names the unknown encoding '{encoding}'.", next_step="Use utf-8, utf-16, cp1258 or tcvn3."
        )
    return text.replace("\0", "\ufffd")


def canonical(title: str) -> str:
    """A title as layouts are compared with it: NFC, one space between words."""
    return " ".join(unicodedata.normalize("NFC", title).split())
