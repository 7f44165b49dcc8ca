"""Text columns written to Parquet batch by batch, so that memory does not grow with the register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.crash_points import crash_point


@dataclass
class TextWriter:
    """An open Parquet file.

    Attributes:
        rows: how many were written so far.
    """

    _schema: pa.Schema
    _writer: pq.ParquetWriter
    rows: int = 0

    def write(self, columns: Sequence[pa.Array]) -> None:
        """Append a batch, its columns in order."""
        batch = pa.record_batch([column.cast(pa.string()) for column in columns], schema=self._schema)
        self._writer.write_batch(batch)
        self.rows += batch.num_rows
        crash_point("extract: rows written, more to come")


@contextmanager
def text_writer(target: Path, names: Sequence[str]) -> Iterator[TextWriter]:
    """A writer for a file with these columns."""
    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        yield TextWriter(schema, writer)
