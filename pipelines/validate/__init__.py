"""Validate: each record once as good, duplicate, quarantined or unreadable, and a verdict on each delivery."""

from pipelines.validate.prepare import prepare
from pipelines.validate.row_hash import row_hash_sql

__all__ = ["prepare", "row_hash_sql"]
