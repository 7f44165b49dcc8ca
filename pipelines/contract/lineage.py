"""How one version of a contract becomes the next: columns added, widened, renamed, retired, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.contract.model import Column, Contract
from pipelines.errors import ContractFailure

_WIDER = {("INTEGER", "BIGINT"), ("INTEGER", "VARCHAR"), ("BIGINT", "VARCHAR"), ("DATE", "VARCHAR")}
"""Types whose every value the second can hold; DuckDB writes them alike, so that no record differs by it."""


def origin_of(column: Column, contract: Contract) -> Column | None:
    """The column of another version of the contract that this one was, or None where that version has none."""
    names = {*column.former_names, column.name}
    return next((one for one in contract.columns if names & {*one.former_names, one.name}), None)


def check_succession(newest: Contract, earlier: Sequence[Contract]) -> None:
    """Nothing, when the records of every earlier version can be told in the newest.

    Raises:
        ContractFailure: they cannot, or two versions begin on one day.
    """
    for contract in earlier:
        wrong = _what_is_wrong(newest, contract)
        if wrong:
            raise ContractFailure(
                f"Version {contract.version} of {newest.feed} does not lead to version {newest.version}: {wrong}.",
                where=newest.feed,
                next_step="A version may add, widen, rename (`formerly:`) or retire columns; for anything else make "
                "a new feed.",
            )
    days = [contract.valid_from for contract in (newest, *earlier)]
    if len(set(days)) < len(days) or max(days) != newest.valid_from:
        raise ContractFailure(
            f"The versions of {newest.feed} do not begin one after the other, the newest last.",
            where=newest.feed,
            next_step="Give each its own validFrom.",
        )


def _what_is_wrong(newest: Contract, contract: Contract) -> str | None:
    if (contract.feed, contract.kind) != (newest.feed, newest.kind):
        return "feed or deliveryKind is another"
    pairs = [(column, origin_of(column, contract)) for column in newest.columns]
    if {old.name for new, old in pairs if old and new.is_key} != {column.name for column in contract.key_columns}:
        return "the key is another"
    for technical in ("effective_column", "operation_column"):
        new_name, old_name = getattr(newest, technical), getattr(contract, technical)
        found = [old.name if old else None for new, old in pairs if new.name == new_name]
        if (found or [None]) != [old_name]:
            return f"{technical.replace('_', ' ')} is another"
    narrowed = [new.name for new, old in pairs if old and new.type != old.type and (old.type, new.type) not in _WIDER]
    return f"{', '.join(narrowed)} cannot hold every value of before" if narrowed else None
