"""What `sql/conform.sql` is filled in with: for each contract column, how it is made of a layout's texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipelines.conform.operations import Conformed, conformed
from pipelines.contract import Column, ColumnMapping, Contract, Layout
from pipelines.errors import ContractFailure
from warehouse.sql import quoted

UNMAPPED = "__unmapped"
"""What a contract column's name is followed by in the name of the column with its unmapped text."""

Piece = dict[str, object]


def statement_of(contract: Contract, layout: Layout, canonical: Mapping[str, str]) -> dict[str, object]:
    """The lists `texts`, `values` and `columns` of the statement.

    Tidying is what costs, in compiling as in running. So a title's canonical text is made once, and for values only
    where the text as it came did not read.

    Args:
        contract: the feed's contract.
        layout: one of its layouts.
        canonical: the canonical form of each code the layout lists.

    Raises:
        ContractFailure: the layout leaves out a contract column, or asks for what no operation does.
    """
    mappings = _mappings(contract, layout)
    try:
        made = {column: conformed(mappings[column.name], column, canonical) for column in contract.columns}
    except ContractFailure as failure:  # an operation knows its column, and not whose it is
        where = f"{layout.feed}, layout {layout.name}"
        raise ContractFailure(failure.what, where=where, next_step=failure.next_step) from None
    tidy = _texts(made.values())
    return {
        "texts": [{"source": f"raw.{quoted(title)}", "tidy": name} for title, name in tidy.items()],
        "values": [_value(column, how) for column, how in made.items() if how.reads_as_it_came],
        "columns": [_column(column, how, tidy) for column, how in made.items()],
    }


def _mappings(contract: Contract, layout: Layout) -> dict[str, ColumnMapping]:
    mappings = {mapping.column: mapping for mapping in layout.columns}
    contracted = {column.name for column in contract.columns}
    missing, unknown = sorted(contracted - set(mappings)), sorted(set(mappings) - contracted)
    if missing or unknown:
        raise ContractFailure(
            f"The layout {layout.name} does not fit the contract of {layout.feed}: "
            f"missing {', '.join(missing) or 'nothing'}; too much {', '.join(unknown) or 'nothing'}.",
            where=f"{layout.feed}, layout {layout.name}",
            next_step="Give each contract column exactly one entry in `columns:`.",
        )
    return mappings


def _texts(made: Iterable[Conformed]) -> dict[str, str]:
    """A column name for each title whose canonical text is needed whatever it is."""
    titles = [title for how in made if not how.reads_as_it_came for title in how.titles]
    return {title: quoted(f"text {n}") for n, title in enumerate(dict.fromkeys(titles), 1)}


def _value(column: Column, how: Conformed) -> Piece:
    (title,) = how.titles
    source = f"raw.{quoted(title)}"
    return {
        "source": source,
        "told": quoted(f"{column.name} as told"),
        "first": quoted(f"{column.name} at once"),
        "read": how.read(source),
        "tidy": _own_tidy(column),
    }


def _column(column: Column, how: Conformed, texts: Mapping[str, str]) -> Piece:
    if how.reads_as_it_came:
        tidy = [_own_tidy(column)]
        mapped = f"coalesce({quoted(f'{column.name} at once')}, {how.read(*tidy)})"
    else:
        tidy = [texts[title] for title in how.titles]
        mapped = how.read(*tidy)
    return {
        "name": quoted(column.name),
        "mapped": mapped,
        "tidy": tidy[0] if tidy else "NULL",
        "is_unknown": how.is_unknown(*tidy) if how.is_unknown else None,
        "unmapped": quoted(column.name + UNMAPPED),
        "keeps_text": column.type == "VARCHAR",
    }


def _own_tidy(column: Column) -> str:
    return quoted(f"{column.name} tidied")
