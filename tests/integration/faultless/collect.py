"""Everything the suppliers of three feeds have for a day: over HTTP, from a database, from files."""

from dataclasses import dataclass, field
from datetime import date

import httpx
import psycopg

from simulator import suppliers
from simulator.facts import drop_folders
from tests.integration.faultless.dossiers import csv_records, jsonl_records, xlsx_records
from tests.integration.faultless.people import card, citizen


@dataclass
class Read:
    """One delivery: records as dicts in order, None for what is unreadable."""

    feed: str
    supplier: str
    day: date
    version: int
    records: list = field(default_factory=list)


def ask(url, token, day, offset):
    query = {"from": day.isoformat(), "to": day.isoformat(), "offset": offset, "limit": 1000}
    for _ in range(2):
        answer = httpx.get(f"{url}/v1/citizens/changes", params=query, headers={"Authorization": f"Bearer {token}"})
        if answer.status_code != 500:
            return answer
    return answer


def address_of(settings, supplier):
    return next(one.url for one in suppliers.status(settings) if one.name == supplier)


def collect_citizens(settings, day):
    url = address_of(settings, "bca")
    token = (settings.secrets / "bca.token").read_text()
    read = Read("population.citizen", "bca", day, 1)
    while True:
        answer = ask(url, token, day, len(read.records))
        if answer.status_code != 200:
            return
        page = answer.json()
        read.records += [citizen(item) for item in page["data"]]
        if len(read.records) >= page["total"]:
            yield read
            return


def collect_cards(settings, day):
    url = address_of(settings, "bhxh").replace("+psycopg", "")
    with psycopg.connect(url, password=(settings.secrets / "bhxh.password").read_text()) as con:
        rows = con.execute("SELECT * FROM bhxh.the_bhyt WHERE ngay_trich = %s", [day]).fetchall()
    if rows:
        yield Read("insurance.card", "bhxh", day, 1, [card(row) for row in rows])


def collect_dossiers(settings, day):
    for supplier, layout in drop_folders().items():
        for path in sorted((settings.simulated / "drop" / supplier).glob(f"hoso-{day:%Y%m%d}*")):
            version = int(path.stem[-1]) if "-v" in path.stem else 1
            content = path.read_bytes()
            readers = {"xlsx": xlsx_records, "jsonl": jsonl_records}
            reader = readers.get(layout) or (lambda c, old=layout == "csv_tcvn3": csv_records(c, old))
            try:
                yield Read("procedures.dossier", supplier, day, version, list(reader(content)))
            except Exception as reason:  # noqa: BLE001  # whatever it is: this file is refused
                yield Read("procedures.dossier", supplier, day, version, [reason])


def refused(read, earlier_cards):
    broken = any(isinstance(r, Exception) for r in read.records)
    return broken or (read.feed == "insurance.card" and earlier_cards and len(read.records) < 0.9 * earlier_cards)
