"""Taking off the shelf what is outdated."""

from __future__ import annotations

from pathlib import Path

from pipelines.crash_points import crash_point
from pipelines.land.durable import flush
from pipelines.publish import shelf
from pipelines.publish.model import Publication
from pipelines.publish.retention import Outdated, Weighed, outdated
from pipelines.settings import Settings

_GIGABYTE = 1_000_000_000


def prune(settings: Settings) -> Outdated:
    """Remove what the rules no longer keep; what was removed."""
    weighed = [_weigh(publication) for publication in shelf.publications(settings)]
    gone = outdated(weighed, shelf.current(settings), settings.keep_gb * _GIGABYTE)
    for publication in gone.whole:
        shelf.remove(settings, publication)
    for publication in gone.cores:
        publication.core.unlink()
        crash_point("publish: a core is gone")
        flush(publication.folder)
    return gone


def _weigh(publication: Publication) -> Weighed:
    return Weighed(publication, _size(publication.city) + _report_size(publication), _size(publication.core))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _report_size(publication: Publication) -> int:
    return sum(path.stat().st_size for path in publication.report.parent.rglob("*") if path.is_file())
