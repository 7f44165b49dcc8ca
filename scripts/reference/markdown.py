"""The few pieces of Markdown the reference is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GENERATED = "<!-- made by `make docs`; what is changed here by hand is lost -->"


def page(title: str, introduction: str, parts: Iterable[str]) -> str:
    """A whole page: title, what it is, and its parts with a blank line between them."""
    return "\n\n".join([GENERATED, f"# {title}", introduction.strip(), *(part.strip() for part in parts)]) + "\n"


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; what would end a cell is written so that it does not."""
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def code(text: object) -> str:
    """Text as code; nothing for nothing."""
    return f"`{text}`" if text not in (None, "") else ""


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return " ".join(text.replace("|", "\\|").split())
