"""Why nothing could be explained."""

from __future__ import annotations

from pipelines.contract import Contract
from pipelines.errors import DataFailure, UsageFailure
from pipelines.read.refusal import shape


class NobodyDelivered(DataFailure):
    """A key that stands in no loaded delivery; the key itself stays unsaid, it may be a citizen's."""

    code = "explain.unknown"

    def __init__(self, contract: Contract, key: str) -> None:
        super().__init__(
            f"No loaded delivery of {contract.feed} holds that key ({shape(key)}), "
            "and nothing under it is held in quarantine.",
            where=contract.feed,
            next_step=f"The key is {told_key(contract)}. What was refused or withdrawn as a whole is not searched: "
            f"`citydb ledger --feed {contract.feed}` lists it.",
        )


class NotAKey(UsageFailure):
    """What was given cannot be a key of the feed."""

    code = "explain.key"

    def __init__(self, contract: Contract, what: str) -> None:
        super().__init__(what, where=contract.feed, next_step=f"The key is {told_key(contract)}.")


def told_key(contract: Contract) -> str:
    """What a key of the feed consists of, in words."""
    parts = [f"{column.name} ({column.description})" for column in contract.key_columns]
    return " and ".join(parts) + (", joined with '|'" if len(parts) > 1 else "")
