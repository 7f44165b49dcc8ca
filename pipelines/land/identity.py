"""The identity of a delivery: by it the same delivery is known again, however and how often it is fetched.

A file is its bytes. What comes from a database or page by page is the multiset of its records, because such a source
promises no order: each record is hashed, and the sums of the hashes stand for all of them. Sums need no sorting and no
memory (sorting the hashes of 8 million records did not fit into 1 GB), and unlike XOR they count duplicates. They tell
deliveries apart; they are no defence against someone who makes two different ones look the same on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pipelines.settings import Settings
from warehouse.session import session
from warehouse.sql import quoted, render

SQL = Path(__file__).resolve().parent / "sql"

PAGES_AT_ONCE = 16
"""Bounds the memory: DuckDB reads up to 2,048 files into one vector, which would be the whole register."""


@dataclass(frozen=True)
class Multiset:
    """How many records, and the sums of the two halves of their hashes."""

    records: int = 0
    upper_sum: int = 0
    lower_sum: int = 0

    def __add__(self, other: Multiset) -> Multiset:
        return Multiset(
            self.records + other.records, self.upper_sum + other.upper_sum, self.lower_sum + other.lower_sum
        )

    def identity(self, heading: str) -> str:
        """The hash of the records under what all of them share, such as the names of the columns."""
        return sha256(f"{heading}|{self.records}|{self.upper_sum}|{self.lower_sum}".encode()).hexdigest()


def is_whole(settings: Settings, landed: Path, identity: str, items: str = "") -> bool:
    """Whether landed content is what its manifest says, and can be read at all.

    Args:
        settings: memory and threads to keep to.
        landed: a file, or a folder of pages; its extension tells by what it is known.
        identity: the identity it landed with.
        items: the JSON path of the records on a page; only pages need it.
    """
    try:
        return identity_of(settings, landed, items) == identity
    except duckdb.OutOfMemoryException:  # our trouble; it says nothing about the content
        raise
    except (OSError, ValueError, duckdb.Error):
        return False


def identity_of(settings: Settings, content: Path, items: str = "") -> str:
    """The identity of content by what it is: pages and tables by their records, everything else by its bytes."""
    match content.suffix:
        case ".pages":
            return identity_of_pages(settings, sorted(content.iterdir()), items)
        case ".parquet":
            return identity_of_table(settings, content)
        case _:
            return identity_of_file(content)


def identity_of_file(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def identity_of_bytes(pages: Iterable[Path]) -> str:
    """The hash of several files in their order: of pages that cannot be parsed."""
    return sha256("|".join(identity_of_file(page) for page in pages).encode()).hexdigest()


def identity_of_table(settings: Settings, parquet: Path) -> str:
    """The hash of the columns and the multiset of rows of a Parquet file of text columns."""
    columns = list(pq.read_schema(parquet).names)
    if not columns:
        return identity_of_file(parquet)
    with session(settings) as connection:
        statement = render("table_identity", {"columns": [quoted(column) for column in columns]}, SQL)
        rows = _multiset(connection, statement, {"path": str(parquet)})
    return rows.identity(repr(columns))


def identity_of_pages(settings: Settings, pages: Sequence[Path], items: str) -> str:
    """The hash of the multiset of records on JSON pages; of the bytes when a page is no JSON.

    Args:
        settings: memory and threads to keep to.
        pages: the pages, in order.
        items: the JSON path of the records on a page, e.g. `$."data"[*]`.
    """
    statement = render("page_identity", folder=SQL)
    total, remaining = Multiset(), iter(pages)
    try:
        with session(settings) as connection:
            while batch := [str(page) for page in islice(remaining, PAGES_AT_ONCE)]:
                total += _multiset(connection, statement, {"items": items, "pages": batch})
    except duckdb.InvalidInputException:
        return identity_of_bytes(pages)
    return total.identity(items)


def _multiset(connection: duckdb.DuckDBPyConnection, statement: str, arguments: dict[str, object]) -> Multiset:
    row = connection.execute(statement, arguments).fetchone()
    if row is None:
        return Multiset()
    records, upper_sum, lower_sum = row
    return Multiset(int(records), int(upper_sum), int(lower_sum))
