"""The meaning of the words on the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.publish.report.numbers import Said
from pipelines.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent / "definitions.yaml"


@dataclass(frozen=True)
class Definition:
    """A word and what it means."""

    word: Said
    meaning: Said


@cache
def _by_topic() -> dict[str, tuple[Definition, ...]]:
    found: dict[str, tuple[Definition, ...]] = {}
    for entry in read_yaml(FILE):
        vi, en = entry["vi"], entry["en"]
        definition = Definition(Said(vi["word"], en["word"]), Said(vi["means"], en["means"]))
        for topic in entry["of"]:
            found[topic] = (*found.get(topic, ()), definition)
    return found


def definitions_of(topic: str) -> tuple[Definition, ...]:
    """What explains a section of the page or a row of the scorecard."""
    return _by_topic().get(topic, ())


def all_definitions() -> tuple[Definition, ...]:
    """Every definition once, in the order of the file."""
    return tuple(dict.fromkeys(one for topic in _by_topic().values() for one in topic))
