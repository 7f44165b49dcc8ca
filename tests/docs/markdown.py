"""The documentation as tests read it: pages, their blocks of code, their links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import REPOSITORY

PAGES = sorted(
    [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", REPOSITORY / "CHANGELOG.md"]
    + list((REPOSITORY / "docs").rglob("*.md"))
)

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of code on a page.

    Attributes:
        page: the page, relative to the repository.
        line: the line it begins on.
        language: what stands behind the fence.
        text: what it holds.
    """

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def blocks(path: Path, *languages: str) -> list[Block]:
    """The blocks of a page in these languages, in order; of all languages when none is named."""
    text = path.read_text(encoding="utf-8")
    found = [
        Block(name_of(path), text.count("\n", 0, match.start()) + 1, match["language"], match["text"])
        for match in _FENCE.finditer(text)
    ]
    return [block for block in found if not languages or block.language in languages]


def without_code(path: Path) -> str:
    """A page without its blocks and its words of code: what is left are prose, headings and links."""
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", path.read_text(encoding="utf-8")))
