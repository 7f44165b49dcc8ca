"""A text as physical lines, numbered, some ten thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.read.refusal import Refused

LONGEST = 16 * 1024 * 1024
"""Characters a line may have; nothing that fills such a line is a record."""


@dataclass(frozen=True)
class Lines:
    """Lines that follow each other in a file, or a selection of them.

    Attributes:
        position: the number of each, from 1.
        content: each without its line end.
    """

    position: pa.Array
    content: pa.Array

    def __len__(self) -> int:
        return len(self.position)

    def where(self, mask: pa.Array) -> Lines:
        """Those for which the mask is true."""
        return Lines(self.position.filter(mask), self.content.filter(mask))

    def cut(self, begin: int, end: int | None = None) -> Lines:
        """Those from one to another, counted from 0."""
        length = (len(self) if end is None else end) - begin
        return Lines(self.position.slice(begin, length), self.content.slice(begin, length))

    def table(self) -> pa.Table:
        """Both columns as a table DuckDB can read."""
        return pa.table({"position": self.position, "content": self.content})


def lines_of(pieces: Iterable[str]) -> Iterator[Lines]:
    """The lines of a text that comes in pieces.

    Lines end with LF or CR LF; where the first line ends with CR alone, as in old systems, all may. Any other CR stands
    inside a line and becomes a space.

    Raises:
        Refused: a line is longer than any record.
    """
    for first, text in _whole_lines(pieces):
        content = pc.split_pattern(pa.array([text]), "\n").values
        if len(text) > LONGEST:
            lengths = pc.utf8_length(content).to_pylist()
            _refuse_the_endless(first + lengths.index(max(lengths)), max(lengths))
        if "\r" in text:
            content = pc.replace_substring(content, "\r", " ")
        yield Lines(pa.array(np.arange(first, first + len(content))), content)


def _whole_lines(pieces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Runs of whole lines, each with the number of its first; between them is LF, whatever ends a line in the file."""
    end, rest, first = "", "", 1
    for piece in pieces:
        text = rest + piece
        end = end or _line_end(text)
        cut = _last_end(text, end)
        part, rest = _with_lf(text[:cut], end), text[cut:]
        if part:
            yield first, part.removesuffix("\n")
            first += part.count("\n")
        _refuse_the_endless(first, len(rest))
    if rest:
        yield first, _with_lf(rest, end or _line_end(rest)).removesuffix("\n")


def _refuse_the_endless(line: int, length: int) -> None:
    if length > LONGEST:
        raise Refused(
            f"The line has more than {LONGEST:,} characters, so where records end cannot be known.",
            place=f"line {line}",
        )


def _line_end(text: str) -> str:
    """LF or CR, or nothing where no line ends yet; a CR at the very end may be half of CR LF."""
    lf, cr = text.find("\n"), text.find("\r", 0, len(text) - 1)
    if cr >= 0 and (lf < 0 or cr < lf - 1):
        return "\r"
    return "" if lf < 0 else "\n"


def _last_end(text: str, end: str) -> int:
    """How far the text is made of whole lines; what follows a CR at its very end is not known yet."""
    if not end:
        return 0
    if end == "\n":
        return text.rfind("\n") + 1
    last = max(text.rfind("\r", 0, len(text) - 1), text.rfind("\n"))
    return last + 2 if text[last : last + 2] == "\r\n" else last + 1


def _with_lf(text: str, end: str) -> str:
    text = text.replace("\r\n", "\n")
    return text.replace("\r", "\n") if end == "\r" else text
