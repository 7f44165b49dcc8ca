"""Contracts and layouts: the facts of a feed, and how each supplier writes them."""

from pipelines.contract.layout import ColumnMapping, Layout
from pipelines.contract.lineage import origin_of
from pipelines.contract.model import Column, Contract
from pipelines.contract.registry import (
    areas,
    collected,
    contract_of,
    contracts_of,
    feeds,
    feeds_of,
    layout_named,
    layout_of,
    layouts_of,
    suppliers_of,
    suppliers_of_any,
)

__all__ = [
    "Column",
    "ColumnMapping",
    "Contract",
    "Layout",
    "areas",
    "collected",
    "contract_of",
    "contracts_of",
    "feeds",
    "feeds_of",
    "layout_named",
    "layout_of",
    "layouts_of",
    "origin_of",
    "suppliers_of",
    "suppliers_of_any",
]
