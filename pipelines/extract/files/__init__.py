"""Files in a drop folder: named by day and version, copied as they are, never moved or deleted."""

from pipelines.extract.files.extractor import open_files

__all__ = ["open_files"]
