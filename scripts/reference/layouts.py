"""`layouts.md`: what may stand in a layout file."""

from __future__ import annotations

from pathlib import Path

from pipelines.conform import operations
from pipelines.contract import feeds, layouts_of
from pipelines.yaml_file import read_yaml
from scripts.reference.markdown import code, page, table

FACTS = Path(__file__).resolve().parent / "layouts.yaml"

INTRODUCTION = """
A layout says how one supplier, or one kind of file, writes a feed. It is a file
`pipelines/feeds/<feed>/layouts/<name>.yaml`; a new supplier of a known feed is a line in one of them, or a new one,
and no Python. Where the supplier is found stands elsewhere: in `suppliers.toml` below `CITYDB_HOME`. How to get
from a supplier's file to a layout is told in [Connect a real supplier](../how-to/connect-a-real-supplier.md).
"""


def layouts() -> str:
    """The page."""
    facts = read_yaml(FACTS)
    formats = [
        f"## Format {name}\n\n{block['about']}\n\n" + _keys(block["keys"]) + f"\n\nUsed by: {_users(name)}."
        for name, block in facts["formats"].items()
    ]
    return page(
        "Layouts",
        INTRODUCTION,
        ["## The file\n\n" + _keys(facts["file"]), _operations(), _forms(facts["forms"]), *formats],
    )


def _keys(block: dict[str, dict[str, str]]) -> str:
    rows = [[code(key), one["meaning"], code(one.get("default", ""))] for key, one in block.items()]
    return table(["key", "meaning", "default"], rows)


def _operations() -> str:
    """The table the module of the operations opens with."""
    first, _, rows = (operations.__doc__ or "").partition("\n\n")
    entry = "Below `columns:` each column of the contract has one entry, `column: {from: title, as: operation, …}`."
    return f"## Operations\n\n{entry}\n{first}\n\n{rows.strip()}"


def _forms(block: dict[str, str]) -> str:
    return "## Forms of days and instants\n\n" + table(
        ["form", "reads"], [[code(form), meaning] for form, meaning in block.items()]
    )


def _users(name: str) -> str:
    found = [(feed, layout) for feed in feeds() for layout in layouts_of(feed) if layout.format == name]
    return ", ".join(f"{code(layout.name)} of {feed}" for feed, layout in found) or "no layout yet"
