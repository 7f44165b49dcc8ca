"""What each supplier owed, what became of it, which rules its records broke, and how much of a day is covered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipelines.clock import night_of
from tests.unit.marts.city import CARDS, DOSSIERS, City

REPORTS = ("coverage", "delivery_quality_day", "delivery_quality", "delivery_quality_rule")
DAY, NEXT, LATER = (date(2024, 1, day) for day in (15, 16, 17))


def quality(city: City, supplier: str, *columns: str) -> tuple[object, ...]:
    (found,) = city.ask(
        f"SELECT {', '.join(columns)} FROM published.mart.delivery_quality WHERE supplier = ?", supplier
    )
    return found


def day_of(city: City, supplier: str, day: date, *columns: str) -> tuple[object, ...]:
    (found,) = city.ask(
        f"SELECT {', '.join(columns)} FROM published.mart.delivery_quality_day WHERE supplier = ? AND business_day = ?",
        supplier, day,
    )  # fmt: skip
    return found


def hold(city: City, delivery_id: str, supplier: str, rules: dict[str, str], *, state: str = "open") -> None:
    city.put(
        "quarantine.record", delivery_id=delivery_id, feed=DOSSIERS, supplier=supplier, business_day=DAY, position=7,
        rule_ids=list(rules), reasons=list(rules.values()), payload="{}", state=state,
    )  # fmt: skip


def test_missing_late_and_refused_are_counted_apart_and_arrived_is_all_that_came(city: City) -> None:
    for day in (DAY, NEXT, LATER, LATER + timedelta(days=1)):
        city.owe(DOSSIERS, day, ["d001"])
    city.deliver(DOSSIERS, "d001", DAY, counts=(1, 2, 3, 4))
    city.deliver(DOSSIERS, "d001", NEXT, counts=(0, 0, 0, 10), late=timedelta(hours=3))
    city.deliver(DOSSIERS, "d001", LATER, state="refused", refused_because="an empty file")
    city.build(LATER + timedelta(days=1), *REPORTS)
    assert quality(city, "d001", "due", "arrived", "late", "missing", "refused") == (4, 3, 1, 1, 1)
    assert quality(city, "d001", "received", "unreadable", "duplicate", "quarantined", "loaded") == (20, 1, 2, 3, 14)
    assert quality(city, "d001", "supplier_name_vi", "supplier_name_en") == ("Quận Ba Đình", "Ba Dinh District")


def test_days_after_the_publication_do_not_count(city: City) -> None:
    for day in (DAY, NEXT):
        city.owe(DOSSIERS, day, ["d001"])
        city.deliver(DOSSIERS, "d001", day, counts=(0, 0, 0, 5))
    city.build(DAY, *REPORTS)
    assert quality(city, "d001", "due", "received") == (1, 5)
    assert city.ask("SELECT DISTINCT business_day FROM published.mart.coverage") == [(DAY,)]


def test_a_replaced_version_counts_no_longer(city: City) -> None:
    city.owe(DOSSIERS, DAY, ["d001"])
    old = city.deliver(DOSSIERS, "d001", DAY, counts=(0, 0, 1, 4))
    city.deliver(DOSSIERS, "d001", DAY, version=2, counts=(0, 0, 0, 5))
    city.con.execute("UPDATE ops.delivery SET state = 'superseded' WHERE version = 1")
    hold(city, old, "d001", {"dossier_code.shape": "a / b"}, state="resolved")
    city.build(DAY, *REPORTS)
    assert quality(city, "d001", "due", "arrived", "received", "quarantined", "open_items") == (1, 1, 5, 0, 0)
    assert day_of(city, "d001", DAY, "state", "version", "loaded", "reason") == ("loaded", 2, 5, None)
    assert city.ask("FROM published.mart.delivery_quality_rule") == []


def test_open_items_are_held_records_and_unreadable_places(city: City) -> None:
    city.owe(DOSSIERS, DAY, ["d001"])
    delivery_id = city.deliver(DOSSIERS, "d001", DAY, counts=(1, 0, 2, 4))
    hold(city, delivery_id, "d001", {"dossier_code.shape": "a / b", "status_code.allowed": "c / d"})
    hold(city, delivery_id, "d001", {"dossier_code.shape": "a / b"}, state="resolved")
    for column in ("received_at", "due_at"):
        city.put("quarantine.unreadable", delivery_id=delivery_id, position=9, column_name=column, reason="torn")
    city.build(DAY, *REPORTS)
    assert quality(city, "d001", "open_items") == (2,)


def test_each_rule_has_its_reasons_in_both_languages_and_how_many_records_broke_it(city: City) -> None:
    city.owe(DOSSIERS, DAY, ["d001"])
    delivery_id = city.deliver(DOSSIERS, "d001", DAY, counts=(1, 0, 2, 4))
    hold(
        city,
        delivery_id,
        "d001",
        {"dossier_code.shape": "cũ / old", "a.rule_of_the_past": "lý do cũ / an / old reason"},
    )
    hold(city, delivery_id, "d001", {"dossier_code.shape": "cũ / old"})
    city.put("ops.warning", delivery_id=delivery_id, rule_id="applicant_id.sex", records=3)
    city.put("quarantine.unreadable", delivery_id=delivery_id, position=9, reason="torn")
    city.build(DAY, *REPORTS)
    columns = "rule_id, severity, reason_vi, reason_en, records"
    assert city.ask(f"SELECT {columns} FROM published.mart.delivery_quality_rule") == [
        ("a.rule_of_the_past", "critical", "lý do cũ", "an / old reason", 1),
        (
            "dossier_code.shape", "critical", "Mã hồ sơ không đúng dạng mã cơ quan-ngày-số thứ tự",
            "dossier_code is not agency-yymmdd-ordinal", 2,
        ),
        ("unreadable", "critical", "Không đọc được bản ghi", "the record cannot be read", 1),
        (
            "applicant_id.sex", "warning", "Chữ số thứ tư của số định danh không khớp giới tính",
            "the 4th digit of applicant_id contradicts applicant_sex", 3,
        ),
    ]  # fmt: skip


def test_the_rule_a_delivery_was_refused_for_tells_its_whole_sentence_and_its_records(city: City) -> None:
    city.owe(CARDS, DAY, ["bhxh"])
    sentence = "9 keys came where 20 stood on 2024-01-14 / ask the supplier"
    delivery_id = city.deliver(CARDS, "bhxh", DAY, state="refused", refused_because=sentence)
    city.put(
        "ops.verdict", delivery_id=delivery_id, is_complete=False, judged_at=night_of(DAY),
        verdict='{"refused_by": ["delivery.keys"], "received": 9}',
    )  # fmt: skip
    city.build(DAY, *REPORTS)
    assert city.ask("SELECT rule_id, reason_vi, reason_en, records FROM published.mart.delivery_quality_rule") == [
        ("delivery.keys", "Mất hơn 10 % số khóa so với lần nạp trước", sentence, 9)
    ]


def test_a_day_that_is_not_loaded_says_why(city: City) -> None:
    for supplier in ("d001", "d002", "d003"):
        city.owe(DOSSIERS, DAY, [supplier])
    city.deliver(DOSSIERS, "d001", DAY, state="refused", refused_because="an empty file")
    for hour, because in ((1, "the folder is not there"), (2, "the folder holds no file of that day")):
        city.put(
            "ops.attempt", attempted_at=night_of(DAY) + timedelta(hours=hour), run_id="x", step="extract",
            feed=DOSSIERS, supplier="d002", business_day=DAY, outcome="missing", because=because,
        )  # fmt: skip
    city.build(DAY, *REPORTS)
    assert day_of(city, "d001", DAY, "state", "reason") == ("refused", "an empty file")
    assert day_of(city, "d002", DAY, "state", "reason") == ("missing", "the folder holds no file of that day")
    assert day_of(city, "d003", DAY, "state", "reason") == (
        "missing",
        "the supplier d003 has delivered nothing for this day",
    )


def covered(city: City, *columns: str) -> tuple[object, ...]:
    (found,) = city.ask(f"SELECT {', '.join(columns)} FROM published.mart.coverage WHERE feed = ?", DOSSIERS)
    return found


def test_coverage_counts_who_is_loaded_and_names_who_is_not(city: City) -> None:
    city.load_all(DAY, but=["d001", "d004", "d002"])
    city.deliver(DOSSIERS, "d002", DAY, state="refused", refused_because="an empty file")
    city.con.execute("UPDATE ops.delivery SET landed_at = landed_at + INTERVAL 5 HOUR WHERE supplier = 'd003'")
    city.build(DAY, *REPORTS)
    assert covered(city, "area", "expected", "loaded", "late", "missing", "refused") == ("procedures", 47, 44, 1, 2, 1)
    (note,) = covered(city, "note")
    assert note == "thiếu (missing): Quận Ba Đình, Quận Long Biên; bị từ chối (refused): Quận Hoàn Kiếm"


def test_what_came_and_is_not_loaded_is_no_part_of_the_figures(city: City) -> None:
    city.owe(DOSSIERS, DAY, ["d001"])
    city.deliver(DOSSIERS, "d001", DAY, state="landed")
    city.build(DAY, *REPORTS)
    assert covered(city, "expected", "loaded", "missing") == (1, 0, 1)
    assert quality(city, "d001", "arrived", "missing") == (1, 0)


@pytest.mark.parametrize("notes", [[None], ["not settled: bca hangs", None], [None, "not settled: bca hangs"]])
def test_the_newest_settlement_of_a_night_speaks(city: City, notes: list[str | None]) -> None:
    city.load_all(DAY)
    for hour, note in enumerate(notes):
        city.put(
            "ops.settlement", area="procedures", business_day=DAY, settled_at=night_of(DAY) + timedelta(hours=hour),
            run_id="x", is_settled=note is None, note=note,
        )  # fmt: skip
    city.build(DAY, *REPORTS)
    assert covered(city, "note") == (notes[-1],)
