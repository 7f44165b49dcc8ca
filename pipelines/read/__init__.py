"""Read: every physical record of a landed delivery becomes a row, an unreadable place, or refuses the file."""

from pipelines.read.intact import is_as_landed
from pipelines.read.reader import read_delivery

__all__ = ["is_as_landed", "read_delivery"]
