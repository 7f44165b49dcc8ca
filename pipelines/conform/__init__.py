"""Conform: each supplier's dates, codes, names and numbers become the city's own; what cannot be mapped stays visible.

The operations a layout may name in `as:` are listed in `pipelines.conform.operations`.
"""

from pipelines.conform.conform import conform

__all__ = ["conform"]
