"""What is held back: listing it without showing anybody's data, and the list a supplier needs to mend its records."""

from pipelines.quarantine.export import export
from pipelines.quarantine.items import Choice, Item, items, unreadable

__all__ = ["Choice", "Item", "export", "items", "unreadable"]
