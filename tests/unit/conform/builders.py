"""A layout's operations put to single texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import duckdb

from pipelines.conform import conform
from pipelines.contract import Column, ColumnMapping, Contract, Layout
from pipelines.read.tables import create, raw_table
from tests.builders import tiny_contract
from warehouse.sql import quoted


def column(name: str, type_: str = "VARCHAR") -> Column:
    return Column(name, type_, False, name == "k", name, name, "public", "as_is", None, (), None)


def layout_with(columns: dict[str, dict[str, Any]]) -> Layout:
    """A layout of these columns, written as in YAML."""
    mappings = []
    for name, block in columns.items():
        options = {key: value for key, value in block.items() if key not in ("from", "as")}
        mappings.append(ColumnMapping(name, block.get("from"), block["as"], MappingProxyType(options)))
    return Layout("toy.snapshot", "toy", ("s1",), "dated", "csv", MappingProxyType({}), tuple(mappings))


def contract_with(*columns: Column) -> Contract:
    return replace(tiny_contract("snapshot"), columns=columns)


def scratch() -> duckdb.DuckDBPyConnection:
    """A database in which one delivery is announced."""
    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone = 'UTC'")
    con.execute("CREATE TABLE delivery (delivery_id VARCHAR, supplier VARCHAR, business_day DATE, version INTEGER)")
    con.execute("INSERT INTO delivery VALUES ('d', 's1', '2024-01-15', 1)")
    return con


standing = cache(scratch)
"""The same one again: opening it takes longer than most of what is asked of it."""


def conformed(texts: Sequence[str | None], type_: str, **block: Any) -> list[tuple[object, str | None]]:
    """What becomes of texts under one operation: the value, and the text that could not be mapped."""
    return conformed_rows([{"theirs": text} for text in texts], type_, **({"from": "theirs"} | block))


def conformed_rows(rows: Sequence[dict[str, str | None]], type_: str, **block: Any) -> list[tuple[object, str | None]]:
    """The same where the operation looks at several titles."""
    layout = layout_with({"k": {"as": "constant", "value": "x"}, "v": block})
    con = standing()
    con.execute(f"DROP TABLE IF EXISTS {raw_table(layout)}")
    create(con, layout)
    columns = "".join(f", unnest(?::VARCHAR[]) AS {quoted(source)}" for source in layout.sources)
    con.execute(
        f"INSERT INTO {raw_table(layout)} BY NAME "
        f"SELECT 'd' AS delivery_id, unnest(range({len(rows)})) AS position{columns}",
        [[told.get(source) for told in rows] for source in layout.sources],
    )
    conform(con, contract_with(column("k"), column("v", type_)), [layout])
    value = "v::VARCHAR" if type_ in ("DATE", "TIMESTAMPTZ") else "v"
    return con.execute(f"SELECT {value}, v__unmapped FROM conformed ORDER BY position").fetchall()
