"""One large file of each kind: the lines of a kind's districts, again and again until there are enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from zipfile import ZipFile

from benchmarks.inputs.deliveries import DOSSIERS
from benchmarks.model import DAY, Input, Place
from pipelines.clock import night_of
from pipelines.contract import Layout, contract_of, layouts_of
from pipelines.land import Arrival, Manifest, land_file, manifests
from pipelines.settings import Settings
from simulator.files import TITLES
from simulator.workbook import dossier_workbook

LARGE_DAY = date(2024, 1, 10)
"""Before the city's first day, so that no night finds them."""

_MOST = {"csv": 100_000, "jsonl": 100_000, "xlsx": 20_000}
_ENDS = {"csv": b"\r\n", "jsonl": b"\n"}
_ROW = re.compile(r'<row r="(\d+)">.*?</row>')


def layout_named(name: str) -> Layout:
    """A layout of the dossiers."""
    return next(layout for layout in layouts_of(DOSSIERS) if layout.name == name)


def large_file(settings: Settings, layout: str) -> Manifest:
    """The large file of a layout."""
    (found,) = manifests(settings, DOSSIERS, LARGE_DAY, layout_named(layout).suppliers[0])
    return found


def _large_files(place: Place) -> None:
    for layout in layouts_of(DOSSIERS):
        target = place.room / f"large.{layout.format}"
        enough = min(place.citizens // 2, _MOST[layout.format])
        sources = [one for one in _files(place.settings) if one.layout == layout.name]
        paths = [place.settings.home / one.landed_path for one in sources]
        target.write_bytes(_workbook(paths, enough) if layout.format == "xlsx" else _text(paths, layout, enough))
        arrival = Arrival(
            feed=DOSSIERS,
            supplier=layout.suppliers[0],
            business_day=LARGE_DAY,
            layout=layout.name,
            contract_version=contract_of(DOSSIERS).version,
            fetched_at=night_of(LARGE_DAY),
            origin="made of smaller ones",
        )
        land_file(place.settings, arrival, target, layout.format)


def _files(settings: Settings) -> list[Manifest]:
    return manifests(settings, DOSSIERS, DAY)


def _text(paths: list[Path], layout: Layout, enough: int) -> bytes:
    end = _ENDS[layout.format]
    header = paths[0].read_bytes().split(end)[0] + end if layout.format == "csv" else b""
    first = 1 if header else 0
    lines = [line for path in paths for line in path.read_bytes().split(end)[first:-1]]
    return header + b"".join(line + end for line in islice(cycle(lines), enough))


def _workbook(paths: list[Path], enough: int) -> bytes:
    rows = [row for path in paths for row in _rows(path)]
    numbered = (_renumbered(row, number) for number, row in enumerate(islice(cycle(rows), enough), start=4))
    return dossier_workbook(DOSSIERS, LARGE_DAY, TITLES, "".join(numbered), enough)


def _rows(path: Path) -> Iterator[re.Match[str]]:
    """The data rows of a workbook: below title and two header rows, above the total."""
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    yield from list(_ROW.finditer(sheet))[3:-1]


def _renumbered(row: re.Match[str], number: int) -> str:
    return re.sub(rf'(r="[A-P]?){row[1]}"', rf'\g<1>{number}"', row[0])


INPUTS = (Input("large files", _large_files, needs=("landed",)),)
