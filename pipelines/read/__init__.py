"""Read: every physical record of a landed delivery becomes a row, an unreadable place, or refuses the file."""

from pipelines.read.reader import read_delivery

__all__ = ["read_delivery"]
