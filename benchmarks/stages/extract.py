"""Extract: a day of each kind of supplier, landing included, as the night runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.inputs.deliveries import CARDS, CITIZENS, DOSSIERS, SUPPLIER
from benchmarks.model import DAY, Case, Found, Job, Place, Prepare
from benchmarks.sql import BARE, run_bare, scratch
from pipelines.clock import night_of
from pipelines.contract import layout_of, suppliers_of
from pipelines.extract import collect
from pipelines.extract.model import Errand, Outcome
from pipelines.extract.suppliers import load_suppliers, supplier_of
from pipelines.land import manifests
from pipelines.settings import Settings


def _errands(feed: str) -> Prepare:
    def prepare(place: Place) -> Job:
        settings = _home(place)
        came: list[Outcome] = []

        def work() -> None:
            for supplier in suppliers_of(feed, DAY):
                came.append(collect(settings, Errand(feed, supplier, (DAY,)), night_of(DAY)))

        def found() -> Found:
            if missing := [one.missing[0].reason for one in came if one.missing]:
                raise SystemExit(missing[0])
            landed = manifests(settings, feed, DAY)
            return Found(sum(one.records_announced or 1 for one in landed))

        return Job(work, found)

    return prepare


def _home(place: Place) -> Settings:
    """An empty home that knows the suppliers; what is loaded on first use is loaded now."""
    import sqlalchemy as sa

    from pipelines.extract import files, http, sql  # noqa: F401  # their drivers take a second

    sa.create_engine("postgresql+psycopg://")
    settings = place.own
    shutil.copytree(place.settings.secrets, settings.secrets)
    shutil.copyfile(place.settings.suppliers_file, settings.suppliers_file)
    return settings


def _bare_pages(place: Place) -> Job:
    import httpx

    supplier = supplier_of(place.settings, SUPPLIER[CITIZENS])
    path = layout_of(CITIZENS, supplier.name).options["path"]
    token = supplier.secret.reveal() if supplier.secret else ""
    records: list[int] = []

    def work() -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}, trust_env=False) as http:
            while not records or len(records) * 2_000 < records[0]:
                window: dict[str, str | int] = {
                    "from": str(DAY),
                    "to": str(DAY),
                    "offset": len(records) * 2_000,
                    "limit": 2_000,
                }
                answer = http.get(supplier.url + path, params=window)
                (place.room / f"{len(records)}.json").write_bytes(answer.content)
                records.append(int(answer.content.split(b'"total": ')[1].split(b",")[0]))

    return Job(work, lambda: Found(records[0]))


def _bare_table(place: Place) -> Job:
    import psycopg
    from sqlalchemy import make_url

    supplier = supplier_of(place.settings, SUPPLIER[CARDS])
    password = supplier.secret.reveal() if supplier.secret else ""
    address = make_url(supplier.url).set(drivername="postgresql", password=password)
    statement = (BARE / "extract_table.sql").read_bytes()
    came: list[int] = []

    def work() -> None:
        with psycopg.connect(address.render_as_string(hide_password=False)) as con, con.cursor() as cursor:
            with (place.room / "rows").open("wb") as target, cursor.copy(statement) as copy:
                for block in copy:
                    target.write(block)
            came.append(cursor.rowcount)

    return Job(work, lambda: Found(came[0]))


def _bare_files(place: Place) -> Job:
    con = scratch(place)
    suppliers = load_suppliers(place.settings)
    folders = [Path(suppliers[name].url) for name in suppliers_of(DOSSIERS, DAY)]
    files = [str(path) for folder in folders for path in sorted(folder.glob("hoso-*"))]

    def work() -> None:
        run_bare(con, "extract_files", files=files)
        for number, file in enumerate(files):
            shutil.copyfile(file, place.room / str(number))

    return Job(work, lambda: Found(len(files)))


_NEEDS = ("suppliers",)

CASES = (
    Case("extract", "citizens over HTTP", _errands(CITIZENS), _bare_pages, "httpx, pages written as they come", _NEEDS),
    Case("extract", "cards from PostgreSQL", _errands(CARDS), _bare_table, "psycopg, COPY to a file", _NEEDS),
    Case("extract", "47 drop folders", _errands(DOSSIERS), _bare_files, "each file copied and hashed", _NEEDS, "files"),
)
