"""Delimited text in one strict grammar: a field is quoted as a whole or free of quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pipelines.contract import Layout
from pipelines.errors import ContractFailure, EngineFailure
from pipelines.read.text import TORN


@dataclass(frozen=True)
class Dialect:
    """How a layout delimits.

    Attributes:
        delimiter: what stands between fields.
        quote: what stands around a field that holds the delimiter; inside it is doubled.
        is_multiline: whether a quoted field may hold line ends.
    """

    delimiter: str
    quote: str
    is_multiline: bool

    @property
    def field(self) -> str:
        """The pattern of one field without its delimiter; no other field can be read in two ways."""
        d, q = _escaped(self.delimiter), _escaped(self.quote)
        return f"(?:{q}(?:[^{q}{TORN}]|{q}{q})*{q}|[^{d}{q}{TORN}]*)"

    @property
    def blank(self) -> str:
        """The pattern of a line with nothing in any field."""
        d, q = _escaped(self.delimiter), _escaped(self.quote)
        room = "[ \\t\u00a0\ufeff]*"
        return f"^{room}(?:{q}{q})?{room}(?:{d}{room}(?:{q}{q})?{room})*$"

    def record(self, width: int) -> str:
        """The pattern of a line with that many fields."""
        return f"^{self.field}(?:{_escaped(self.delimiter)}{self.field}){{{width - 1}}}$"

    def fields(self, line: str) -> list[str] | None:
        """The fields of one line, or None where it cannot be split without a rest."""
        if not re.fullmatch(f"{self.field}(?:{_escaped(self.delimiter)}{self.field})*", line):
            return None
        found = re.findall(f"{_escaped(self.delimiter)}({self.field})", self.delimiter + line)
        return [self._bare(text) for text in found]

    def columns(self, lines: pa.Array, width: int) -> list[pa.Array]:
        """The fields of lines that all match `record(width)`, as one array of texts for each place.

        Raises:
            EngineFailure: the parser saw another number of records than there are lines.
        """
        names = [str(n) for n in range(width)]
        if not len(lines):
            return [pa.array([], pa.string()) for _ in names]
        text = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines), "\n")
        content = text[0].as_buffer()
        table = pyarrow.csv.read_csv(
            pa.BufferReader(content),
            pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=content.size + 1),
            pyarrow.csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char=self.quote,
                double_quote=True,
                newlines_in_values=self.is_multiline,
            ),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
        )
        if table.num_rows != len(lines):
            raise EngineFailure(
                f"{len(lines)} lines became {table.num_rows} records.",
                next_step="Nothing was loaded. Keep the delivery and report it.",
            )
        return [table.column(name).combine_chunks() for name in names]

    def _bare(self, text: str) -> str:
        if text.startswith(self.quote):
            return text[1:-1].replace(self.quote * 2, self.quote)
        return text


def dialect_of(layout: Layout) -> Dialect:
    """The dialect a layout's options name: `delimiter` (default a comma), `quote` (default `"`), `multiline`.

    Raises:
        ContractFailure: delimiter and quote are not two different ASCII characters.
    """
    delimiter, quote = str(layout.options.get("delimiter", ",")), str(layout.options.get("quote", '"'))
    if len(delimiter) != 1 or len(quote) != 1 or delimiter == quote or not (delimiter + quote).isascii():
        raise ContractFailure(
            f"The layout {layout.name} needs one ASCII character as `delimiter:` and another as `quote:`.",
            where=f"{layout.feed}, layout {layout.name}",
        )
    return Dialect(delimiter, quote, bool(layout.options.get("multiline")))


def _escaped(character: str) -> str:
    """One ASCII character, in and outside a character class, for Python's and for RE2's patterns."""
    return f"\\x{ord(character):02x}"
