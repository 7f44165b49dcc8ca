"""Load: history and ledger change in one transaction, and content does not depend on the order of loads."""

from pipelines.load.load import load
from pipelines.load.model import Decision, Loaded, Struck

__all__ = ["Decision", "Loaded", "Struck", "load"]
