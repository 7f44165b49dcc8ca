"""Verify: whether all that the system promises of its own data holds right now."""

from pipelines.verify.finding import Finding
from pipelines.verify.verify import verify

__all__ = ["Finding", "verify"]
