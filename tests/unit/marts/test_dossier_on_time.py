"""What counts as received, finished, on time, late and paused, and on which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.unit.marts.city import CERTIFICATION, City, Row, Step, hanoi

MONDAY, TUESDAY, WEDNESDAY = (date(2024, 1, day) for day in (15, 16, 17))


@pytest.fixture
def desk(city: City) -> City:
    """A city whose desks have delivered three days, from Monday 15 January 2024 on."""
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        city.load_all(day)
    return city


def finished_on(desk: City, steps: list[Step], **facts: Any) -> dict[str, object]:
    """The figures of the day on which the dossier's last step was."""
    desk.dossier(steps, **facts)
    day = date.fromisoformat(steps[-1][0][:10])
    desk.build(day, "dossier_on_time")
    return desk.dossiers(day)


def test_finished_on_the_day_before_the_promised_day_is_early(desk: City) -> None:
    steps: list[Step] = [
        ("2024-01-15 08:00", 4, {}),
        ("2024-01-15 16:59", 9, {"finished_at": hanoi("2024-01-15 16:59")}),
    ]
    figures = finished_on(desk, steps, due_at=hanoi("2024-01-16 08:00"))
    assert figures == {"received": 1, "finished": 1, "early": 1}


def test_finished_later_in_the_promised_day_than_was_promised_is_on_time(desk: City) -> None:
    steps: list[Step] = [
        ("2024-01-15 08:00", 4, {}),
        ("2024-01-15 16:59", 9, {"finished_at": hanoi("2024-01-15 16:59")}),
    ]
    figures = finished_on(desk, steps, due_at=hanoi("2024-01-15 10:00"))
    assert figures == {"received": 1, "finished": 1, "on_time": 1}


def test_finished_on_the_day_after_the_promised_day_is_late(desk: City) -> None:
    steps: list[Step] = [
        ("2024-01-15 08:00", 4, {}),
        ("2024-01-16 00:30", 9, {"finished_at": hanoi("2024-01-16 00:30")}),
    ]
    figures = finished_on(desk, steps, due_at=hanoi("2024-01-15 23:30"))
    assert figures == {"finished": 1, "late": 1}


def test_a_dossier_without_a_promised_day_is_on_time(desk: City) -> None:
    figures = finished_on(desk, [("2024-01-15 08:00", 4, {}), ("2024-01-16 09:00", 9, {})])
    assert figures == {"finished": 1, "on_time": 1}


def test_a_withdrawn_dossier_is_finished(desk: City) -> None:
    steps: list[Step] = [
        ("2024-01-15 08:00", 4, {}),
        ("2024-01-16 09:00", 7, {"finished_at": hanoi("2024-01-16 09:00")}),
    ]
    assert finished_on(desk, steps, due_at=hanoi("2024-01-17 08:00")) == {"finished": 1, "early": 1}


def test_a_paused_dossier_is_neither_in_process_nor_late_even_after_its_promised_day(desk: City) -> None:
    desk.dossier([("2024-01-15 08:00", 4, {}), ("2024-01-15 09:00", 5, {})], due_at=hanoi("2024-01-15 17:00"))
    desk.build(TUESDAY, "dossier_on_time")
    assert desk.dossiers(TUESDAY) == {"paused": 1}


@pytest.mark.parametrize(
    "status", [pytest.param(5, id="supplement"), pytest.param(6, id="payment"), pytest.param(8, id="stopped")]
)
def test_the_three_pauses_are_paused(desk: City, status: int) -> None:
    desk.dossier([("2024-01-15 08:00", status, {})])
    desk.build(MONDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1, "paused": 1}


