"""The pieces of SQL the load's statements are filled in with, made from a contract's column names."""

from __future__ import annotations

from pipelines.contract import Contract
from warehouse.history import identifiers


def prepare_identifiers(contract: Contract) -> dict[str, object]:
    """Names and join conditions over the key, for the templates in `warehouse/sql/load/`."""
    names = identifiers(contract)
    keys = names["keys"]
    contents = names["contents"]
    assert isinstance(keys, list) and isinstance(contents, list)  # noqa: S101  # tells the type checker what we made

    def same(left: str, right: str) -> str:
        return " AND ".join(f"{left}.{key} = {right}.{key}" for key in keys)

    return names | {
        "old_key": ", ".join(f"old.{key}" for key in keys),
        "target_key": ", ".join(f"target.{key}" for key in keys),
        "good_content": ", ".join(f"good.{column}" for column in contents),
        "before_content": ", ".join(f"day_before.{column}" for column in contents),
        "same_key": same("old", "stale"),
        "old_is_touched": same("old", "touched"),
        "claim_is_old": same("claim", "old"),
        "hidden_is_target": same("hidden", "target"),
        "candidate_key": ", ".join(f"candidate.{key}" for key in keys),
        "standing_is_candidate": same("standing", "candidate"),
        "old_is_target": same("old", "target"),
        "reach_is_target": same("reach", "target"),
        "old_is_affected": same("old", "affected"),
        "earlier_is_target": same("earlier", "target"),
        "following_is_target": same("following", "target"),
        "has_operation": contract.operation_column is not None,
    }
