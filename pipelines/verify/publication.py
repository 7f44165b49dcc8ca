"""The publications: the current one is whole and adds up, and no file is open to whom it is not meant for."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.publish import key_fingerprint, publications, read_about
from pipelines.publish.contents import broken_in_files, broken_in_folder
from pipelines.publish.failures import Broken, PersonKeyFailure
from pipelines.publish.key import key_path
from pipelines.publish.model import Publication
from pipelines.publish.retention import NEWEST_CORES
from pipelines.publish.shelf import mode_of
from pipelines.settings import Settings


def broken_in_current(settings: Settings, current: Publication | None) -> list[Broken]:
    """What is wrong with the publication that analysts read."""
    shelf = publications(settings)
    if current is None:
        return [Broken("publication.current", "current", "it points at no publication")] if shelf else []
    has_core = current in shelf[-NEWEST_CORES:] or current.core.exists()
    if broken := broken_in_folder(current.folder, has_core=has_core):
        return broken
    try:
        return broken_in_files(settings, current.city, current.core if has_core else None)
    except duckdb.Error as reason:
        return [Broken("publication.readable", current.name, f"it cannot be read: {type(reason).__name__}")]


def broken_modes(settings: Settings) -> list[Broken]:
    """Files that others may read than are meant to."""
    private = [settings.warehouse_file, settings.landing, settings.warehouse_file.parent, settings.secrets]
    private += sorted(path for path in settings.secrets.glob("**/*"))
    broken = [_mode(settings, path, path.stat().st_mode & 0o700) for path in private if path.exists()]
    for publication in publications(settings):
        files = [publication.city, publication.core, *sorted(publication.report.parent.rglob("*"))]
        broken += [_mode(settings, path, mode_of(path)) for path in files if path.is_file()]
    return [one for one in broken if one]


def broken_key(settings: Settings, current: Publication | None) -> list[Broken]:
    """Whether the key of the pseudonyms is the one that the current publication was made with."""
    where = key_path(settings).name
    about = read_about(settings, current) if current else None
    try:
        there = key_fingerprint(settings)
    except PersonKeyFailure as reason:
        return [Broken("person_key.file", where, reason.what)]
    if about is None or there == about.person_key_fingerprint:
        return []
    if there is None:
        return [Broken("person_key.file", where, "it is not there, and publications were made with it")]
    what = f"it is {there}; the current publication was made with {about.person_key_fingerprint}"
    return [Broken("person_key.fingerprint", where, what)]


def _mode(settings: Settings, path: Path, expected: int) -> Broken | None:
    mode = path.stat().st_mode & 0o777
    if mode == expected:
        return None
    where = str(path.relative_to(settings.home)) if path.is_relative_to(settings.home) else path.name
    return Broken("modes.file", where, f"its mode is {mode:o}, not {expected:o}")
