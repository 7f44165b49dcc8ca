"""What can go wrong with the rules themselves; never a verdict about data."""

from __future__ import annotations

from pipelines.errors import ContractFailure, EngineFailure


class SuiteFailure(ContractFailure):
    """A suite cannot be read, or asks something that makes no sense."""

    code = "expectations.suite"


class RuleCrashed(EngineFailure):
    """A rule could not be evaluated, so nothing is known about the data."""

    code = "expectations.crashed"


class CountsDisagree(EngineFailure):
    """Great Expectations and the scan for failing rows came to different results."""

    code = "expectations.disagree"
