"""A real events feed from its files to the publication: the area welfare, whose one supplier delivers two feeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import night
from pipelines.clock import night_of
from pipelines.contract import areas, contract_of
from pipelines.explain import recall
from pipelines.publish import current, publish
from pipelines.publish.invariants import broken_in_warehouse
from pipelines.settings import Settings
from pipelines.verify import verify

FIRST, SECOND = date(2024, 1, 15), date(2024, 1, 16)
HEAD = (
    "Mã đối tượng;Số CCCD;Họ và tên;Năm sinh;Giới tính;Mã xã;Loại trợ cấp;Mức hưởng;Hình thức chi trả;Ngân hàng;"
    "Số tài khoản;Lý do miễn;Hưởng từ;Hưởng đến;Cập nhật lúc;Thao tác"
)
PAID = "001190000001;NGUYỄN THỊ ẨN;1990;Nữ;00001;KT;540.000;TK;Agribank;1500201234567;;01/03/2022;"
CASH = "001190000002;Trần Thị Hoà;1990;Nữ;00001;BTXH;360.000;TM;;;NL;01/03/2022;"


def step(number: int, step: str, moment: str, **change: str) -> dict[str, str]:
    """A step of the one payment there is, as the ministry writes it."""
    told = {
        "maSuKien": f"CT-202401-000001-{number}",
        "maChiTra": "CT-202401-000001",
        "maDoiTuong": "BT-001-000001",
        "buoc": step,
        "hinhThuc": "TK",
        "soTien": "540000",
        "maXa": "",
        "thoiDiem": moment,
    }
    return told | change


@dataclass(frozen=True)
class Home:
    """A home after two nights of welfare, in which nobody else delivered anything; it is published."""

    settings: Settings

    def rows(self, statement: str, path: Path | None = None) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(path or self.settings.warehouse_file), read_only=True) as con:
            con.execute("SET TimeZone = 'UTC'")
            return con.execute(statement).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    settings = Settings(home=tmp_path_factory.mktemp("welfare"))
    drop = settings.home / "drop"
    drop.mkdir()
    settings.suppliers_file.write_text('[ldtbxh]\nkind = "files"\nurl = "drop"\n')
    write(drop, FIRST, [
        f"BT-001-000001;{PAID};15/01/2024 09:00:00;Thêm/sửa",
        f"BT-001-000002;{CASH};15/01/2024 09:00:00;Thêm/sửa",
    ], [
        step(1, "DH", "20240115080000"),
        step(2, "BC", "20240115090000"),
        step(3, "RT", "20240115100000", maXa="00001"),
    ])  # fmt: skip
    write(drop, SECOND, [
        "BT-001-000002;;;;;;;;;;;;;;16/01/2024 09:00:00;Xoá",
    ], [
        step(3, "TT", "20240115100000", maXa="00001"),
        step(4, "NM", "20240116080000", maXa="00001"),
    ])  # fmt: skip
    night.run_area(settings, "welfare", FIRST, night_of(FIRST), "first")
    for area in areas():
        night.run_area(settings, area, SECOND, night_of(SECOND), f"second of {area}")
    assert publish(settings, night_of(SECOND), "published") is not None
    yield Home(settings)


def write(drop: Path, day: date, beneficiaries: list[str], steps: list[dict[str, str]]) -> None:
    (drop / f"doituong-{day:%Y%m%d}.csv").write_text("\n".join([HEAD, *beneficiaries]) + "\n", encoding="utf-8")
    lines = [";".join(one) for one in (steps[0], *(one.values() for one in steps))]
    (drop / f"chitra-{day:%Y%m%d}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_both_feeds_of_the_supplier_are_loaded_and_what_cannot_be_is_held(home: Home) -> None:
    ledger = "SELECT feed, business_day, state, loaded, quarantined, inserted, changed FROM ops.delivery ORDER BY ALL"
    assert home.rows(ledger) == [
        ("welfare.beneficiary", FIRST, "loaded", 2, 0, 2, 0),
        ("welfare.beneficiary", SECOND, "loaded", 1, 0, 0, 1),
        ("welfare.payment", FIRST, "loaded", 3, 0, 3, 0),
        ("welfare.payment", SECOND, "loaded", 1, 1, 0, 1),
    ]
    assert home.rows("SELECT feed, rule_ids FROM quarantine.record") == [("welfare.payment", ["step.by_method"])]


def test_an_event_stands_once_as_the_newest_day_told_it(home: Home) -> None:
    told = "SELECT event_code[-1], step, business_day FROM history.{} ORDER BY 1"
    standing = [("1", "due", FIRST), ("2", "credited", FIRST), ("3", "spent", SECOND)]
    assert home.rows(told.format("welfare_payment")) == standing
    assert home.rows(told.format("welfare_payment_current")) == standing
    assert home.rows(told.format("welfare_payment_beaten")) == [("3", "withdrawn", FIRST)]


def test_a_deletion_that_tells_key_instant_and_operation_alone_ends_a_record(home: Home) -> None:
    current_ones = "SELECT beneficiary_code, full_name, amount_vnd FROM history.welfare_beneficiary_current"
    assert home.rows(current_ones) == [("BT-001-000001", "Nguyễn Thị Ẩn", 540_000)]
    assert home.rows("SELECT count(*) FROM history.welfare_beneficiary") == [(2,)]


def test_an_event_can_be_explained(home: Home) -> None:
    with duckdb.connect(str(home.settings.warehouse_file), read_only=True) as con:
        story = recall(con, contract_of("welfare.payment"), "CT-202401-000001-3")
        held = recall(con, contract_of("welfare.payment"), "CT-202401-000001-4").held
    assert [(one.what, one.since, one.content["step"]) for one in story.tellings] == [
        ("beaten", FIRST, "withdrawn"),
        ("version", SECOND, "spent"),
    ]
    assert [one.rule_ids for one in held] == [("step.by_method",)]


def test_events_are_published_under_pseudonyms_with_their_day(home: Home) -> None:
    published = current(home.settings)
    assert published is not None
    shown = home.rows("DESCRIBE history.welfare_payment", published.core)
    assert [row[0] for row in shown] == [
        "event_code_hash", "payment_code_hash", "beneficiary_code_hash", "step", "method", "amount_vnd", "place_code",
        "occurred_at", "supplier", "business_day", "delivery_id",
    ]  # fmt: skip
    steps = "SELECT step, business_day FROM history.welfare_payment_current ORDER BY occurred_at"
    assert home.rows(steps, published.core) == [("due", FIRST), ("credited", FIRST), ("spent", SECOND)]
    who = "SELECT DISTINCT {0} FROM history.{1}_current"
    assert home.rows(who.format("beneficiary_code_hash", "welfare_payment"), published.core) == home.rows(
        who.format("beneficiary_code_hash", "welfare_beneficiary"), published.core
    )
    meanings = "SELECT column_name FROM mart.dictionary WHERE table_name = 'welfare_payment'"
    assert [row[0] for row in home.rows(meanings, published.city)] == [row[0] for row in shown]


def test_a_home_with_events_is_verified_and_what_was_done_to_them_is_found(home: Home) -> None:
    assert verify(home.settings, at=night_of(SECOND)) == []
    for harm, check in (
        ("INSERT INTO history.welfare_payment FROM history.welfare_payment LIMIT 1", "history.one_version"),
        ("DELETE FROM history.welfare_payment WHERE step = 'spent'", "history.beaten"),
        ("UPDATE history.welfare_payment SET delivery_id = 'x' WHERE step = 'due'", "history.delivery"),
        ("UPDATE history.welfare_payment_beaten SET delivery_id = 'x'", "history.delivery"),
    ):
        with duckdb.connect(str(home.settings.warehouse_file)) as con:
            con.execute("BEGIN")
            assert broken_in_warehouse(con) == []
            con.execute(harm)
            assert [one.check for one in broken_in_warehouse(con)] == [check]
            con.execute("ROLLBACK")
