"""The population area with its one supplier: a real HTTP service that gives citizens as the ministry writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from pipelines import night
from pipelines.clock import night_of
from pipelines.night import Settlement
from pipelines.settings import Settings
from tests.unit.extract.service import Service

FEED, AREA = "population.citizen", "population"
FIRST = date(2024, 1, 15)

Row = tuple[Any, ...]


def day(number: int) -> date:
    """Day 1 is Monday, 15 January 2024."""
    return FIRST + timedelta(days=number - 1)


def written(number: int, on: date, **change: str) -> dict[str, str]:
    """A citizen as the ministry writes one."""
    return {
        "soDinhDanh": f"001190{number:06d}",
        "hoTen": "Nguyễn Thị Ẩn",
        "gioiTinh": "2",
        "ngaySinh": "19900520",
        "loaiNgaySinh": "0",
        "maXaCuTru": "00001",
        "tinhTrangCuTru": "1",
        "soDienThoai": "0912345678",
        "ngayCapThe": "",
        "ngayMat": "",
        "capNhatLuc": f"{on.isoformat()}T09:00:00+07:00",
        "thaoTac": "U",
        **change,
    }


@dataclass
class Ministry:
    """A home, and the service its `suppliers.toml` leads to."""

    home: Settings
    service: Service

    def gives(self, on: date, count: int = 3, **change: str) -> None:
        self.service.records[on.isoformat()] = [written(n, on, **change) for n in range(1, count + 1)]

    def night(self, on: date, run: str = "night") -> Settlement:
        return night.run_area(self.home, AREA, on, night_of(on), f"{run} of {on}")

    def rows(self, statement: str) -> list[Row]:
        with duckdb.connect(str(self.home.warehouse_file), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            return con.execute(statement).fetchall()

    def states(self) -> dict[date, str]:
        """How each day that is due stands."""
        return dict(self.rows("SELECT business_day, state FROM ops.due ORDER BY 1"))

    def asked(self) -> list[str]:
        """The days the service was asked for since the last look, each once."""
        days = list(dict.fromkeys(one.day for one in self.service.asked))
        self.service.asked.clear()
        return days
