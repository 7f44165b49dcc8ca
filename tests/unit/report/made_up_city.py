"""A published city.duckdb with made-up numbers for the real districts: what the page is drawn from in these tests."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from pipelines import reference
from pipelines.clock import night_of
from pipelines.reference.tables import FOLDER as REFERENCE
from pipelines.settings import REPOSITORY
from warehouse.marts.build import REPORTS
from warehouse.marts.words import report

HERE = Path(__file__).parent
STATED = REPOSITORY / "warehouse" / "marts" / "stated_figures.csv"
AREAS = {"population.citizen": "population", "insurance.card": "insurance", "procedures.dossier": "procedures"}
MINISTRIES = {
    "bca": ("population.citizen", "Bộ Công an", "Ministry of Public Security", 4200),
    "bhxh": ("insurance.card", "Bảo hiểm xã hội Việt Nam", "Vietnam Social Security", 71200),
}
GROUPS = {
    "1_nld_nsdld": "Người lao động và người sử dụng lao động đóng",
    "2_to_chuc_bhxh": "Tổ chức bảo hiểm xã hội đóng",
    "3_nsnn_dong": "Ngân sách nhà nước đóng",
    "4_nsnn_ho_tro": "Ngân sách nhà nước hỗ trợ đóng",
    "5_ho_gia_dinh": "Tham gia theo hộ gia đình",
}
WITHHELD = ("003", "269", "275")
FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Nhà ở và công sở", "Nuôi con nuôi", "Hoạt động xây dựng")
RULES = (
    ("procedures.dossier", "dossier.contradiction", "critical", "Hai bản ghi cùng mã hồ sơ nhưng khác nội dung",
     "Two records of one dossier contradict each other"),
    ("procedures.dossier", "due_on.order", "critical", "Ngày hẹn trả trước ngày tiếp nhận",
     "due_on is before received_on"),
    ("procedures.dossier", "applicant_id.shape", "critical", "Số định danh người nộp không đủ 12 chữ số",
     "applicant_id is not 12 digits"),
    ("procedures.dossier", "procedure_code.known", "warning", "Mã thủ tục không có trong danh mục",
     "procedure_code is not in the catalogue"),
    ("insurance.card", "card_number.shape", "critical", "Mã thẻ BHYT không đúng 15 ký tự theo 4 ô",
     "card_number is not 15 characters in 4 boxes"),
    ("population.citizen", "citizen_id.birth_year", "critical",
     "Thế kỷ và năm sinh trong số định danh không khớp năm sinh", "citizen_id contradicts the year of birth"),
)  # fmt: skip

Row = Sequence[object]


@dataclass(frozen=True)
class MadeUpCity:
    """What is to be published; the defaults are a complete fortnight.

    `missing` and `refused` hold supplier → reason on the last day, `unsettled` area → note on that day.
    """

    last_day: date = date(2024, 1, 16)
    days: int = 14
    missing: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    earlier_missing: Mapping[tuple[str, date], str] = field(default_factory=dict)
    unsettled: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    is_first_night: bool = False
    has_figures: bool = True
    has_further_marts: bool = False

    def write(self, path: Path) -> Path:
        path.write_bytes(empty_publication())
        with duckdb.connect(str(path)) as con:
            con.execute("SET TimeZone = 'UTC'")
            for table, rows in self._tables():
                # many rows a statement: one by one they take seconds
                for start in range(0, len(rows), 200):
                    some = rows[start : start + 200]
                    marks = ", ".join(f"({', '.join('?' * len(row))})" for row in some)
                    con.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in some for value in row])
            if self.has_further_marts and not self.is_first_night:
                con.execute("SET VARIABLE last_day = ?::DATE", [self.last_day])
                con.execute("SET VARIABLE days = ?::INTEGER", [self.days])
                con.execute((HERE / "further_marts.sql").read_text(encoding="utf-8"))
        return path

    def _tables(self) -> Iterator[tuple[str, list[Row]]]:
        made_at = datetime.combine(self.last_day + timedelta(days=1), time(19, 4), UTC) - timedelta(days=1)
        yield (
            "publication.about",
            [(f"{self.last_day}-1", self.last_day, made_at, "manual__2024", "5c1fe2a09d3b7714", "b3d94c0e12aa5f67")],
        )
        yield "ops.settlement", self._settlements()
        yield "mart.project06_scorecard", self._scorecard()
        if self.is_first_night:
            return
        days = self._delivery_days()
        yield "mart.delivery_quality_day", days
        yield "mart.delivery_quality", self._deliveries(days)
        yield "mart.delivery_quality_rule", self._rules()
        yield "mart.coverage", self._coverage(days)
        yield "mart.insurance_sync", self._insurance()
        yield "mart.dossier_on_time", self._dossiers()
        yield "mart.dictionary", [
            ("mart", "insurance_sync", "matched_share", "DOUBLE", "Tỷ lệ khớp",
             "matched divided by cards", "of 1", "public", "insurance.card, population.citizen", None),
            ("mart", "dossier_on_time", "on_time_share", "DOUBLE", "Tỷ lệ đúng hạn",
             "finished early or on time divided by finished", "of 1", "public", "procedures.dossier", None),
        ]  # fmt: skip

    def _settlements(self) -> list[Row]:
        at = night_of(self.last_day)
        return [
            (area, self.last_day, at, "manual__2024", area not in self.unsettled, self.unsettled.get(area))
            for area in AREAS.values()
        ]

    def _scorecard(self) -> list[Row]:
        found: dict[str, tuple[float, float, float, str]] = {}
        if self.has_figures and not self.is_first_night:
            found = {
                "insurance_synchronised": (69412, 71180, 69412 / 71180, "30 of 30 districts"),
                "dossier_on_time_share": (98.64, 3309, 0.9864, self._district_coverage()),
            }
        rows: list[Row] = []
        with STATED.open(encoding="utf-8", newline="") as lines:
            for fact in csv.DictReader(lines):
                value, whole, share, covered = found.get(fact["indicator"], (None, None, None, None))
                stated = float(fact["stated_value"]) if fact["stated_value"] else None
                note = None if value is not None else f"chưa tính: chưa có nguồn · not computed: no {fact['feed']} yet"
                rows.append(
                    (fact["indicator"], fact["label_vi"], fact["label_en"], value, whole, share, fact["unit"] or None,
                     self.last_day if value is not None else None, covered, fact["feed"] or None, stated,
                     date(2024, 1, 17), note)
                )  # fmt: skip
        return rows

    def _district_coverage(self) -> str:
        absent = sum(1 for code in {*self.missing, *self.refused} if code.startswith("d"))
        return f"{30 - absent} of 30 districts"

    def _suppliers(self) -> Iterator[tuple[str, str, str, str, int]]:
        for code, (feed, vi, en, size) in MINISTRIES.items():
            yield code, feed, self.renamed.get(code, vi), en, size
        for code, name, people in districts():
            supplier = f"d{code}"
            english = name.removeprefix("Quận ").removeprefix("Huyện ").removeprefix("Thị xã ")
            yield (
                supplier,
                "procedures.dossier",
                self.renamed.get(supplier, name),
                f"{english} district",
                people // 7000,
            )

    def _delivery_days(self) -> list[Row]:
        draw = random.Random(16)
        rows: list[Row] = []
        for supplier, feed, name, _, size in self._suppliers():
            for back in reversed(range(self.days)):
                day = self.last_day - timedelta(days=back)
                state, reason = self._state(supplier, day, draw)
                due = night_of(day)
                counts: tuple[object, ...] = (None,) * 5
                if state in ("loaded", "late"):
                    bad, torn, twice = draw.randint(0, 3), draw.randint(0, 2), draw.randint(0, 1)
                    loaded = size + draw.randint(0, size // 5)
                    counts = (loaded + bad + torn + twice, torn, twice, bad, loaded)
                landed = None if state == "missing" else due + timedelta(hours=9 if state == "late" else -2)
                version = None if state == "missing" else 1
                rows.append((feed, supplier, name, day, state, due, landed, version, *counts, reason))
        return rows

    def _state(self, supplier: str, day: date, draw: random.Random) -> tuple[str, str | None]:
        if (supplier, day) in self.earlier_missing:
            return "missing", self.earlier_missing[supplier, day]
        if day == self.last_day:
            if supplier in self.missing:
                return "missing", self.missing[supplier]
            if supplier in self.refused:
                return "refused", self.refused[supplier]
            return ("late" if supplier in self.late else "loaded"), None
        return ("late" if draw.random() < 0.03 and supplier.startswith("d") else "loaded"), None

    def _deliveries(self, days: list[Row]) -> list[Row]:
        rows: list[Row] = []
        for supplier, feed, name, english, _ in self._suppliers():
            own = [row for row in days if row[1] == supplier]
            states = [row[4] for row in own]
            counts = [sum(int(str(row[n])) for row in own if row[n] is not None) for n in range(8, 13)]
            tally = [states.count(state) for state in ("late", "missing", "refused")]
            arrived = len(own) - tally[1]
            rows.append((feed, supplier, name, english, len(own), arrived, *tally, *counts, counts[3] // 2))
        return rows

    def _rules(self) -> list[Row]:
        draw = random.Random(17)
        return [
            (feed, supplier, name, rule, severity, vi, en, draw.randint(1, 9))
            for supplier, owed, name, _, _ in self._suppliers()
            for feed, rule, severity, vi, en in RULES
            if feed == owed and (draw.random() < 0.4 or not supplier.startswith("d"))
        ]

    def _coverage(self, days: list[Row]) -> list[Row]:
        rows: list[Row] = []
        for feed, area in AREAS.items():
            for day in sorted({row[3] for row in days if row[0] == feed}, key=str):
                states = [row[4] for row in days if row[0] == feed and row[3] == day]
                absent = [str(row[2]) for row in days if row[0] == feed and row[3] == day and row[4] == "missing"]
                tally = [states.count(state) for state in ("late", "missing", "refused")]
                loaded = states.count("loaded") + tally[0]
                rows.append((day, area, feed, len(states), loaded, *tally, ", ".join(absent) or None))
        return rows

    def _insurance(self) -> list[Row]:
        draw = random.Random(18)
        cells: dict[tuple[str, str], tuple[int, int]] = {}
        for code, _, people in districts():
            level = draw.uniform(0.93, 0.995)
            for n, group in enumerate(GROUPS):
                cards = people // 120 // (n + 2)
                matched = round(cards * min(1.0, level + draw.uniform(-0.02, 0.005)))
                for key in ((code, group), (code, "all"), ("all", group), ("all", "all")):
                    had = cells.get(key, (0, 0))
                    cells[key] = (had[0] + cards, had[1] + matched)
        places = {code: self.renamed.get(f"d{code}", name) for code, name, _ in districts()} | {"all": "Toàn thành phố"}
        groups = GROUPS | {"all": "Tất cả các nhóm"}
        rows: list[Row] = []
        for (code, group), (cards, matched) in cells.items():
            hidden = group == "5_ho_gia_dinh" and code in WITHHELD
            figures: tuple[object, ...] = (None, None, None) if hidden else (cards, matched, matched / cards)
            rows.append((self.last_day, code, places[code], group, groups[group], *figures, hidden))
        return rows

    def _dossiers(self) -> list[Row]:
        draw = random.Random(19)
        rows: list[Row] = []
        for back in reversed(range(self.days)):
            day = self.last_day - timedelta(days=back)
            for code, name, people in districts():
                if back == 0 and f"d{code}" in {*self.missing, *self.refused}:
                    continue
                for n, field_ in enumerate(FIELDS):
                    received = people // 30000 // (n + 1) + draw.randint(0, 3)
                    finished = max(0, received - draw.randint(0, 2))
                    late = min(finished, int(draw.random() < 0.06))
                    early = draw.randint(0, finished - late)
                    shown = self.renamed.get(f"d{code}", name)
                    share = None if finished == 0 else (finished - late) / finished
                    rows.append(
                        (day, f"d{code}", code, shown, field_, received, finished, early, finished - late - early, late,
                         draw.randint(0, 20), draw.randint(0, 1), draw.randint(0, 2), share)
                    )  # fmt: skip
        return rows


@cache
def empty_publication() -> bytes:
    """A `city.duckdb` with all its tables, of which those of the reference are filled."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "city.duckdb"
        with duckdb.connect(str(path)) as con:
            con.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
            reference.build(con)
            con.execute("CREATE SCHEMA mart")
            for name in REPORTS:
                columns = ", ".join(f'"{column.name}" {column.type}' for column in report(name).columns)
                con.execute(f"CREATE TABLE mart.{name} ({columns})")
        return path.read_bytes()


def districts() -> list[tuple[str, str, int]]:
    """Code, name and people of the 30 districts, from the project's own facts."""
    with (REFERENCE / "hanoi_population_by_district.csv").open(encoding="utf-8", newline="") as lines:
        return [
            (row["district_code"], row["district_full_name"], int(row["population_sql_c2022"] or 150_000))
            for row in csv.DictReader(lines)
        ]
