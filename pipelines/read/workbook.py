"""The archive of a workbook, looked at before a reader unpacks it into memory, and the cells no reader tells of."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree  # noqa: S405  # expat bounds what entities may expand to, and the size is bounded here
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipelines.read.refusal import Refused
from pipelines.read.text import kind_of

MOST_BYTES = 128 * 1024 * 1024
"""How much a workbook may unpack to; a district's day is a few hundred kilobytes."""

MOST_CELLS = 10_000_000
"""How many cells its area may have. Empty ones count: a value in the last corner of a sheet makes 17 billion of them,
each of which takes its place in a reader's memory."""

_PIECE, _OVERLAP = 1024 * 1024, 256
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_FORMULA_OR_ERROR = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st\s*=\s*["']e["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_AGAIN = "Ask the supplier to send the file again."


def look_through(path: Path) -> bool:
    """Unpack a workbook once, piece by piece, and tell whether it may hold formulas or errors.

    Raises:
        Refused: it is no workbook, cut off, damaged, or larger in memory than any delivery.
    """
    _refuse_other(path)
    unpacked, columns, rows, has_formulas = 0, 0, 0, False
    try:
        for piece, fresh in _unpacked(path):
            unpacked += fresh
            if unpacked > MOST_BYTES:
                raise Refused(f"The workbook unpacks to more than the {MOST_BYTES:,} bytes that are allowed.")
            found = _REFERENCE.findall(piece)
            columns = max(columns, max((column_number(letters.decode()) for letters, _ in found), default=0))
            rows = max(rows, max((int(digits) for _, digits in found), default=0))
            has_formulas = has_formulas or _FORMULA_OR_ERROR.search(piece) is not None
    except (BadZipFile, OSError, EOFError, RuntimeError, zlib.error):
        size = path.stat().st_size
        raise Refused(
            f"The workbook is cut off or damaged: its archive of {size:,} bytes cannot be unpacked.",
            place=f"byte {size}",
            ask=_AGAIN,
        ) from None
    if columns * rows > MOST_CELLS:
        raise Refused(
            f"The workbook spans {rows:,} rows and {columns:,} columns, more than the {MOST_CELLS:,} cells allowed.",
            place=f"row {rows}",
            ask="Ask the supplier to delete what stands far from the records, or to send a CSV.",
        )
    return has_formulas


def untold_cells(path: Path, sheet: str) -> Iterator[tuple[int, int]]:
    """Row and column of the cells that hold an error, or a formula without its result: readers tell them as empty.

    Raises:
        Refused: the sheet's part cannot be found or read.
    """
    try:
        with ZipFile(path) as archive, archive.open(_part_of(archive, sheet)) as part:
            row = column = 0
            for event, element in ElementTree.iterparse(part, ("start", "end")):  # noqa: S314  # see the import
                kind = element.tag.rpartition("}")[2]
                if event == "start" and kind == "row":
                    row, column = int(element.get("r", row + 1)), 0
                elif event == "start" and kind == "c":
                    letters = str(element.get("r", "")).rstrip("0123456789")
                    column = column_number(letters) if letters else column + 1
                elif kind == "c" and _is_untold(element):
                    yield row, column
                elif event == "end" and kind == "row":
                    element.clear()
    except (ElementTree.ParseError, LookupError, ValueError):
        raise Refused("The workbook is damaged: its sheet cannot be read.", ask=_AGAIN) from None


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse_other(path: Path) -> None:
    with path.open("rb") as stream:
        beginning = stream.read(8)
    if not beginning:
        raise Refused("The file is empty: it holds no bytes, not even a header.")
    if not beginning.startswith(b"PK"):
        kind = kind_of(beginning)
        raise Refused(
            f"The file begins like {kind}, not like an XLSX workbook."
            if kind
            else "The file does not begin like an XLSX workbook.",
            place="byte 1",
            ask="Ask the supplier for an XLSX workbook without a password.",
        )


def _unpacked(path: Path) -> Iterator[tuple[bytes, int]]:
    """Every part, piece by piece: what a reference over two pieces needs stands in both. And how many bytes are new."""
    with ZipFile(path) as archive:
        for entry in archive.infolist():
            yield from _pieces(archive, entry)


def _pieces(archive: ZipFile, entry: ZipInfo) -> Iterator[tuple[bytes, int]]:
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile("no workbook is packed like this")
    before = b""
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            yield before + piece, len(piece)
            before = piece[-_OVERLAP:]


def _part_of(archive: ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # see the import
    (relation,) = (node.get(_RELATION) for node in book.iter() if _names(node, "sheet") and node.get("name") == sheet)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # see the import
    (target,) = (node.get("Target", "") for node in links.iter() if node.get("Id") == relation)
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _names(node: ElementTree.Element, kind: str) -> bool:
    return node.tag.rpartition("}")[2] == kind


def _is_untold(cell: ElementTree.Element) -> bool:
    if cell.get("t") == "e":
        return True
    results = [node.text for node in cell if _names(node, "v")]
    is_empty_text = cell.get("t") == "str" and bool(results)
    return any(_names(node, "f") for node in cell) and not any(results) and not is_empty_text
