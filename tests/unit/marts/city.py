"""A warehouse filled by hand, so that a test tells the whole story of its few records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from pipelines import reference
from pipelines.clock import HANOI, night_of
from pipelines.contract import contract_of, suppliers_of
from pipelines.settings import Settings
from warehouse.connection import open_writer
from warehouse.marts import REPORTS, build_marts
from warehouse.session import session
from warehouse.sql import quoted

CITIZENS, CARDS, DOSSIERS = "population.citizen", "insurance.card", "procedures.dossier"
CERTIFICATION = "2.001406"
"""A procedure code of the field `Chứng thực`."""
END = date(9999, 12, 31)
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
AT = datetime(2024, 1, 1, tzinfo=UTC)

LOADED = """
INSERT INTO ops.delivery BY NAME
SELECT
    substr(sha256(concat_ws(' ', $feed, supplier, $day, 1)), 1, 16) AS delivery_id, $feed AS feed, supplier,
    $day AS business_day, 1 AS version, 'loaded' AS state, 'landing/x' AS landed_path, 'x' AS sha256,
    '1.0.0' AS contract_version, 0 AS received, 0 AS unreadable, 0 AS duplicate, 0 AS quarantined, 0 AS loaded,
    0 AS inserted, 0 AS changed, 0 AS unchanged, 0 AS closed, $at AS landed_at, $at AS loaded_at, 'test' AS run_id