def test_a_dossier_in_process_is_late_from_the_end_of_its_promised_day(desk: City) -> None:
    desk.dossier([("2024-01-15 08:00", 4, {})], due_at=hanoi("2024-01-16 10:00"))
    desk.build(WEDNESDAY, "dossier_on_time")
    assert [desk.dossiers(day).get("processing_late", 0) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [0, 1, 1]
    assert [desk.dossiers(day)["processing"] for day in (MONDAY, TUESDAY, WEDNESDAY)] == [1, 1, 1]


def test_what_left_the_stock_within_the_day_was_never_in_it(desk: City) -> None:
    desk.dossier([("2024-01-15 08:00", 2, {}), ("2024-01-15 09:00", 4, {}), ("2024-01-15 10:00", 10, {})])
    desk.build(MONDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1, "finished": 1, "on_time": 1}


def test_a_finished_dossier_that_is_returned_is_not_finished_again(desk: City) -> None:
    end: Row = {"finished_at": hanoi("2024-01-15 10:00")}
    desk.dossier([("2024-01-15 08:00", 4, {}), ("2024-01-15 10:00", 9, end), ("2024-01-16 08:00", 10, {})])
    desk.build(TUESDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1, "finished": 1, "on_time": 1}
    assert desk.dossiers(TUESDAY) == {}


def test_a_dossier_taken_up_again_is_finished_twice(desk: City) -> None:
    desk.dossier([("2024-01-15 08:00", 9, {}), ("2024-01-16 08:00", 4, {}), ("2024-01-17 08:00", 9, {})])
    desk.build(WEDNESDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1, "finished": 1, "on_time": 1}
    assert desk.dossiers(TUESDAY) == {"processing": 1}
    assert desk.dossiers(WEDNESDAY) == {"finished": 1, "on_time": 1}


def test_a_dossier_is_received_on_its_day_of_receipt_once_it_is_accepted(desk: City) -> None:
    desk.dossier([("2024-01-15 22:00", 1, {}), ("2024-01-16 07:30", 2, {})])
    desk.build(MONDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {}
    desk.build(TUESDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1}
    assert desk.dossiers(TUESDAY) == {"processing": 1}


def test_a_dossier_that_is_not_accepted_counts_nowhere(desk: City) -> None:
    desk.dossier([("2024-01-15 08:00", 1, {}), ("2024-01-15 09:00", 3, {})])
    desk.build(MONDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {}


def test_what_is_told_of_a_later_business_day_is_not_known_yet(desk: City) -> None:
    desk.dossier([("2024-01-15 08:00", 4, {}), ("2024-01-15 16:00", 9, {})], days=[MONDAY, TUESDAY])
    desk.build(MONDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1, "processing": 1}
    desk.build(TUESDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1, "finished": 1, "on_time": 1}


def test_the_last_minute_of_a_day_in_hanoi_belongs_to_it_and_midnight_to_the_next(desk: City) -> None:
    desk.dossier([("2024-01-15 23:59", 4, {})])
    desk.dossier([("2024-01-16 00:00", 4, {})])
    desk.build(TUESDAY, "dossier_on_time")
    assert desk.dossiers(MONDAY) == {"received": 1, "processing": 1}
    assert desk.dossiers(TUESDAY) == {"received": 1, "processing": 2}


def test_a_district_that_delivered_nothing_keeps_its_stock(city: City) -> None:
    city.load_all(MONDAY)
    city.load_all(TUESDAY, but=["d001"])
    city.dossier([("2024-01-15 08:00", 4, {})])
    city.build(TUESDAY, "dossier_on_time")
    assert city.dossiers(TUESDAY) == {"processing": 1}


def test_there_is_no_row_for_a_day_of_which_no_desk_delivered(city: City) -> None:
    city.load_all(MONDAY)
    city.load_all(WEDNESDAY)
    city.dossier([("2024-01-15 08:00", 4, {}), ("2024-01-16 09:00", 9, {})])
    city.dossier([("2024-01-15 08:00", 4, {})])
    city.build(WEDNESDAY, "dossier_on_time")
    assert city.ask("SELECT DISTINCT business_day FROM published.mart.dossier_on_time ORDER BY 1") == [
        (MONDAY,),
        (WEDNESDAY,),
    ]
    assert city.dossiers(WEDNESDAY) == {"processing": 1}


def test_each_district_and_field_has_its_own_row_under_its_vietnamese_name(desk: City) -> None:
    desk.dossier([("2024-01-15 08:00", 4, {})])
    desk.dossier([("2024-01-15 08:00", 9, {})], supplier="d002")
    desk.dossier([("2024-01-15 08:00", 4, {})], procedure_code="1.000689")
    desk.build(MONDAY, "dossier_on_time")
    rows = desk.ask(
        "SELECT district_code, district_name, field, processing, on_time_share FROM published.mart.dossier_on_time"
    )
    assert rows == [
        ("001", "Quận Ba Đình", "Chứng thực", 1, None),
        ("001", "Quận Ba Đình", "Hộ tịch", 1, None),
        ("002", "Quận Hoàn Kiếm", "Chứng thực", 0, 1.0),
    ]


@pytest.mark.parametrize(
    ("received", "hours", "promised"),
    [
        pytest.param("2024-01-15 07:00", 8, "2024-01-15", id="eight hours from the morning end that evening"),
        pytest.param("2024-01-15 07:01", 8, "2024-01-16", id="eight hours are one working day"),
        pytest.param("2024-01-15 11:29", 4, "2024-01-16", id="the midday break is no work"),
        pytest.param("2024-01-15 12:10", 3, "2024-01-15", id="received in the midday break counts from the afternoon"),
        pytest.param("2024-01-15 18:00", 8, "2024-01-16", id="received in the evening counts from the next morning"),
        pytest.param("2024-01-15 05:00", 8, "2024-01-15", id="received before the desk opens counts from its opening"),
        pytest.param("2024-01-19 15:00", 8, "2024-01-22", id="a weekend is skipped"),
        pytest.param("2024-01-20 10:00", 8, "2024-01-22", id="received on a Saturday counts from Monday morning"),
        pytest.param("2024-02-07 10:00", 16, "2024-02-16", id="the seven days of Tết are skipped"),
        pytest.param("2024-01-15 10:00", 160, "2024-02-19", id="twenty working days over Tết"),
    ],
)  # fmt: skip
def test_hours_become_a_promised_day_on_the_working_calendar(
    city: City, received: str, hours: int, promised: str
) -> None:
    first, due = date.fromisoformat(received[:10]), date.fromisoformat(promised)
    early, late = due - timedelta(days=1), due + timedelta(days=1)
    for day in sorted({first, early, due, late} - ({early} if early < first else set())):
        city.load_all(day)
    for day in {due, late} | ({early} if early > first else set()):
        city.dossier(
            [(received, 4, {}), (f"{day} 22:00", 9, {"finished_at": hanoi(f"{day} 22:00")})], processing_hours=hours
        )
    city.build(late, "dossier_on_time")
    assert city.dossiers(due)["on_time"] == 1
    assert city.dossiers(late)["late"] == 1
    if early > first:
        assert city.dossiers(early)["early"] == 1


def test_the_time_a_dossier_waits_for_its_applicant_is_added_to_the_computed_day(desk: City) -> None:
    waiting: list[Step] = [("2024-01-15 07:00", 4, {}), ("2024-01-15 09:00", 5, {}), ("2024-01-16 09:00", 4, {})]
    desk.dossier([*waiting, ("2024-01-17 08:00", 9, {"finished_at": hanoi("2024-01-17 08:00")})], processing_hours=8)
    desk.dossier([*waiting, ("2024-01-16 16:00", 9, {"finished_at": hanoi("2024-01-16 16:00")})], processing_hours=8)
    desk.build(WEDNESDAY, "dossier_on_time")
    assert desk.dossiers(TUESDAY) == {"finished": 1, "on_time": 1, "processing": 1, "processing_late": 1}
    assert desk.dossiers(WEDNESDAY) == {"finished": 1, "late": 1}


def test_the_promised_day_of_the_record_goes_before_the_computed_one(desk: City) -> None:
    steps: list[Step] = [
        ("2024-01-15 07:00", 4, {}),
        ("2024-01-16 09:00", 9, {"finished_at": hanoi("2024-01-16 09:00")}),
    ]
    figures = finished_on(desk, steps, due_at=hanoi("2024-01-17 08:00"), processing_hours=8)
    assert figures == {"finished": 1, "early": 1}


def test_no_day_is_computed_for_a_dossier_under_way_before_its_desk_first_delivered(desk: City) -> None:
    steps: list[Step] = [
        ("2024-01-15 07:30", 4, {}),
        ("2024-01-16 09:00", 9, {"finished_at": hanoi("2024-01-16 09:00")}),
    ]
    figures = finished_on(desk, steps, received_at=hanoi("2024-01-12 08:00"), processing_hours=4)
    assert figures == {"finished": 1, "on_time": 1}


def test_a_procedure_without_working_time_is_due_on_the_day_of_receipt(desk: City) -> None:
    steps: list[Step] = [
        ("2024-01-15 06:00", 4, {}),
        ("2024-01-15 09:00", 9, {"finished_at": hanoi("2024-01-15 09:00")}),
    ]
    assert finished_on(desk, steps, processing_hours=0) == {"received": 1, "finished": 1, "on_time": 1}


def test_the_made_up_procedure_is_a_real_one(city: City) -> None:
    assert city.ask("SELECT field FROM reference.procedure WHERE procedure_code = ?", CERTIFICATION) == [
        ("Chứng thực",)
    ]


LAST_OF_JUNE, FIRST_OF_JULY, SECOND_OF_JULY = date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2)
DISTRICT, CENTRE = "d001", "x00004"


@pytest.fixture
def summer(city: City) -> City:
    """A city whose districts have delivered their last day, and whose service centres their first two."""
    for day in (LAST_OF_JUNE, FIRST_OF_JULY, SECOND_OF_JULY):
        city.load_all(day)
    return city


def of_desk(city: City, day: date, supplier: str) -> dict[str, int]:
    """The figures of one desk on one day that are not zero."""
    columns = ("received", "finished", "early", "on_time", "late", "processing", "processing_late", "paused")
    rows = city.ask(
        f"SELECT {', '.join(columns)} FROM published.mart.dossier_on_time WHERE business_day = ? AND supplier = ?",
        day, supplier,
    )  # fmt: skip
    assert len(rows) <= 1
    return {name: int(str(figure)) for row in rows for name, figure in zip(columns, row, strict=True) if figure}


def hand_over(city: City, district: list[Step], centre: list[Step], **facts: Any) -> None:
    """A dossier of which a district told first and a centre from July on."""
    told = {"dossier_code": "000.00.01.H26-250630-0001", "received_at": hanoi(district[0][0]), **facts}
    city.dossier(district, supplier=DISTRICT, **told)
    city.dossier(centre, supplier=CENTRE, **told)


def test_a_dossier_that_is_handed_over_is_received_once_and_in_one_stock_at_a_time(summer: City) -> None:
    hand_over(summer, [("2025-06-30 08:00", 4, {})], [("2025-07-01 02:00", 4, {})])
    summer.build(SECOND_OF_JULY, "dossier_on_time")
    assert of_desk(summer, LAST_OF_JUNE, DISTRICT) == {"received": 1, "processing": 1}
    assert of_desk(summer, LAST_OF_JUNE, CENTRE) == {}
    for day in (FIRST_OF_JULY, SECOND_OF_JULY):
        assert of_desk(summer, day, DISTRICT) == {}
        assert of_desk(summer, day, CENTRE) == {"processing": 1}


def test_what_the_district_still_tells_after_the_hand_over_counts_for_nothing(summer: City) -> None:
    late: list[Step] = [
        ("2025-06-30 08:00", 4, {}),
        ("2025-07-02 08:00", 9, {"finished_at": hanoi("2025-07-02 08:00")}),
    ]
    hand_over(summer, late, [("2025-07-01 02:00", 4, {})])
    summer.build(SECOND_OF_JULY, "dossier_on_time")
    assert of_desk(summer, SECOND_OF_JULY, DISTRICT) == {}
    assert of_desk(summer, SECOND_OF_JULY, CENTRE) == {"processing": 1}


def test_a_dossier_finished_before_the_hand_over_is_not_finished_again_by_it(summer: City) -> None:
    done = {"finished_at": hanoi("2025-06-30 16:00")}
    hand_over(summer, [("2025-06-30 08:00", 4, {}), ("2025-06-30 16:00", 9, done)], [("2025-07-01 02:00", 9, done)])
    summer.build(SECOND_OF_JULY, "dossier_on_time")
    assert of_desk(summer, LAST_OF_JUNE, DISTRICT) == {"received": 1, "finished": 1, "on_time": 1}
    assert of_desk(summer, LAST_OF_JUNE, CENTRE) == of_desk(summer, FIRST_OF_JULY, CENTRE) == {}


def test_a_dossier_accepted_after_the_hand_over_was_received_by_the_district(summer: City) -> None:
    hand_over(summer, [("2025-06-30 22:00", 1, {})], [("2025-07-01 02:00", 1, {}), ("2025-07-01 08:00", 2, {})])
    summer.build(FIRST_OF_JULY, "dossier_on_time")
    assert of_desk(summer, LAST_OF_JUNE, DISTRICT) == {"received": 1}
    assert of_desk(summer, FIRST_OF_JULY, CENTRE) == {"processing": 1}


def test_a_promised_day_computed_from_hours_goes_on_over_the_hand_over(summer: City) -> None:
    hours = {"processing_hours": 8}
    hand_over(
        summer,
        [("2025-06-30 08:00", 4, {})],
        [("2025-07-01 02:00", 4, {}), ("2025-07-02 09:00", 9, {"finished_at": hanoi("2025-07-02 09:00")})],
        **hours,
    )
    summer.build(SECOND_OF_JULY, "dossier_on_time")
    assert of_desk(summer, FIRST_OF_JULY, CENTRE) == {"processing": 1, "processing_late": 1}
    assert of_desk(summer, SECOND_OF_JULY, CENTRE) == {"finished": 1, "late": 1}


def test_as_long_as_no_centre_has_told_of_it_a_dossier_is_the_districts(summer: City) -> None:
    hand_over(summer, [("2025-06-30 08:00", 4, {})], [("2025-07-01 02:00", 4, {})])
    summer.build(LAST_OF_JUNE, "dossier_on_time")
    assert of_desk(summer, LAST_OF_JUNE, DISTRICT) == {"received": 1, "processing": 1}


def test_each_channel_counts_its_own_dossiers(desk: City) -> None:
    done: Step = ("2024-01-15 16:00", 9, {"finished_at": hanoi("2024-01-15 16:00")})
    desk.dossier([("2024-01-15 08:00", 4, {}), done], channel="online", due_at=hanoi("2024-01-16 08:00"))
    desk.dossier([("2024-01-15 09:00", 4, {})], channel="post")
    desk.dossier([("2024-01-15 10:00", 4, {})], channel="post")
    desk.build(MONDAY, "dossier_on_time", "dossier_channel")
    figures = "channel, received, finished, early, processing"
    found = desk.ask(f"SELECT {figures} FROM published.mart.dossier_channel WHERE business_day = '{MONDAY}' ORDER BY 1")
    assert found == [("online", 1, 1, 1, 0), ("post", 2, 0, 0, 2)]
