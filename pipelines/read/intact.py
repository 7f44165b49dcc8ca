"""Whether landed content still is what its manifest says; nothing else is ever read."""

from __future__ import annotations

from pipelines.contract import Layout
from pipelines.errors import EngineFailure
from pipelines.extract.http.layout import page_layout
from pipelines.land import Manifest, is_whole
from pipelines.settings import Settings


class Damaged(EngineFailure):
    """What lies in the landing zone is not what landed."""

    code = "landing.content"


def is_as_landed(settings: Settings, manifest: Manifest, layout: Layout) -> bool:
    """Whether the content of a delivery hashes to what its manifest says.

    `layout` tells where a page has its records, when the manifest does not: a layout may be corrected afterwards.

    Raises:
        WrongSettings: the layout of pages does not say it either.
    """
    is_pages = manifest.landed_path.endswith(".pages")
    items = manifest.items or (page_layout(layout).items if is_pages else "")
    return is_whole(settings, settings.home / manifest.landed_path, manifest.sha256, items)


def assert_as_landed(settings: Settings, manifest: Manifest, layout: Layout) -> None:
    """Nothing, when the content of a delivery is there and whole.

    Raises:
        EngineFailure: it is not in the landing zone.
        Damaged: it is there and is something else.
    """
    again = (
        f"Restore it from the backup of the landing zone, or ask {manifest.supplier} once more with `citydb backfill "
        f"{manifest.feed} --from {manifest.business_day} --to {manifest.business_day} --supplier {manifest.supplier} "
        "--reprocess all --source supplier`."
    )
    if not (settings.home / manifest.landed_path).exists():
        raise EngineFailure(
            f"The landing zone lacks the content of delivery {manifest.delivery_id}.",
            where=manifest.landed_path,
            next_step=again,
        )
    if not is_as_landed(settings, manifest, layout):
        raise Damaged(
            f"The content of delivery {manifest.delivery_id} ({manifest.supplier}, {manifest.feed} of "
            f"{manifest.business_day}) was damaged in the landing zone: it is not what landed. It was not read.",
            where=manifest.landed_path,
            next_step=again,
        )
