"""A faultless reader collects everything and must find just what the truth says."""

import json
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Settings
from simulator import suppliers
from simulator.city import simulate
from tests.integration.faultless.collect import collect_cards, collect_citizens, collect_dossiers, refused
from tests.integration.faultless.judge import FEEDS, as_json, judge

FIRST, LAST = date(2024, 1, 15), date(2024, 1, 18)
FAULTS = [
    "truncated_xlsx:d268:2024-01-16",
    "missing:d005:2024-01-17",
    "corrected:d276:2024-01-16",
    "half_register:bhxh:2024-01-17",
    "outage:bca:2024-01-17",
    "unclosed_quote:d006:2024-01-15",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("city"))
    simulate(settings, 4_000, FIRST, LAST, 11, FAULTS, lambda _: None)
    suppliers.up(settings)
    yield settings
    suppliers.down(settings)


@pytest.fixture(scope="module")
def deliveries(home):
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    collectors = (collect_citizens, collect_cards, collect_dossiers)
    return [read for day in days for collect in collectors for read in collect(home, day)]


def truth(settings, table):
    """The truth of the three feeds that are read here; the others are held against it after their nights."""
    where = "true" if table == "persons" else f"feed IN {tuple(FEEDS)}"
    return duckdb.sql(f"FROM '{settings.simulated / 'truth' / table}.parquet' WHERE {where}").fetchall()


def test_every_delivery_holds_just_what_the_truth_counts(home, deliveries):
    found = {}
    cards = 0
    for read in deliveries:
        place = (read.feed, read.supplier, read.day, read.version)
        if refused(read, cards):
            found[place] = ("refused", None, None, None, None, None)
            continue
        counts, _, _ = judge(read)
        cards = len(read.records) if read.feed == "insurance.card" else cards
        names = ("received", "unreadable", "duplicate", "quarantined", "loaded")
        found[place] = ("loaded", *(counts[n] for n in names))
    found["procedures.dossier", "d276", date(2024, 1, 16), 1] = ("superseded", None, None, None, None, None)
    assert {row[:4]: row[4:] for row in truth(home, "deliveries")} == found


def test_what_stands_each_evening_is_what_the_truth_says(home, deliveries):
    standing = defaultdict(dict)
    found, cards = {}, 0
    for day in sorted({read.day for read in deliveries}):
        in_order = sorted((r for r in deliveries if r.day == day), key=lambda r: r.version)
        newest = {(r.feed, r.supplier): r for r in in_order if not refused(r, cards)}
        for (feed, supplier), read in newest.items():
            _, good, held = judge(read)
            key, effective, _ = FEEDS[feed]
            held_records = standing[feed, supplier]
            if feed == "insurance.card":
                cards = len(read.records)
                standing[feed, supplier] = {k: v for k, v in held_records.items() if k in held}
            for record in sorted(good, key=lambda r: r[effective] if effective else 0):
                standing[feed, supplier][record[key]] = record
                if record.get("operation") == "delete":
                    del standing[feed, supplier][record[key]]
        for (feed, supplier), records in standing.items():
            found |= {
                (feed, supplier, key, day): (record.get("updated_at"), as_json(record))
                for key, record in records.items()
            }
    expected = {
        (*place, from_day + timedelta(days=n)): (told_at, json.loads(content))
        for *place, from_day, to_day, told_at, content in truth(home, "records")
        for n in range((to_day - from_day).days)
    }
    assert Counter(place[::3] for place in found) == Counter(place[::3] for place in expected)
    assert found == expected


def test_canaries_are_ordinary_people_with_cards_and_some_with_dossiers(home, deliveries):
    canaries = {row[3]: row for row in truth(home, "persons") if row[4]}
    others = {row[3] for row in truth(home, "persons") if not row[4]}
    assert len(canaries) == 100
    assert not others & set(canaries)
    names = {"population.citizen": set(), "insurance.card": set(), "procedures.dossier": set()}
    for read in deliveries:
        for record in read.records:
            if isinstance(record, dict):
                names[read.feed].add(record.get("full_name") or record.get("applicant_name"))
    assert set(canaries) <= names["population.citizen"]
    assert set(canaries) <= names["insurance.card"]
    assert set(canaries) & names["procedures.dossier"]


def test_the_files_are_of_four_kinds_and_carry_the_dirt_of_real_ones(home):
    drop = home.simulated / "drop"
    texts = {d: next((drop / d).glob("hoso-20240115.*")).read_bytes() for d in ("d001", "d002", "d016", "d276")}
    assert texts["d002"].startswith(b"\xef\xbb\xbfM\xc3\xa3 h")
    assert b"NGUY\xe1\xbb\x84N" in texts["d001"]
    assert "ễ".encode("latin-1", "ignore") == b"" and b"Nguy\xd4n" in texts["d016"]
    every = "".join(p.read_text() for d in ("d276", "d278", "d279", "d280") for p in Path(drop / d).glob("*.jsonl"))
    assert every != unicodedata.normalize("NFC", every)
