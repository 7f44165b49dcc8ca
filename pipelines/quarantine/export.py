"""The list a supplier needs to mend its records: each with its place and reasons, in a file only its owner may read.

The records are the supplier's own, so they stand in it whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipelines.errors import UsageFailure
from pipelines.quarantine.items import Item
from pipelines.spreadsheet import check_ending, write_csv, write_workbook

PLACE = ("Ngày dữ liệu", "Tệp", "Vị trí", "Mã lỗi", "Lý do / Reason")
"""The columns before the supplier's own."""


def export(path: Path, found: Sequence[Item], origins: Mapping[str, str]) -> None:
    """Write items as `.csv` or `.xlsx`, by the name's ending; the file has mode 600.

    Args:
        path: where to; what stands there is replaced.
        found: the items of one supplier.
        origins: what the delivery was called at the supplier, by delivery id.

    Raises:
        UsageFailure: another ending, or records of two feeds for one CSV, whose columns differ.
    """
    feeds = sorted({item.feed for item in found})
    check_ending(path)
    if path.suffix == ".csv" and len(feeds) > 1:
        raise UsageFailure(
            f"{len(feeds)} feeds do not fit into one CSV.",
            next_step=f"Name one with --feed: {', '.join(feeds)}; or use .xlsx.",
        )
    if path.suffix == ".csv":
        write_csv(path, _rows(found, origins))
    else:
        of_feed = {feed: [item for item in found if item.feed == feed] for feed in feeds}
        write_workbook(path, {feed: _rows(items, origins) for feed, items in of_feed.items()})


def _rows(found: Sequence[Item], origins: Mapping[str, str]) -> Iterator[list[str]]:
    titles = list(dict.fromkeys(title for item in found for title in item.payload))
    yield [*PLACE, *titles]
    for item in found:
        yield [
            item.business_day.isoformat(),
            origins.get(item.delivery_id, ""),
            str(item.position),
            ", ".join(item.rule_ids),
            "; ".join(item.reasons),
            *(item.payload.get(title) or "" for title in titles),
        ]
