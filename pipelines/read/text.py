"""Bytes to text, piece by piece, keeping in sight what could not be decoded."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from pipelines.errors import ContractFailure
from pipelines.read import tcvn3
from pipelines.read.refusal import Refused

TORN = "\ufffd"
"""What bytes become that are no character of the encoding, and NUL; no honest record holds it."""

PIECE = 4 * 1024 * 1024
"""How many bytes are in memory at once, whatever the size of the file."""

_SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive or workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Office file",
    b"%PDF": "a PDF",
}
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_STANDARD = {"utf-8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "utf-16": "utf-16", "cp1258": "cp1258"}

Decode = Callable[[bytes, bool], str]


def pieces(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file in pieces, with `TORN` for what cannot be decoded.

    Raises:
        Refused: there are no bytes, they are no text at all, or text that says itself it is of another encoding.
        ContractFailure: the layout names an encoding nobody knows.
    """
    decode = _decoder(encoding)
    with path.open("rb") as stream:
        piece = stream.read(PIECE)
        _refuse_other(piece, encoding)
        while piece:
            yield decode(piece, False).replace("\0", TORN)
            piece = stream.read(PIECE)
    yield decode(b"", True)


def _decoder(encoding: str) -> Decode:
    if encoding == "tcvn3":
        return lambda data, _: tcvn3.decode(data)
    if encoding in _STANDARD:
        return codecs.getincrementaldecoder(_STANDARD[encoding])("replace").decode
    raise ContractFailure(
        f"A layout names the unknown encoding '{encoding}'.", next_step="Use utf-8, utf-16, cp1258 or tcvn3."
    )


def _refuse_other(beginning: bytes, encoding: str) -> None:
    if not beginning:
        raise Refused("The file is empty: it holds no bytes, not even a header.")
    kind = kind_of(beginning)
    if kind:
        raise Refused(f"The file is no text but begins like {kind}.", place="byte 1")
    for mark, marked in _MARKS.items():
        if beginning.startswith(mark) and not encoding.startswith(marked):
            raise Refused(
                f"The file is written in {marked}, but {encoding} is agreed.",
                place="byte 1",
                ask=f"Ask the supplier for the file in {encoding}, or describe the new encoding in a layout.",
            )


def kind_of(beginning: bytes) -> str | None:
    """What kind of file begins like this, when it is none of text."""
    return next((kind for signature, kind in _SIGNATURES.items() if beginning.startswith(signature)), None)


def canonical(title: str) -> str:
    """A title as layouts are compared with it: NFC, one space between words."""
    return " ".join(unicodedata.normalize("NFC", title).split())
