"""The districts as tiles, roughly where they lie: no boundaries of theirs are free to use."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from pipelines.publish.report.answer import Answer
from pipelines.publish.report.drawings.shades import Shades
from pipelines.publish.report.numbers import Said, share
from pipelines.publish.report.spec import FOLDER, Block

WIDE, HIGH, GAP = 92, 56, 4


@dataclass(frozen=True)
class Tile:
    """A district: its corner, class, short name, figure, and the whole of it in words."""

    x: int
    y: int
    look: str
    name: str
    figure: Said
    title: Said
    is_carried: bool


@dataclass(frozen=True)
class Tiles:
    """All districts that there are figures for."""

    width: int
    height: int
    tiles: tuple[Tile, ...]
    shades: Shades


@cache
def _places() -> dict[str, tuple[int, int, str]]:
    with (FOLDER / "district_tiles.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["district_code"]: (int(row["column"]), int(row["row"]), row["short"]) for row in csv.DictReader(lines)
        }


def tiles(block: Block, answer: Answer) -> Tiles:
    """The tile map of the share in the block's last column."""
    name = block.columns[-1].name
    records = [one for one in answer.records if one["district_code"] in _places()]
    shades = Shades.of(one[name] for one in records)
    drawn = []
    for one in records:
        column, row, short = _places()[one["district_code"]]
        hidden = bool(one.get("is_suppressed"))
        shown = Said("ẩn", "withheld") if hidden else share(one[name])
        vietnamese, english = one["place"]
        carried = bool(one.get("is_carried"))
        late = Said(" (giữ số của ngày trước)", " (carried from an earlier day)") if carried else Said("", "")
        title = Said(f"{vietnamese}: {shown.vi}{late.vi}", f"{english}: {shown.en}{late.en}")
        look = "none" if hidden else shades.look(one[name])
        drawn.append(Tile(column * (WIDE + GAP), row * (HIGH + GAP), look, short, shown, title, carried))
    width, height = 7 * (WIDE + GAP) - GAP, 8 * (HIGH + GAP) - GAP
    return Tiles(width, height, tuple(drawn), shades)
