"""The titles of a file against those its layout names."""

from __future__ import annotations

from pipelines.contract import Layout
from pipelines.read.refusal import Refused, shape
from pipelines.read.text import canonical

_NAMED = 8
"""So many unknown titles are told; a file that is torn apart may have thousands."""


def check_titles(titles: list[str], layout: Layout, place: str) -> None:
    """Compare the canonical titles a file has with those its layout names; their order is the file's own.

    Raises:
        Refused: a title is missing, renamed, doubled or new; an unknown title is told by its place and shape.
    """
    expected = [canonical(source) for source in layout.sources]
    missing = [title for title in expected if title not in titles]
    strange = [(number, title) for number, title in enumerate(titles, 1) if title not in expected]
    unknown = [f"column {number}: {shape(title)}" for number, title in strange[:_NAMED]]
    unknown += [f"and {len(strange) - _NAMED:,} more"] if len(strange) > _NAMED else []
    doubled = sorted({title for title in titles if title in expected and titles.count(title) > 1})
    parts = [
        f"{what}: {', '.join(named)}"
        for what, named in (
            ("expected but not found", missing),
            ("found but not expected", unknown),
            ("found twice", doubled),
        )
        if named
    ]
    if parts:
        raise Refused(
            f"The header is another one than agreed; {'; '.join(parts)}.",
            place=place,
            ask="Ask the supplier for the agreed columns, or describe the new ones in a layout.",
        )
