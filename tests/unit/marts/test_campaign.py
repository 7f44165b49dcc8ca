"""The 60 days and nights day by day: every value against a count in plain Python of a history drawn by lot."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.unit.marts.city import DOSSIERS, City, Row, hanoi

DAY, FIRST = date(2024, 1, 15), date(2023, 11, 17)
CAMPAIGN = ("dossier_on_time", "procedure_catalogue", "procedure_day", "campaign")
NO = ("is_decentralised", "delegation_planned", "has_internal_process", "needs_electronic_process",
      "has_electronic_process", "needs_payment")  # fmt: skip


def values(city: City, indicator: str, unit: str = "all") -> dict[date, tuple[int, int | None, int | None]]:
    rows = city.con.execute(
        "SELECT business_day, value, start_value, difference FROM published.mart.campaign "
        "WHERE indicator = ? AND unit = ?", [indicator, unit],
    ).fetchall()  # fmt: skip
    return {row[0]: row[1:] for row in rows}


def test_every_step_of_the_reform_is_counted_as_the_catalogue_stood_at_the_end_of_each_day(city: City) -> None:
    draw = random.Random(8)
    expected: Counter[tuple[date, str, int | None, str]] = Counter()
    days = [FIRST + timedelta(days=n) for n in range(60)]
    some = (None, FIRST, *draw.sample(days, 6), DAY + timedelta(days=1))
    for n in range(60):
        edges = sorted(draw.sample([FIRST - timedelta(days=9), *days[:50]], 2))
        for since, until in zip(edges, [*edges[1:], None], strict=True):
            one: Row = {name: draw.choice(["yes", "no"]) for name in NO}
            one |= {name: draw.choice(some) for name in ("delegation_decided_on", "payment_received_on")}
            place: Row = {"agency": draw.choice(["stp", "ubnd"]), "bottleneck_no": draw.choice([None, 1, 2])}
            city.record("procedures.catalogue", "vpcp", since, until=until, procedure_code=f"{n}", field="A",
                        level="commune", online_level="full", **place, **one)  # fmt: skip
            for day in days:
                if since <= day and (until is None or day < until):
                    for name, count in counts(one, day).items():
                        expected[day, str(place["agency"]), place["bottleneck_no"], name] += count  # type: ignore[index]  # its type is Row's
    city.build(DAY, *CAMPAIGN)
    columns = ("procedures", "decentralised", "delegated", "electronic", "online_payment", "open_steps")
    rows = city.rows("procedure_day", "business_day", "agency", "bottleneck_no", *columns)
    found = {(*row[:3], name): value for row in rows for name, value in zip(columns, row[3:], strict=True)}
    assert {key: value for key, value in found.items() if value} == {key: n for key, n in expected.items() if n}
    for day in days:
        bottlenecks = sum(expected[day, agency, n, "open_steps"] for agency in ("stp", "ubnd") for n in (1, 2))
        assert values(city, "bottleneck_open_steps")[day][0] == bottlenecks


def counts(one: Row, day: date) -> dict[str, int]:
    def done(name: str) -> bool:
        moment = one[name]
        return isinstance(moment, date) and moment <= day

    needs, has = one["needs_electronic_process"] == "yes", one["has_electronic_process"] == "yes"
    planned, pays = one["delegation_planned"] == "yes", one["needs_payment"] == "yes"
    decided, received = done("delegation_decided_on"), done("payment_received_on")
    return {
        "procedures": 1,
        "decentralised": one["is_decentralised"] == "yes",
        "delegated": decided,
        "electronic": needs and has,
        "online_payment": pays and received,
        "open_steps": (planned and not decided) + (needs and not has) + (pays and not received),
    }


def test_dossiers_are_those_of_the_desks_on_each_day_and_the_city_is_their_sum(city: City) -> None:
    draw = random.Random(9)
    days = [FIRST + timedelta(days=n) for n in range(-2, 60)]
    for day in days:
        city.deliver(DOSSIERS, "d001", day)
    for _ in range(80):
        begins, took = draw.choice(days[:-1]), draw.randrange(1, 9)
        ends = begins + timedelta(days=took)
        steps = [(f"{begins} 08:00", 4, {})] + ([(f"{ends} 09:00", 9, {})] if ends <= DAY else [])
        city.dossier(steps, supplier=draw.choice(["d001", "snv"]), due_at=hanoi(f"{begins + timedelta(days=4)} 17:00"))
    city.build(DAY, *CAMPAIGN)
    for unit in ("d001", "snv", "all"):
        for indicator in ("received", "finished", "late", "processing", "processing_late"):
            rows = city.ask(
                f"SELECT business_day, sum({indicator})::BIGINT FROM published.mart.dossier_on_time "
                "WHERE $1 IN ('all', supplier) GROUP BY 1", unit,
            )  # fmt: skip
            told = {day: 0 for day in days[2:]} | {row[0]: row[1] for row in rows if row[0] in days[2:]}  # type: ignore[operator]  # days
            found = values(city, indicator, unit)
            assert {day: value for day, (value, _, _) in found.items()} == told
            assert {(start, value - difference) for value, start, difference in found.values()} == {
                (told[FIRST], told[FIRST])
            }  # type: ignore[operator]  # the start is known


def test_without_the_first_day_there_is_neither_start_nor_difference(city: City) -> None:
    city.deliver(DOSSIERS, "d001", DAY)
    city.dossier([("2024-01-15 08:00", 4, {})])
    city.build(DAY, *CAMPAIGN)
    assert values(city, "received") == {DAY: (1, None, None)}
    assert city.ask("SELECT DISTINCT day_no, is_assumed FROM published.mart.campaign") == [(60, True)]


def test_a_campaign_whose_dates_are_known_has_these_days(city: City) -> None:
    begins, ends = date(2024, 1, 12), date(2024, 1, 14)
    city.con.execute("UPDATE reference.campaign SET starts_on = ?, ends_on = ?", [begins, ends])
    for day in (begins - timedelta(days=1), begins, ends, DAY):
        city.deliver(DOSSIERS, "d001", day)
        city.dossier([(f"{day} 08:00", 4, {})])
    city.record("procedures.catalogue", "vpcp", date(2023, 1, 1), procedure_code="1", agency="stp")
    city.build(DAY, *CAMPAIGN)
    assert sorted(values(city, "received")) == [begins, ends]
    assert sorted(values(city, "decentralised", "stp")) == [begins + timedelta(days=n) for n in range(3)]
    assert city.ask("SELECT DISTINCT is_assumed FROM published.mart.campaign") == [(False,)]


@pytest.mark.parametrize(("unit", "kind"), [("all", "city"), ("ubnd", "other"), ("d001", "district")])
def test_a_unit_says_what_it_is(city: City, unit: str, kind: str) -> None:
    city.deliver(DOSSIERS, "d001", DAY)
    city.dossier([("2024-01-15 08:00", 4, {})])
    city.record("procedures.catalogue", "vpcp", DAY, procedure_code="1", agency="ubnd")
    city.build(DAY, *CAMPAIGN)
    assert city.ask("SELECT DISTINCT unit_kind FROM published.mart.campaign WHERE unit = ?", unit) == [(kind,)]
