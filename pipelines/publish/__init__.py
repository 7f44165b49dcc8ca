"""Publish: an immutable, checked copy of the warehouse's results, to which `current` moves in one step.

Importing this is cheap; what draws the page is imported when a page is drawn.
"""

from pipelines.publish.about import read_about
from pipelines.publish.attempts import failed_last
from pipelines.publish.back import back_to
from pipelines.publish.core import PublishedColumn, published_columns
from pipelines.publish.failures import (
    Broken,
    NoSuchPublication,
    PersonKeyFailure,
    PublicationBlocked,
    PublicationBroke,
)
from pipelines.publish.key import key_fingerprint
from pipelines.publish.model import About, Publication
from pipelines.publish.publish import publish
from pipelines.publish.shelf import current, publications

__all__ = [
    "About",
    "Broken",
    "NoSuchPublication",
    "PersonKeyFailure",
    "Publication",
    "PublicationBlocked",
    "PublicationBroke",
    "PublishedColumn",
    "back_to",
    "current",
    "failed_last",
    "key_fingerprint",
    "publications",
    "publish",
    "published_columns",
    "read_about",
]
