"""Putting a delivery into the landing zone: content first, then the manifest that makes it count."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.crash_points import crash_point
from pipelines.errors import DataFailure
from pipelines.land.durable import confirm, exclusive, flush, make_folder, move_into_place, write_private
from pipelines.land.identity import identity_of_file, is_whole
from pipelines.land.manifest import LARGEST_VERSION, Manifest, delivery_id_of, folder_of, is_version, manifests
from pipelines.land.versions import Conflict, Known, New, decide
from pipelines.land.workspace import workspace
from pipelines.settings import Settings


class VersionConflict(DataFailure):
    """A supplier sent other content under a version number it had used before.

    Attributes:
        feed, supplier, business_day, version: which delivery was there first; it stays.
    """

    code = "landing.conflict"

    def __init__(self, feed: str, supplier: str, business_day: date, version: int, origin: str) -> None:
        self.feed, self.supplier, self.business_day, self.version = feed, supplier, business_day, version
        named = f" ({origin})" if origin else ""
        super().__init__(
            f"conflict: {supplier} sent other content under version {version} of {feed} for "
            f"{business_day.isoformat()}{named}, which has landed before; the first one stays.",
            next_step=f"Ask {supplier} to send the correction under a version number it has not used.",
        )


class NoVersion(DataFailure):
    """A delivery came under a number that is no version; the number may be anything, and is told to nobody.

    Attributes:
        feed, supplier, business_day: whose it is and which day it speaks of.
    """

    code = "landing.version"

    def __init__(self, feed: str, supplier: str, business_day: date) -> None:
        self.feed, self.supplier, self.business_day = feed, supplier, business_day
        super().__init__(
            f"{supplier} sent {feed} for {business_day.isoformat()} under a number that is no version: "
            f"versions go from 1 to {LARGEST_VERSION}.",
            next_step=f"Ask {supplier} to send it under the next version of that day.",
        )


@dataclass(frozen=True)
class Arrival:
    """What is known of a delivery before it has a number.

    Attributes:
        feed, supplier, business_day: whose it is and which day it speaks of.
        layout, contract_version: the facts it was fetched under.
        fetched_at: when it was fetched.
        version: the supplier's own number, None where it gives none.
        records_announced: how many records the supplier said there are, where it says so.
        origin: where at the supplier it stood, in words the layout admits.
    """

    feed: str
    supplier: str
    business_day: date
    layout: str
    contract_version: str
    fetched_at: datetime
    version: int | None = None
    records_announced: int | None = None
    origin: str = ""


@dataclass(frozen=True)
class Content:
    """What arrived, complete, in a workspace.

    Attributes:
        path: a file, or a folder of pages.
        extension: `csv`, `xlsx`, `jsonl`, `parquet` or `pages`.
        identity: its hash, by which it is known again.
        items: the JSON path of the records on a page; only pages have one.
    """

    path: Path
    extension: str
    identity: str
    items: str = ""


@dataclass(frozen=True)
class Landed:
    """What landing made of an arrival: its manifest, and whether it is one that was there before."""

    manifest: Manifest
    is_new: bool


def land(settings: Settings, arrival: Arrival, content: Content) -> Landed:
    """Take complete content from a workspace into the landing zone; the same again changes nothing.

    Where the content that landed before is lost or damaged, the same again takes its place.

    Raises:
        VersionConflict: the supplier's version number is taken by other content; nothing was changed.
        NoVersion: the number is none a version can have; nothing was changed.
    """
    folder = folder_of(settings, arrival.feed, arrival.business_day, arrival.supplier)
    with exclusive(folder / ".lock"):
        landed = manifests(settings, arrival.feed, arrival.business_day, arrival.supplier)
        match decide(landed, content.identity, arrival.version, arrival.origin):
            case Known(manifest):
                _put(settings, content, settings.home / manifest.landed_path)
                return Landed(manifest, is_new=False)
            case Conflict(version):
                raise VersionConflict(arrival.feed, arrival.supplier, arrival.business_day, version, arrival.origin)
            case New(version) if not is_version(version):
                raise NoVersion(arrival.feed, arrival.supplier, arrival.business_day)
            case New(version):
                return Landed(_add(settings, arrival, content, version, folder), is_new=True)


def land_file(settings: Settings, arrival: Arrival, source: Path, extension: str) -> Landed:
    """Land a copy of a local file that is complete; the file itself is neither moved nor changed.

    Raises:
        VersionConflict: the supplier's version number is taken by other content.
        NoVersion: the number is none a version can have.
    """
    with workspace(settings) as room:
        copy = room / "content"
        shutil.copyfile(source, copy)
        return land(settings, arrival, Content(copy, extension, identity_of_file(copy)))


def _add(settings: Settings, arrival: Arrival, content: Content, version: int, folder: Path) -> Manifest:
    size = _size(content.path)
    target = settings.landing / "objects" / content.identity[:2] / f"{content.identity}.{content.extension}"
    _put(settings, content, target)
    delivery_id = delivery_id_of(arrival.feed, arrival.supplier, arrival.business_day, version, content.identity)
    manifest = Manifest(
        delivery_id=delivery_id,
        feed=arrival.feed,
        supplier=arrival.supplier,
        business_day=arrival.business_day,
        version=version,
        bytes=size,
        sha256=content.identity,
        landed_path=str(target.relative_to(settings.home)),
        records_announced=arrival.records_announced,
        fetched_at=arrival.fetched_at.astimezone(UTC),
        contract_version=arrival.contract_version,
        layout=arrival.layout,
        origin=arrival.origin,
        is_numbered=arrival.version is not None,
        items=content.items,
    )
    with workspace(settings) as room:
        write_private(room / "manifest", manifest.to_json().encode())
        crash_point("land: manifest flushed")
        move_into_place(room / "manifest", make_folder(folder) / f"{delivery_id}.json")
    crash_point("land: landed")
    return manifest


def _put(settings: Settings, content: Content, target: Path) -> None:
    """Give content its name, unless the same stands there whole."""
    if target.exists():
        if is_whole(settings, target, content.identity, content.items):
            confirm(target)
            return
        target.rename(content.path.with_name("damaged"))  # goes with the workspace
    _make_private(content.path)
    crash_point("land: content flushed")
    move_into_place(content.path, target)
    crash_point("land: content has its name")


def _files(content: Path) -> list[Path]:
    return sorted(content.iterdir()) if content.is_dir() else [content]


def _size(content: Path) -> int:
    return sum(file.stat().st_size for file in _files(content))


def _make_private(content: Path) -> None:
    """Close a file or folder of files to everyone else, and flush it."""
    for file in _files(content):
        file.chmod(0o600)
        flush(file)
    if content.is_dir():
        content.chmod(0o700)
        flush(content)
