"""Lines into whole records, so that no quote can swallow its neighbours."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.read.delimited import Dialect
from pipelines.read.lines import LONGEST, Lines
from pipelines.read.refusal import Refused

_ASK = "Ask the supplier to write each record on one line and to double quotes inside a field."


def records_of(lines: Iterator[Lines], dialect: Dialect) -> Iterator[Lines]:
    """The lines that hold something; where the layout is `multiline`, a record's lines joined, placed at its first.

    Raises:
        Refused: a record over several lines does not end.
    """
    for batch in _joined(lines, dialect.quote) if dialect.is_multiline else lines:
        told = batch.where(pc.invert(pc.match_substring_regex(batch.content, dialect.blank)))
        if len(told):
            yield told


def refuse_open_quote(bad: Lines, rest: Iterator[Lines], quote: str) -> None:
    """Refuse the file when a quote opens on a line and does not close on it.

    Args:
        bad: lines that are no records.
        rest: what follows them in the file, to tell where the quote closes.
        quote: the quote character.

    Raises:
        Refused: there is such a line.
    """
    odd = _odd(bad, quote)
    if not odd:
        return
    closing = odd[1:2] or next((found[:1] for batch in rest if (found := _odd(batch, quote))), [])
    fate = f"closes only on line {closing[0]}" if closing else "never closes"
    raise Refused(
        f"A quote opens on line {odd[0]} and {fate}, so where records end cannot be known.",
        place=f"line {odd[0]}",
        ask=_ASK,
    )


def _odd(lines: Lines, quote: str) -> list[int]:
    is_odd = pc.equal(pc.bit_wise_and(pc.count_substring(lines.content, quote), 1), 1)
    return lines.position.filter(is_odd).to_pylist()  # type: ignore[no-any-return]  # pyarrow has no types


def _joined(lines: Iterator[Lines], quote: str) -> Iterator[Lines]:
    held: Lines | None = None
    for batch in lines:
        whole = batch if held is None else _appended(held, batch)
        quotes = np.cumsum(pc.count_substring(whole.content, quote).to_numpy())
        begins = np.flatnonzero(np.concatenate(([0], quotes[:-1])) % 2 == 0)
        is_open = quotes[-1] % 2 == 1
        ends = np.append(begins[1:], [] if is_open else [len(whole)])
        held = whole.cut(int(begins[-1])) if is_open else None
        if held is not None and pc.sum(pc.utf8_length(held.content)).as_py() > LONGEST:
            break
        if len(ends):
            yield _record_lines(whole, begins[: len(ends)], ends)
    if held is not None:
        refuse_open_quote(held, iter(()), quote)


def _record_lines(lines: Lines, begins: np.ndarray, ends: np.ndarray) -> Lines:
    offsets = pa.array(np.append(begins, ends[-1:]), pa.int32())
    grouped = pa.ListArray.from_arrays(offsets, lines.content)
    return Lines(lines.position.take(pa.array(begins)), pc.binary_join(grouped, "\n"))


def _appended(first: Lines, second: Lines) -> Lines:
    return Lines(pa.concat_arrays([first.position, second.position]), pa.concat_arrays([first.content, second.content]))
