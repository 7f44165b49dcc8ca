"""Tables of a database: described by SQLAlchemy, PostgreSQL read in bulk, every other dialect as a stream of rows."""

from pipelines.extract.sql.extractor import open_sql

__all__ = ["open_sql"]
