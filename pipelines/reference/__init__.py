"""Codes, places and calendars the city's records refer to: small facts as CSV, built into the schema `reference`."""

from pipelines.reference.tables import TABLES, build, export

__all__ = ["TABLES", "build", "export"]
