"""What can go wrong while validating that is no verdict about data."""

from __future__ import annotations

from pipelines.errors import EngineFailure


class InputsMissing(EngineFailure):
    """A step before this one did not leave what validating needs: a reference table, a baseline, a reading."""

    code = "validate.inputs"


class DoesNotAddUp(EngineFailure):
    """A record was lost or counted twice inside the stage."""

    code = "validate.count"
