"""Load: history and ledger change in one transaction, and content does not depend on the order of loads."""

from pipelines.load.load import Loaded, load

__all__ = ["Loaded", "load"]
