"""The landing zone: deliveries exactly as received, immutable, named by their content, each with its manifest.

    landing/incoming/<random>/                      what is just arriving; a crash leaves rubbish only here
    landing/objects/<2 hex>/<identity>.<ext>        the content: csv, xlsx, jsonl, parquet, or a folder `.pages`
    landing/manifests/<feed>/<day>/<supplier>/<delivery_id>.json

What landed is known from its manifest alone: an object without one is the rest of a crash and means nothing.
"""

from pipelines.land.identity import identity_of_file, identity_of_pages, identity_of_table, is_whole
from pipelines.land.landing import Arrival, Content, Landed, NoVersion, VersionConflict, land, land_file
from pipelines.land.manifest import Manifest, delivery_id_of, is_version, manifest, manifests
from pipelines.land.workspace import workspace

__all__ = [
    "Arrival",
    "Content",
    "Landed",
    "Manifest",
    "NoVersion",
    "VersionConflict",
    "delivery_id_of",
    "identity_of_file",
    "identity_of_pages",
    "identity_of_table",
    "is_version",
    "is_whole",
    "land",
    "land_file",
    "manifest",
    "manifests",
    "workspace",
]
