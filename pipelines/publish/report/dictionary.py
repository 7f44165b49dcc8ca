"""What every published column means."""

from __future__ import annotations

from pipelines.publish.report.csv_file import csv_address
from pipelines.publish.report.facts import Explained, Facts
from pipelines.publish.report.numbers import Said
from pipelines.publish.report.table import Cell, Column, Table, text


def dictionary(facts: Facts) -> Table:
    """The data dictionary."""
    return Table(
        name="dictionary",
        caption=Said("Từ điển dữ liệu", "Data dictionary"),
        columns=(
            Column(Said("Bảng", "Table")),
            Column(Said("Cột", "Column")),
            Column(Said("Kiểu", "Type")),
            Column(Said("Tên", "Name")),
            Column(Said("Ý nghĩa", "Meaning")),
        ),
        rows=tuple(
            (
                _code(f"{one.schema_name}.{one.table_name}"),
                _code(one.column_name),
                _code(one.type),
                text(one.name_vi),
                text(one.meaning),
            )
            for one in facts.dictionary
        ),
        csv=csv_address(Explained, facts.dictionary),
        is_long=True,
    )


def _code(value: str) -> Cell:
    return Cell(Said(value, value), value, tone="code")
