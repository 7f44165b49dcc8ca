"""What the page calls the things whose names in the database are codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.publish.report.numbers import Said
from pipelines.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return dict(read_yaml(FOLDER / "words.yaml"))


def word(kind: str, code: str) -> Said:
    """The name of a code in both languages; a code nobody named yet is its own name."""
    vietnamese, english = _words()[kind].get(code, [code, code])
    return Said(vietnamese, english, code)
