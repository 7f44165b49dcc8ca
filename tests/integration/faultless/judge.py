"""Which records are good by the rules, and what is counted of a delivery."""

import csv
import re
from collections import Counter
from datetime import date, datetime

from simulator.facts import REFERENCE
from tests.integration.faultless.text import HANOI, Unmapped


def codes(table, column):
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


COMMUNES = codes("hanoi_communes_until_2024-12-31", "ward_code")
PROCEDURES = codes("administrative_procedures", "procedure_code")
OBJECTS = codes("insurance_object_codes", "object_code")
FACILITIES = codes("hanoi_health_facilities", "facility_code")


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
