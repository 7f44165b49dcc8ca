from __future__ import annotations

from time import process_time
from typing import Any

import duckdb
import pytest

from pipelines.conform import conform, operations
from pipelines.contract import contract_of, feeds, layouts_of
from pipelines.errors import ContractFailure
from pipelines.read.tables import create, raw_table
from tests.unit.conform.builders import column, conformed, contract_with, layout_with, scratch


@pytest.mark.parametrize("feed", feeds())
def test_every_layout_fills_every_column_of_its_contract(feed: str) -> None:
    contract, layouts = contract_of(feed), layouts_of(feed)
    with scratch() as con:
        for layout in layouts:
            create(con, layout)
            con.execute(f"INSERT INTO {raw_table(layout)} BY NAME SELECT 'd' AS delivery_id, 1 AS position")
        conform(con, contract, layouts)
        told = con.execute("DESCRIBE conformed").fetchall()
        assert con.execute("SELECT count(*) FROM conformed").fetchone() == (len(layouts),)
    types = {name: type_ for name, type_, *_ in told}
    for one in contract.columns:
        assert types[one.name] == {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}.get(one.type, one.type)
        assert types[f"{one.name}__unmapped"] == "VARCHAR"


def test_layouts_without_records_leave_an_empty_table() -> None:
    with scratch() as con:
        conform(con, contract_with(column("k")), [layout_with({"k": {"from": "K", "as": "text"}})])
        assert con.execute("SELECT count(*) FROM conformed").fetchone() == (0,)


def test_records_of_deliveries_nobody_announced_are_not_conformed() -> None:
    layout = layout_with({"k": {"from": "K", "as": "text"}})
    with scratch() as con:
        create(con, layout)
        con.execute(f"INSERT INTO {raw_table(layout)} VALUES ('d', 1, 'a'), ('other', 1, 'b')")
        conform(con, contract_with(column("k")), [layout])
        assert con.execute("SELECT delivery_id, supplier, k FROM conformed").fetchall() == [("d", "s1", "a")]


@pytest.mark.parametrize("name", operations.OPERATIONS)
def test_every_operation_is_told_in_the_table_of_the_module(name: str) -> None:
    assert f"| `{name}` |" in str(operations.__doc__)


@pytest.mark.parametrize(
    ("type_", "block", "told"),
    [
        ("VARCHAR", {"as": "translate"}, "names no operation"),
        ("DATE", {"as": "text"}, "cannot fill a column of type DATE"),
        ("VARCHAR", {"as": "text", "lang": "vi"}, "unknown option lang"),
        ("VARCHAR", {"as": "text", "from": None}, "needs `from:`"),
        ("VARCHAR", {"as": "constant", "value": "x"}, "must have no `from:`"),
        ("VARCHAR", {"as": "code"}, "needs a mapping"),
        ("VARCHAR", {"as": "code", "codes": {"Hoà": "1", "Hòa": "2"}}, "two spellings with two meanings"),
        ("VARCHAR", {"as": "digits", "pad_to": -1}, "needs a whole number"),
        ("DATE", {"as": "date", "formats": []}, "needs a list"),
        ("DATE", {"as": "date", "formats": ["%d/%m/%Y", "%m/%d/%Y"]}, "read one text in two ways"),
        ("DATE", {"as": "date", "format": "%d/%m/%y"}, "no form of a day"),
        ("DATE", {"as": "date", "format": "%d/%m"}, "no form of a day"),
        ("DATE", {"as": "date", "format": "%d/%d/%m/%Y"}, "no form of a day"),
        ("DATE", {"as": "birth_on"}, "needs `precision:`"),
    ],
)
def test_a_layout_that_makes_no_sense_is_refused_by_column_and_reason(
    type_: str, block: dict[str, Any], told: str
) -> None:
    with pytest.raises(ContractFailure, match=told) as failure:
        conformed(["x"], type_, **block)
    assert "column v" in str(failure.value)


def test_a_layout_that_does_not_fit_its_contract_is_refused_by_what_it_lacks() -> None:
    layout = layout_with({"k": {"from": "K", "as": "text"}, "extra": {"from": "E", "as": "text"}})
    with scratch() as con, pytest.raises(ContractFailure, match="missing v; too much extra"):
        conform(con, contract_with(column("k"), column("v")), [layout])


def test_no_text_of_a_record_is_part_of_a_statement() -> None:
    nasty = "'); DROP TABLE delivery; --"
    assert conformed([nasty], "VARCHAR", **{"as": "text"}) == [(nasty, None)]
    codes = {"it's": "o'clock"}
    assert conformed(["it's"], "VARCHAR", **{"as": "code", "codes": codes}) == [("o'clock", None)]
    assert conformed(["x"], "VARCHAR", **{"as": "text", "from": 'the "title"; --'}) == [(None, None)]


def test_a_night_of_few_records_costs_little() -> None:
    # what once made a night of 1,000 records take ten seconds was to compile the statements
    contract, layouts = contract_of("procedures.dossier"), layouts_of("procedures.dossier")
    with scratch() as con:
        for layout in layouts:
            create(con, layout)
            con.execute(f"INSERT INTO {raw_table(layout)} BY NAME SELECT 'd' AS delivery_id, 1 AS position")
        before = process_time()
        conform(con, contract, layouts)
        assert process_time() - before < 4.0


def test_macros_stay_on_their_connection() -> None:
    with scratch() as con:
        conform(con, contract_with(column("k")), [layout_with({"k": {"from": "K", "as": "text"}})])
        with duckdb.connect() as other, pytest.raises(duckdb.CatalogException):
            other.execute("SELECT canonical('x')")
