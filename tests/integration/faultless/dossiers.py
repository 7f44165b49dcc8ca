"""Dossiers as the desks' files have them: CSV in UTF-8 and in TCVN3, lines of JSON, workbooks."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import openpyxl

from tests.integration.faultless.text import BYTES, HANOI, instant, mapped, name

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
