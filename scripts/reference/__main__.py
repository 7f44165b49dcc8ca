"""`make docs`: write the pages again that the program itself can write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipelines.settings import REPOSITORY
from scripts.reference.cli import cli
from scripts.reference.feeds import feeds_page
from scripts.reference.layouts import layouts
from scripts.reference.warehouse import warehouse

FOLDER = REPOSITORY / "docs" / "reference"

PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": cli,
    "feeds.md": feeds_page,
    "layouts.md": layouts,
    "warehouse.md": warehouse,
}
"""Each page and what writes it."""


def main() -> None:
    """Write all pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
