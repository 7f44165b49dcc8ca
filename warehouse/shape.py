"""Whether the history a warehouse holds has the columns today's contracts promise."""

from __future__ import annotations

import duckdb

from pipelines.contract import Contract, contract_of, feeds
from pipelines.errors import ContractFailure

_OF_HISTORY = {"supplier", "valid_from", "valid_to", "business_day", "row_hash", "delivery_id"}


class OtherShape(ContractFailure):
    """The warehouse was made under other contracts."""

    code = "warehouse.shape"


def other_shapes(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What is different of each feed whose history table has other columns than its contract, as a sentence."""
    found = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE schema_name = 'history' AND database_name = current_database()"
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, type_ in found:
        tables.setdefault(table, {})[column] = "TIMESTAMPTZ" if type_ == "TIMESTAMP WITH TIME ZONE" else type_
    contracts = [contract_of(feed) for feed in feeds()]
    return {
        contract.feed: difference
        for contract in contracts
        if contract.table in tables and (difference := _difference(contract, tables[contract.table]))
    }


def assert_shape(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing, when the history tables have the columns of the contracts.

    Raises:
        OtherShape: one has others.
    """
    different = other_shapes(con)
    if different:
        raise OtherShape(
            "The warehouse was made under other contracts: "
            + "; ".join(f"{feed} {what}" for feed, what in sorted(different.items()))
            + ".",
            next_step="`citydb rebuild` makes it anew from what has landed, by today's contracts.",
        )


def _difference(contract: Contract, there: dict[str, str]) -> str:
    wanted = {column.name: column.type for column in contract.content_columns}
    has = {name: type_ for name, type_ in there.items() if name not in _OF_HISTORY or name in wanted}
    told = [
        ("lacks", sorted(wanted.keys() - has.keys())),
        ("still has", sorted(has.keys() - wanted.keys())),
        ("has another type for", sorted(name for name in wanted.keys() & has.keys() if wanted[name] != has[name])),
    ]
    return ", ".join(f"{what} {' and '.join(names)}" for what, names in told if names)
