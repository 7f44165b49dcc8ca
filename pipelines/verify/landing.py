"""The landing zone against the ledger: every delivery is still there, unchanged, and none was forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from pipelines.contract import layout_named
from pipelines.errors import CityDBError
from pipelines.land import Manifest, delivery_id_of, is_version
from pipelines.publish.failures import Broken
from pipelines.read import is_as_landed
from pipelines.settings import Settings
from pipelines.verify.warehouse import Line

_TOLD_EVERY = 200


def broken_in_landing(
    settings: Settings, lines: Sequence[Line], settled_at: Mapping[str, datetime], tell: Callable[[str], None]
) -> list[Broken]:
    """What is lost, changed, unreadable or unknown to the ledger; every object is read and hashed again."""
    manifests, broken = _read_manifests(settings)
    broken += _unknown(manifests, lines, settled_at)
    whole = cache(lambda manifest: _is_whole(settings, manifest))
    for number, line in enumerate(lines, start=1):
        if number % _TOLD_EVERY == 1:
            tell(f"landing zone: delivery {number} of {len(lines)}")
        broken += _broken_line(settings, line, manifests.get(line.delivery_id), whole)
    return broken


def _read_manifests(settings: Settings) -> tuple[dict[str, Manifest], list[Broken]]:
    manifests, broken = dict[str, Manifest](), list[Broken]()
    root = settings.landing / "manifests"
    for path in sorted(root.glob("*/*/*/*.json")):
        where = str(path.relative_to(settings.home))
        try:
            manifest = Manifest.from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError) as reason:
            broken.append(Broken("landing.manifest", where, f"it cannot be read: {type(reason).__name__}"))
            continue
        if is_version(manifest.version):
            manifests[path.stem] = manifest
        else:
            broken.append(Broken("landing.version", where, "its number is no version, so it counts as not landed"))
    return manifests, broken


def _unknown(
    manifests: Mapping[str, Manifest], lines: Sequence[Line], settled_at: Mapping[str, datetime]
) -> list[Broken]:
    """Manifests that their area's newest settlement must have entered into the ledger, and that are not there."""
    known = {line.delivery_id for line in lines}
    return [
        Broken(
            "landing.unknown", f"{m.feed} {m.supplier} {m.business_day} {name}", "it landed and no line speaks of it"
        )
        for name, m in manifests.items()
        if name not in known
        and (settled := settled_at.get(m.feed.split(".")[0])) is not None
        and m.fetched_at <= settled
    ]


def _broken_line(
    settings: Settings, line: Line, manifest: Manifest | None, whole: Callable[[Manifest], bool]
) -> Iterator[Broken]:
    expected = delivery_id_of(line.feed, line.supplier, line.business_day, line.version, line.sha256)
    if line.delivery_id != expected:
        yield Broken("landing.delivery_id", line.place, "its id is not made of what the line says")
    if manifest is None:
        yield Broken("landing.manifest", line.place, "it has no manifest that can be read")
        return
    if _told(manifest) != _told(line):
        yield Broken("landing.manifest", line.place, "its manifest says something else than the ledger")
    if not (settings.home / line.landed_path).exists():
        yield Broken("landing.object", line.place, f"{line.landed_path} is not there")
    elif Path(line.landed_path).stem != line.sha256 or not whole(manifest):
        yield Broken("landing.content", line.place, f"{line.landed_path} is not what its name says")


def _told(one: Line | Manifest) -> tuple[object, ...]:
    return one.delivery_id, one.feed, one.supplier, one.business_day, one.version, one.landed_path, one.sha256


def _is_whole(settings: Settings, manifest: Manifest) -> bool:
    try:
        return is_as_landed(settings, manifest, layout_named(manifest.feed, manifest.layout, manifest.business_day))
    except CityDBError:
        return False
