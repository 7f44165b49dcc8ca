"""Only what landed is read: content that was damaged since is told, and the same again takes its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.contract import Layout
from pipelines.extract.http.layout import page_layout
from pipelines.land import Arrival, Content, Manifest, land, workspace
from pipelines.land.identity import identity_of
from pipelines.read import read_delivery
from pipelines.read.intact import Damaged, is_as_landed
from pipelines.settings import Settings
from tests.unit.read.builders import AT, CSV, DAY, JSONL, PAGES, TABLE, csv_text, line, with_options
from warehouse.session import session


def _csv(path: Path) -> None:
    path.write_text(csv_text(*(line(number) for number in range(1, 9))), encoding="utf-8")


def _jsonl(path: Path) -> None:
    path.write_text("{}\n{}\n", encoding="utf-8")


def _parquet(path: Path) -> None:
    columns = {source: pa.array([str(number) for number in range(50)]) for source in TABLE.sources}
    pq.write_table(pa.table(columns), path, compression="none")


def _pages(path: Path) -> None:
    path.mkdir()
    for number in (1, 2):
        body = f'{{"status": 1, "total": 2, "data": [{{"soDinhDanh": "00118765432{number}"}}]}}'
        (path / f"page-{number:05d}.json").write_text(body, encoding="utf-8")


def _cut(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:1])[:-1])


def _changed(path: Path) -> None:
    content = path.read_bytes()
    place = content.index(b"7")
    path.write_bytes(content[:place] + b"6" + content[place + 1 :])


def _lost_a_page(path: Path) -> None:
    (path / "page-00002.json").unlink()


Write = Callable[[Path], None]


def landed(home: Settings, layout: Layout, extension: str, write: Write) -> Manifest:
    with workspace(home) as room:
        path = room / f"content.{extension}"
        write(path)
        items = page_layout(layout).items if extension == "pages" else ""
        arrival = Arrival(layout.feed, layout.suppliers[0], DAY, layout.name, "1.0.0", AT)
        return land(home, arrival, Content(path, extension, identity_of(home, path, items), items)).manifest


@pytest.mark.parametrize(
    ("layout", "extension", "write", "damage"),
    [
        (CSV, "csv", _csv, _cut),
        (CSV, "csv", _csv, _changed),
        (JSONL, "jsonl", _jsonl, _cut),
        (TABLE, "parquet", _parquet, _cut),
        (TABLE, "parquet", _parquet, _changed),
        (PAGES, "pages", _pages, _lost_a_page),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)) if callable(value) else "",
)
def test_damaged_content_is_not_read_and_the_same_content_again_takes_its_place(
    home: Settings, layout: Layout, extension: str, write: Write, damage: Write
) -> None:
    manifest = landed(home, layout, extension, write)
    with session(home) as con:
        read_delivery(con, home, manifest, layout)
        before = con.execute("FROM reading").fetchall()
        damage(home.home / manifest.landed_path)
        with pytest.raises(Damaged, match=manifest.delivery_id) as told:
            read_delivery(con, home, manifest, layout)
        assert con.execute("FROM reading").fetchall() == before
        assert told.value.where == manifest.landed_path
        assert "backup" in told.value.next_step and "--source supplier" in told.value.next_step
        assert landed(home, layout, extension, write) == manifest
        read_delivery(con, home, manifest, layout)
        assert con.execute("FROM reading").fetchall() == before
    assert list((home.landing / "incoming").glob("[!.]*")) == []
    (content,) = (home.landing / "objects").glob("*/*")
    assert {path.stat().st_mode & 0o077 for path in (content, *content.rglob("*"))} == {0}


def test_pages_stay_what_landed_when_their_layout_is_corrected_afterwards(home: Settings) -> None:
    manifest = landed(home, PAGES, "pages", _pages)
    corrected = with_options(PAGES, items="result.data")
    assert page_layout(corrected).items != page_layout(PAGES).items
    assert is_as_landed(home, manifest, corrected)
    assert not is_as_landed(home, replace(manifest, items=""), corrected)
