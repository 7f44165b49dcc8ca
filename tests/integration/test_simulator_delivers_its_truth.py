"""A faultless reader, written here in plain Python, collects everything and must find just what the truth says."""

import csv
import io
import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import httpx
import openpyxl
import psycopg
import pytest

from pipelines.settings import Settings
from simulator import suppliers
from simulator.city import simulate
from simulator.facts import REFERENCE, drop_folders

FIRST, LAST = date(2024, 1, 15), date(2024, 1, 18)
HANOI = timezone(timedelta(hours=7))
FAULTS = [
    "truncated_xlsx:d268:2024-01-16",
    "missing:d005:2024-01-17",
    "corrected:d276:2024-01-16",
    "half_register:bhxh:2024-01-17",
    "outage:bca:2024-01-17",
    "unclosed_quote:d006:2024-01-15",
]

_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe"}
_TONES |= {"oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}
_TCVN3 = {0xA1: "ĂÂÊÔƠƯĐăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò"}
_TCVN3 |= {0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ"}
BYTES = {first + n: letter for first, letters in _TCVN3.items() for n, letter in enumerate(letters)}


def codes(table, column):
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


COMMUNES = codes("hanoi_communes_until_2024-12-31", "ward_code")
PROCEDURES = codes("administrative_procedures", "procedure_code")
OBJECTS = codes("insurance_object_codes", "object_code")
FACILITIES = codes("hanoi_health_facilities", "facility_code")
WORDS = {
    "receiving": 1,
    "new": 2,
    "denied": 3,
    "processing": 4,
    "waiting": 5,
    "paying": 6,
    "cancelled": 7,
    "unresolved": 8,
}
WORDS |= {"releasing": 9, "done": 10}


class Unmapped(str):
    """Text that could not be mapped: it stays and breaks a rule."""


@dataclass
class Read:
    """One delivery: records as dicts in order, None for what is unreadable."""

    feed: str
    supplier: str
    day: date
    version: int
    records: list = field(default_factory=list)


def name(text):
    words = unicodedata.normalize("NFC", text or "").split()
    return " ".join(tone(w.capitalize() if w in (w.lower(), w.upper()) else w) for w in words) or None


def tone(word):
    end = _TONES.get(word[-2:])
    return word[:-2] + end if end and not (end[0] in "ùúủũụ" and word[-3:-2].lower() == "q") else word


def mapped(value, convert):
    if value in (None, ""):
        return None
    try:
        return convert(value)
    except (ValueError, KeyError):
        return Unmapped(value)


def instant(pattern):
    return lambda text: datetime.strptime(text, pattern).replace(tzinfo=HANOI).astimezone(UTC)


def birth(text, precision):
    if precision == "0":
        on = mapped(text, lambda t: datetime.strptime(t, "%Y%m%d").replace(tzinfo=HANOI).date())
        return (on, on) if isinstance(on, Unmapped) else (on.year, on)
    return int(text[:4]), None


def citizen(item):
    if not isinstance(item, dict):
        return None
    record = {"citizen_id": item["soDinhDanh"] or None, "operation": {"U": "upsert", "D": "delete"}[item["thaoTac"]]}
    record["updated_at"] = datetime.fromisoformat(item["capNhatLuc"]).astimezone(UTC)
    if record["operation"] == "delete":
        return record
    year, on = birth(item["ngaySinh"], item["loaiNgaySinh"])
    plain = instant("%Y%m%d")
    return record | {
        "full_name": name(item["hoTen"]),
        "sex": {"1": "male", "2": "female"}[item["gioiTinh"]],
        "birth_year": year,
        "birth_on": on,
        "commune_code": item["maXaCuTru"],
        "residence": {"1": "permanent", "2": "temporary"}[item["tinhTrangCuTru"]],
        "phone": item["soDienThoai"] or None,
        "card_issued_on": mapped(item["ngayCapThe"], lambda t: plain(t).astimezone(HANOI).date()),
        "died_on": mapped(item["ngayMat"], lambda t: plain(t).astimezone(HANOI).date()),
    }


def card(row):
    year, on = birth(row[5], str(row[6]))
    return {
        "card_number": row[1],
        "bhxh_number": row[2],
        "citizen_id": row[3],
        "full_name": name(row[4]),
        "sex": {1: "male", 2: "female", 3: "other"}[row[7]],
        "birth_year": year,
        "birth_on": on,
        "object_code": row[8],
        "benefit_level": row[9],
        "commune_code": row[10],
        "facility_code": row[11],
        "starts_on": row[12],
        "ends_on": row[13],
    }


COLUMNS = [
    "dossier_code",
    "procedure_code",
    "applicant_name",
    "applicant_id",
    "applicant_sex",
    "applicant_phone",
    "applicant_type",
    "channel",
    "status_code",
    "received_at",
    "due_at",
    "processing_hours",
    "finished_at",
    "returned_at",
    "fee_vnd",
    "updated_at",
]
TYPES = dict(zip("1234", ["citizen", "enterprise", "state_agency", "other"], strict=True))
TYPES |= dict(zip(["Công dân", "Doanh nghiệp", "Cơ quan nhà nước", "Tổ chức khác"], TYPES.values(), strict=True))
CHANNELS = dict(zip("123", ["direct", "online", "post"], strict=True))
CHANNELS |= dict(zip(["Trực tiếp", "Trực tuyến", "Bưu chính"], CHANNELS.values(), strict=True))
INSTANTS = {"received_at", "due_at", "finished_at", "returned_at", "updated_at"}


def dossier(fields, sexes, pattern):
    record = dict(zip(COLUMNS, (f if f not in ("", None) else None for f in fields), strict=True))
    convert = dict.fromkeys(INSTANTS, pattern if callable(pattern) else instant(pattern))
    convert |= {"applicant_name": name, "applicant_sex": sexes.__getitem__, "applicant_type": TYPES.__getitem__}
    convert |= {"channel": CHANNELS.__getitem__, "fee_vnd": lambda t: int(t.replace(".", "")), "processing_hours": int}
    convert["status_code"] = lambda t: WORDS[t] if t.isalpha() else int(t)
    return {column: mapped(value, convert.get(column, str)) for column, value in record.items()}


def csv_records(content, is_old):
    text_of = (
        (lambda line: "".join(BYTES.get(b) or bytes([b]).decode("ascii") for b in line)) if is_old else bytes.decode
    )
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\r\n")
    assert lines.pop() == b""
    for line in lines[1:]:
        try:
            text = text_of(line)
        except UnicodeDecodeError:
            yield None
            continue
        assert text.count('"') % 2 == 0
        fields = next(csv.reader(io.StringIO(text), delimiter="," if is_old else ";"))
        sexes = {"Nam": "male", "Nữ": "female", "1": "male", "0": "female"}
        yield dossier(fields, sexes, "%d/%m/%Y %H:%M:%S") if len(fields) == len(COLUMNS) else None


def jsonl_records(content):
    for line in content.decode().splitlines():
        try:
            fields = [None if v is None else str(v) for v in json.loads(line).values()]
        except ValueError:
            yield None
            continue
        yield dossier(fields, {"1": "male", "2": "female"}, "%Y%m%d%H%M%S")


def xlsx_instant(value):
    if isinstance(value, str):
        raise ValueError(value)
    if not isinstance(value, datetime):
        value = datetime(1899, 12, 30, tzinfo=HANOI).replace(tzinfo=None) + timedelta(days=value)
    whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    return whole.replace(tzinfo=HANOI).astimezone(UTC)


def xlsx_records(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))["HoSo"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:P1", "A2:B2", "C2:G2", "H2:O2"}
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[-1][0] == f"Tổng số: {len(rows) - 4}"
    for row in rows[3:-1]:
        cells = [v if isinstance(v, datetime | float) or v is None else str(v) for v in row]
        cells[3] = cells[3] and cells[3].zfill(12)
        cells[5] = cells[5] and cells[5].zfill(10)
        yield dossier(cells, {"1": "male", "2": "female"}, xlsx_instant)


def keys(record):
    return record.get("citizen_id" if "residence" in record or "operation" in record else "dossier_code")


def citizen_is_good(r):
    if r["operation"] == "delete":
        return bool(r["citizen_id"])
    if not r["citizen_id"] or isinstance(r["birth_year"], Unmapped) or r["commune_code"] not in COMMUNES:
        return False
    century = 0 if r["birth_year"] < 2000 else 2
    digits = f"{century + (r['sex'] == 'female')}{r['birth_year'] % 100:02d}"
    return re.fullmatch(r"\d{12}", r["citizen_id"]) and r["citizen_id"][3:6] == digits


def card_is_good(r):
    boxes = f"{r['object_code']}{r['benefit_level']}01{r['bhxh_number']}"
    known = r["object_code"] in OBJECTS and r["facility_code"] in FACILITIES and r["commune_code"] in COMMUNES
    in_order = r["ends_on"] is None or r["starts_on"] <= r["ends_on"]
    return known and r["card_number"] == boxes and in_order and not isinstance(r["birth_year"], Unmapped)


def dossier_is_good(r):
    if any(isinstance(v, Unmapped) for v in r.values()) or r["status_code"] not in range(1, 11):
        return False
    steps = [r[c] for c in ("received_at", "finished_at", "returned_at", "updated_at") if r[c]]
    dated = re.fullmatch(r"000\.00\.\d\d\.H26-(\d{6})-\d{4}", r["dossier_code"] or "")
    in_order = steps == sorted(steps) and (r["due_at"] is None or r["received_at"] <= r["due_at"])
    on_day = dated and dated[1] == r["received_at"].astimezone(HANOI).strftime("%y%m%d")
    return r["procedure_code"] in PROCEDURES and in_order and on_day


FEEDS = {
    "population.citizen": ("citizen_id", "updated_at", citizen_is_good),
    "insurance.card": ("card_number", None, card_is_good),
    "procedures.dossier": ("dossier_code", "updated_at", dossier_is_good),
}


def judge(read):
    """The five counts, the good records, and the keys of quarantined ones."""
    key, effective, is_good = FEEDS[read.feed]
    counts = Counter(received=len(read.records), unreadable=sum(r is None for r in read.records))
    distinct = list(
        {tuple(sorted((k, str(v)) for k, v in r.items())): r for r in read.records if r is not None}.values()
    )
    counts["duplicate"] = counts["received"] - counts["unreadable"] - len(distinct)
    claims = Counter((r[key], r[effective] if effective else None) for r in distinct if r[key])
    good, held = [], set()
    for record in distinct:
        if is_good(record) and claims[record[key], record[effective] if effective else None] == 1:
            good.append(record)
        else:
            held.add(record[key])
    counts["loaded"], counts["quarantined"] = len(good), len(distinct) - len(good)
    return counts, good, held


def as_json(record):
    def written(value):
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        return value.isoformat() if isinstance(value, date) else value

    return {column: written(value) for column, value in record.items() if column not in ("updated_at", "operation")}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("city"))
    simulate(settings, 4_000, FIRST, LAST, 11, FAULTS, lambda _: None)
    suppliers.up(settings)
    yield settings
    suppliers.down(settings)


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


@pytest.fixture(scope="module")
def deliveries(home):
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    collectors = (collect_citizens, collect_cards, collect_dossiers)
    return [read for day in days for collect in collectors for read in collect(home, day)]


def truth(settings, table):
    """The truth of the three feeds that are read here; the others are held against it after their nights."""
    where = "true" if table == "persons" else f"feed IN {tuple(FEEDS)}"
    return duckdb.sql(f"FROM '{settings.simulated / 'truth' / table}.parquet' WHERE {where}").fetchall()


def refused(read, earlier_cards):
    broken = any(isinstance(r, Exception) for r in read.records)
    return broken or (read.feed == "insurance.card" and earlier_cards and len(read.records) < 0.9 * earlier_cards)


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
