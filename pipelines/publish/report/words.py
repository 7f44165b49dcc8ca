"""What the page calls the things whose names in the database are codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from pipelines.publish.report.numbers import Said

FOLDER = Path(__file__).resolve().parent


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return dict(yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8")))


def word(kind: str, code: str) -> Said:
    """The name of a code in both languages; a code nobody named yet is its own name."""
    vietnamese, english = _words()[kind].get(code, [code, code])
    return Said(vietnamese, english, code)
