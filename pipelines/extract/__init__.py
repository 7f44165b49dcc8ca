"""Fetching what suppliers owe: politely, resumably, and never half a delivery.

One package for each kind of source in `suppliers.toml`: `http` (JSON pages), `sql` (anything SQLAlchemy knows) and
`files` (a drop folder). What one supplier differs in from another of its kind stands in its layout, not here.
"""

from pipelines.extract.collect import collect, gather
from pipelines.extract.model import Errand, Missing, Outcome
from pipelines.extract.source import Source

__all__ = ["Errand", "Missing", "Outcome", "Source", "collect", "gather"]