FROM (SELECT unnest($owing::VARCHAR[]) AS supplier)
WHERE NOT list_contains($but::VARCHAR[], supplier)
"""

Row = dict[str, object]
Step = tuple[str, int, Row]
"""An instant in Hanoi, a status, and what else the record told from then on."""


def hanoi(text: str) -> datetime:
    """An instant written in Hanoi time, e.g. `2024-01-15 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=HANOI).astimezone(UTC)


def empty_warehouse(folder: Path) -> Path:
    """A build file with every table and the reference facts, and nothing else."""
    settings = Settings(home=folder, threads=1)
    with open_writer(settings, "test", AT) as con:
        reference.build(con)
    return settings.warehouse_file


@dataclass
class City:
    """One connection to a warehouse, and the publication its marts go into."""

    con: duckdb.DuckDBPyConnection
    ids: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    def opened(cls, warehouse: Path, folder: Path) -> City:
        con = session(Settings(home=folder, threads=1), warehouse)
        con.execute("ATTACH ':memory:' AS published")
        return cls(con)

    def put(self, table: str, **values: object) -> None:
        """One row; columns that are not named stay empty."""
        columns = ", ".join(quoted(name) for name in values)
        marks = ", ".join("?" * len(values))
        self.con.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))

    def owe(self, feed: str, day: date, suppliers: Sequence[str] | None = None) -> None:
        for supplier in suppliers or suppliers_of(feed, day):
            self.put("ops.obligation", feed=feed, supplier=supplier, business_day=day, due_at=night_of(day))

    def deliver(
        self,
        feed: str,
        supplier: str,
        day: date,
        *,
        state: str = "loaded",
        version: int = 1,
        late: timedelta = timedelta(0),
        counts: tuple[int, int, int, int] = (0, 0, 0, 0),
        refused_because: str | None = None,
    ) -> str:
        """A line of the ledger; `counts` are unreadable, duplicate, quarantined and loaded records."""
        delivery_id = sha256(f"{feed} {supplier} {day} {version}".encode()).hexdigest()[:16]
        told: Row = {}
        if state == "loaded":
            unreadable, duplicate, quarantined, loaded = counts
            told = {
                "received": sum(counts), "unreadable": unreadable, "duplicate": duplicate, "quarantined": quarantined,
                "loaded": loaded, "inserted": loaded, "changed": 0, "unchanged": 0, "closed": 0,
                "loaded_at": night_of(day) + late,
            }  # fmt: skip
        self.put(
            "ops.delivery", delivery_id=delivery_id, feed=feed, supplier=supplier, business_day=day, version=version,
            state=state, landed_path="landing/x", sha256="x", contract_version="1.0.0", landed_at=night_of(day) + late,
            run_id="test", refused_because=refused_because, **told,
        )  # fmt: skip
        return delivery_id

    def load_all(self, day: date, *, but: Sequence[str] = ()) -> None:
        """Everything that is due for a day is loaded, but for some suppliers of whom nothing came."""
        for feed in (CITIZENS, CARDS, DOSSIERS):
            owing = list(suppliers_of(feed, day))
            self.con.execute(
                "INSERT INTO ops.obligation SELECT ?, unnest(?::VARCHAR[]), ?, ?", [feed, owing, day, night_of(day)]
            )
            self.con.execute(LOADED, {"feed": feed, "day": day, "at": night_of(day), "but": but, "owing": owing})

    def citizen(
        self, citizen_id: str, since: datetime, *, until: datetime = FOREVER, day: date, **facts: object
    ) -> None:
        """A citizen registered from an instant on; `day` is the business day of the delivery that told of it."""
        self._change(CITIZENS, "bca", {"citizen_id": citizen_id, **facts}, since, day, "upsert")
        if until < FOREVER:
            self._change(CITIZENS, "bca", {"citizen_id": citizen_id}, until, day, "delete")
        self._version(CITIZENS, "bca", {"citizen_id": citizen_id, **facts}, since, until)

    def card(self, citizen_id: str | None, since: date, *, until: date = END, **facts: object) -> None:
        values: Row = {
            "card_number": f"card {next(self.ids)}", "citizen_id": citizen_id, "object_code": "TE",
            "commune_code": "00001", "starts_on": date(2023, 1, 1), **facts,
        }  # fmt: skip
        self._version(CARDS, "bhxh", values, since, until)

    def dossier(
        self,
        steps: Sequence[Step],
        *,
        supplier: str = "d001",
        days: Sequence[date] = (),
        **facts: object,
    ) -> None:
        """A dossier that went through (instant in Hanoi, status, further facts), each step told on its own day.

        `days` are the business days of the deliveries that told of the steps, where these are others.
        """
        values: Row = {"dossier_code": f"dossier {next(self.ids)}", "procedure_code": CERTIFICATION, **facts}
        values.setdefault("received_at", hanoi(steps[0][0]))
        instants = [hanoi(step[0]) for step in steps]
        for n, (_, status, more) in enumerate(steps):
            values = {**values, "status_code": status, **more}
            told_on = days[n] if days else instants[n].astimezone(HANOI).date()
            self._change(DOSSIERS, supplier, values, instants[n], told_on, "upsert")
            self._version(DOSSIERS, supplier, values, instants[n], [*instants, FOREVER][n + 1])

    def record(
        self, feed: str, supplier: str, since: object, *, until: object = None, day: object = None, **values: object
    ) -> None:
        """A version of a record of any feed with a validity; `day` is the business day that told of a change."""
        if contract_of(feed).kind == "snapshot":
            self._version(feed, supplier, values, since, until or END)
            return
        assert isinstance(since, datetime)
        told_on = day if isinstance(day, date) else since.astimezone(HANOI).date()
        self._change(feed, supplier, values, since, told_on, "upsert")
        if isinstance(until, datetime):
            keys = {column.name: values[column.name] for column in contract_of(feed).key_columns}
            self._change(feed, supplier, keys, until, told_on, "delete")
        self._version(feed, supplier, values, since, until or FOREVER)

    def event(self, feed: str, supplier: str, day: date, **values: object) -> None:
        """An event, told by the delivery of a business day."""
        self.put(
            f"history.{contract_of(feed).table}", **values, supplier=supplier, business_day=day, row_hash="x",
            delivery_id="x",
        )  # fmt: skip

    def rows(self, mart: str, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of a mart in its order."""
        return self.con.execute(f"SELECT {', '.join(columns)} FROM published.mart.{mart}").fetchall()

    def build(self, day: date, *reports: str) -> None:
        """The marts of a day made anew, all or some."""
        self.con.execute("DROP SCHEMA IF EXISTS published.mart CASCADE")
        build_marts(self.con, day, reports or REPORTS)

    def ask(self, question: str, *values: object) -> list[tuple[object, ...]]:
        return self.con.execute(question, list(values)).fetchall()

    def dossiers(self, day: date, supplier: str = "d001") -> Row:
        """The figures of one desk on one day, over all fields; those that are zero are left out."""
        columns = ("received", "finished", "early", "on_time", "late", "processing", "processing_late", "paused")
        sums = ", ".join(f"sum({name})::BIGINT" for name in columns)
        ((*figures,),) = self.ask(
            f"SELECT {sums} FROM published.mart.dossier_on_time WHERE business_day = ? AND district_code = ?",
            day, supplier[1:],
        )  # fmt: skip
        return {name: figure for name, figure in zip(columns, figures, strict=True) if figure}

    def _change(self, feed: str, supplier: str, values: Row, at: datetime, day: date, operation: str) -> None:
        self.put(
            f"history.{contract_of(feed).table}_change", **values, supplier=supplier, effective_at=at,
            operation=operation, business_day=day, version=1, delivery_id="x", row_hash="x",
        )  # fmt: skip

    def _version(self, feed: str, supplier: str, values: Row, since: object, until: object) -> None:
        self.put(
            f"history.{contract_of(feed).table}", **values, supplier=supplier, valid_from=since, valid_to=until,
            row_hash="x", delivery_id="x",
        )  # fmt: skip
