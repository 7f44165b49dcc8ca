from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.publish.report.coverage import Coverage, coverage
from pipelines.publish.report.read import open_published, read_facts
from tests.unit.report.made_up_city import MadeUpCity


def covered(tmp_path: Path, city: MadeUpCity) -> Coverage:
    with open_published(city.write(tmp_path / "city.duckdb")) as con:
        return coverage(read_facts(con))


def test_a_complete_night_says_so_in_one_sentence(tmp_path: Path) -> None:
    found = covered(tmp_path, MadeUpCity(days=2))
    assert found.tone == "complete"
    assert found.headline.vi == (
        "Ngày 16/01/2024: 30 trong 30 quận, huyện, thị xã đã giao dữ liệu. "
        "Bảo hiểm xã hội Việt Nam và Bộ Công an đã giao đủ."
    )
    assert found.today == ()


def test_who_is_missing_and_who_was_refused_stands_in_the_sentence_with_the_reason_below(tmp_path: Path) -> None:
    city = MadeUpCity(days=2, missing={"d006": "the folder is empty"}, refused={"d271": "the workbook is cut off"})
    found = covered(tmp_path, city)
    assert found.tone == "incomplete"
    assert "28 trong 30 quận, huyện, thị xã đã giao dữ liệu; thiếu: Quận Đống Đa; bị từ chối: Huyện Ba Vì" in (
        found.headline.vi
    )
    assert "28 of 30 districts have delivered; missing: Đống Đa district; refused: Ba Vì district" in found.headline.en
    assert [(one.state, one.who.vi, one.reason) for one in found.today] == [
        ("missing", "Quận Đống Đa", "the folder is empty"),
        ("refused", "Huyện Ba Vì", "the workbook is cut off"),
    ]


def test_a_ministry_that_is_missing_is_named_with_its_feed(tmp_path: Path) -> None:
    found = covered(tmp_path, MadeUpCity(days=1, missing={"bca": "the service does not answer"}))
    assert "Bộ Công an – Dân cư: chưa giao" in found.headline.vi
    assert "Ministry of Public Security – Population register: missing" in found.headline.en


def test_a_late_supplier_has_delivered_and_is_named_apart(tmp_path: Path) -> None:
    found = covered(tmp_path, MadeUpCity(days=1, late=frozenset({"d001"})))
    assert found.tone == "complete"
    assert "30 trong 30" in found.headline.vi
    assert [one.vi for one in found.late] == ["Quận Ba Đình"]


def test_many_missing_suppliers_are_counted_in_the_sentence_and_all_listed(tmp_path: Path) -> None:
    absent = {f"d{code}": "no answer" for code in ("001", "002", "003", "004", "005", "006", "007", "008")}
    found = covered(tmp_path, MadeUpCity(days=1, missing=absent))
    assert "và 3 đơn vị khác" in found.headline.vi
    assert "and 3 others" in found.headline.en
    assert len(found.today) == 8


def test_days_in_a_row_of_one_reason_are_one_line(tmp_path: Path) -> None:
    gone = {("d280", date(2024, 1, day)): "nothing in the folder" for day in (9, 11, 12, 13)}
    found = covered(tmp_path, MadeUpCity(earlier_missing=gone))
    assert found.tone == "complete"
    assert [one.days.vi for one in found.earlier] == ["09/01/2024, 11/01/2024 – 13/01/2024"]


def test_an_area_that_did_not_settle_makes_the_night_incomplete(tmp_path: Path) -> None:
    found = covered(tmp_path, MadeUpCity(days=1, unsettled={"population": "not settled: not ended at 05:30"}))
    assert found.tone == "incomplete"
    assert "Mảng chưa chốt: dân cư" in found.headline.vi
    assert found.today[0].reason == "not settled: not ended at 05:30"


@pytest.mark.parametrize("unsettled", [{}, {"population": "not settled"}], ids=["settled", "not settled"])
def test_the_first_night_says_that_nothing_was_due(tmp_path: Path, unsettled: dict[str, str]) -> None:
    found = covered(tmp_path, MadeUpCity(is_first_night=True, unsettled=unsettled))
    assert "đến hạn" in found.headline.vi
    assert "due" in found.headline.en
    assert found.tone == ("incomplete" if unsettled else "nothing")
