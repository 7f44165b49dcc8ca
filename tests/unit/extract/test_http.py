"""A JSON service that is slow, broken, wrong or changing, and what lands of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipelines.extract import Outcome, gather
from pipelines.extract.secret import Secret
from pipelines.land import manifest, manifests
from pipelines.settings import Settings
from tests.unit.extract.builders import AT, DAY, NEXT, content_of, service_source, with_options
from tests.unit.extract.service import TOKEN, Asked, Reply, Service, citizens, first_times, refusal

Collect = Callable[..., Outcome]


@pytest.fixture
def collect(home: Settings, service: Service, token: Secret) -> Collect:
    def run(*days: date, **supplier: object) -> Outcome:
        return gather(home, service_source(service.url, token, **supplier), days or (DAY,), AT)

    return run


def only_reason(outcome: Outcome) -> str:
    assert outcome.landed == ()
    assert len(outcome.missing) == 1
    reason = outcome.missing[0].reason
    assert "bca" in reason
    assert TOKEN not in reason
    assert "Nguyễn" not in reason
    return reason


def test_all_pages_of_a_day_land_as_received(home: Settings, service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(25)
    outcome = collect()
    landed = manifest(home, outcome.landed[0])
    folder = home.home / landed.landed_path
    assert [page.name for page in sorted(folder.iterdir())] == [f"page-0000{n}.json" for n in (1, 2, 3)]
    records = [record for page in sorted(folder.iterdir()) for record in json.loads(page.read_bytes())["data"]]
    assert records == citizens(25)
    assert (landed.records_announced, landed.version, landed.fetched_at) == (25, 1, AT)
    assert outcome.missing == ()


def test_a_day_without_changes_is_a_delivery_with_one_empty_page(
    home: Settings, service: Service, collect: Collect
) -> None:
    service.records["2024-01-15"] = []
    assert manifest(home, collect().landed[0]).records_announced == 0


def test_the_same_records_on_other_pages_are_the_same_delivery(
    home: Settings, service: Service, collect: Collect
) -> None:
    service.records["2024-01-15"] = citizens(25)
    first = collect()
    service.records["2024-01-15"] = citizens(25)[::-1]
    assert collect() == first
    assert len(manifests(home, "population.citizen")) == 1


def test_other_records_are_the_next_version_and_so_are_the_first_ones_when_they_are_put_back(
    home: Settings, service: Service, collect: Collect
) -> None:
    service.records["2024-01-15"] = citizens(12)
    collect()
    service.records["2024-01-15"] = citizens(12, "Corrected ")
    collect()
    service.records["2024-01-15"] = citizens(12)
    put_back = collect()
    assert collect() == put_back
    first, corrected, third = manifests(home, "population.citizen")
    assert [first.version, corrected.version, third.version] == [1, 2, 3]
    assert (third.delivery_id, third.sha256) == (put_back.landed[0], first.sha256)


@pytest.mark.parametrize("bad", [refusal(500, 500), refusal(500), Reply(b"", 502), Reply(b"<html>busy</html>")])
def test_what_fails_inside_the_service_is_asked_again(service: Service, collect: Collect, bad: Reply) -> None:
    service.records["2024-01-15"] = citizens(3)
    service.misbehave = first_times(2, lambda asked, good: bad)
    assert len(collect().landed) == 1
    assert len(service.asked) == 3


def test_a_service_that_is_slow_once_is_waited_for(service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(3)
    service.misbehave = first_times(1, lambda asked, good: replace(good, delay=2))
    assert len(collect(timeout_seconds=0.3).landed) == 1


def test_a_service_that_stays_slow_is_missing(service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(3)
    service.misbehave = lambda asked, good: replace(good, delay=2)
    assert "does not answer within 0.2 seconds" in only_reason(collect(timeout_seconds=0.2))


def test_a_wrong_token_is_not_tried_again(home: Settings, service: Service) -> None:
    service.records["2024-01-15"] = citizens(3)
    outcome = gather(home, service_source(service.url, None), (DAY,), AT)
    assert "does not accept our token" in only_reason(outcome)
    assert len(service.asked) == 1


def test_a_day_the_service_does_not_have_yet_is_missing(service: Service, collect: Collect) -> None:
    assert "has no data for the day (code 201)" in only_reason(collect())
    assert len(service.asked) == 1


def test_a_refusal_is_told_in_the_words_of_the_layout(service: Service, collect: Collect) -> None:
    service.misbehave = lambda asked, good: refusal(106)
    assert "does not know our agency (code 106)" in only_reason(collect())


def test_a_redirect_is_not_followed_with_the_token(service: Service, collect: Collect) -> None:
    service.misbehave = lambda asked, good: Reply(b"", 302, {"Location": service.url + "/elsewhere?from=1&to=1"})
    assert "another address" in only_reason(collect())
    assert len(service.asked) == 1


def test_a_short_page_never_lands(home: Settings, service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(25)

    def lose_one(asked: Asked, good: Reply) -> Reply | None:
        page = json.loads(good.body)
        page["data"] = page["data"][:-1]
        return Reply(json.dumps(page).encode()) if asked.offset == 10 else None

    service.misbehave = lose_one
    assert "announced 25 records, but the page at 10 has 9 instead of 10" in only_reason(collect())
    assert manifests(home, "population.citizen") == []


def test_a_total_that_changes_midway_begins_again(home: Settings, service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(25)

    def grow(asked: Asked, good: Reply) -> Reply | None:
        if asked.offset == 10 and len(service.records["2024-01-15"]) == 25:
            service.records["2024-01-15"] = citizens(27)
            return service._good(asked)
        return None

    service.misbehave = grow
    landed = manifest(home, collect().landed[0])
    assert landed.records_announced == 27
    assert [asked.offset for asked in service.asked] == [0, 10, 0, 10, 20]


def test_a_total_that_never_rests_is_missing(service: Service, collect: Collect) -> None:
    def grow(asked: Asked, good: Reply) -> Reply | None:
        service.records["2024-01-15"] = citizens(25 + len(service.asked))
        return None

    service.records["2024-01-15"] = citizens(25)
    service.misbehave = grow
    assert "change while they are read" in only_reason(collect())


def test_a_half_received_page_never_lands(home: Settings, service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(25)
    service.misbehave = lambda asked, good: (
        replace(good, body=good.body[:100], promised=len(good.body)) if asked.offset == 10 else None
    )
    assert "broke off" in only_reason(collect())
    assert manifests(home, "population.citizen") == []
    service.misbehave = None
    assert len(collect().landed) == 1


@pytest.mark.parametrize("cut_page", [0, 10])
def test_a_page_cut_by_the_service_itself_is_asked_again_and_then_lands_as_received(
    home: Settings, service: Service, collect: Collect, cut_page: int
) -> None:
    service.records["2024-01-15"] = citizens(25)
    cut: list[bytes] = []

    def cut_in_a_letter(asked: Asked, good: Reply) -> Reply | None:
        if asked.offset != cut_page:
            return None
        cut[:] = [good.body[: good.body.index("ễ".encode()) + 1]]
        return Reply(cut[0])

    service.misbehave = cut_in_a_letter
    outcome = collect()
    landed = manifest(home, outcome.landed[0])
    assert outcome.missing == ()
    assert (home.home / landed.landed_path / f"page-{cut_page // 10 + 1:05d}.json").read_bytes() == cut[0]
    assert landed.records_announced == (25 if cut_page else None)
    assert [asked.offset for asked in service.asked].count(cut_page) == 3
    service.misbehave = None
    whole = collect()
    assert [manifest(home, whole.landed[0]).version, len(manifests(home, "population.citizen"))] == [2, 2]


def test_a_page_cut_once_is_healed_by_asking_again(home: Settings, service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(5)
    service.misbehave = first_times(1, lambda asked, good: Reply(good.body[:60]))
    assert json.loads(content_of(home, collect().landed[0]))["total"] == 5


def test_an_answer_of_another_shape_is_missing(service: Service, collect: Collect) -> None:
    service.misbehave = lambda asked, good: Reply(b'{"errorCode": 0, "rows": []}')
    assert "without the records or without their total" in only_reason(collect())


def test_a_page_without_end_is_not_read(home: Settings, service: Service, token: Secret) -> None:
    service.records["2024-01-15"] = citizens(10)
    source = service_source(service.url, token)
    source = replace(source, layout=with_options(source.layout, largest_page_mb=0.0001))
    assert "sends a page of more than" in only_reason(gather(home, source, (DAY,), AT))


def test_one_day_that_fails_does_not_stop_another(service: Service, collect: Collect) -> None:
    service.records |= {"2024-01-16": citizens(3)}
    outcome = collect(DAY, NEXT)
    assert len(outcome.landed) == 1
    assert [missing.day for missing in outcome.missing] == [DAY]


def test_an_interrupted_errand_goes_on_where_it_was(service: Service, collect: Collect) -> None:
    service.records["2024-01-15"] = citizens(35)
    service.misbehave = lambda asked, good: Reply(b"", 503) if asked.offset == 30 else None
    only_reason(collect())
    service.asked.clear()
    service.misbehave = None
    assert len(collect().landed) == 1
    assert [asked.offset for asked in service.asked] == [0, 30]


def test_an_interrupted_errand_begins_again_when_the_total_has_changed(
    home: Settings, service: Service, collect: Collect
) -> None:
    service.records["2024-01-15"] = citizens(35)
    service.misbehave = lambda asked, good: Reply(b"", 503) if asked.offset == 30 else None
    only_reason(collect())
    service.asked.clear()
    service.misbehave = None
    service.records["2024-01-15"] = citizens(36)
    assert manifest(home, collect().landed[0]).records_announced == 36
    assert [asked.offset for asked in service.asked] == [0, 10, 20, 30]


def test_after_a_day_on_which_the_supplier_is_down_the_other_days_are_asked_once(
    service: Service, collect: Collect
) -> None:
    service.misbehave = lambda asked, good: Reply(b"", 503)
    outcome = collect(DAY, NEXT)
    assert [missing.day for missing in outcome.missing] == [DAY, NEXT]
    assert [asked.day for asked in service.asked] == ["2024-01-15"] * 3 + ["2024-01-16"]


def test_a_supplier_that_is_back_is_asked_as_patiently_as_before(service: Service, collect: Collect) -> None:
    service.records |= {day: citizens(3) for day in ("2024-01-15", "2024-01-16", "2024-01-17")}
    hiccups = iter([True, False])
    service.misbehave = lambda asked, good: (
        Reply(b"", 503) if asked.day == "2024-01-15" or (asked.day == "2024-01-17" and next(hiccups, False)) else None
    )
    outcome = collect(DAY, NEXT, NEXT + timedelta(days=1))
    assert [missing.day for missing in outcome.missing] == [DAY]
    assert [asked.day for asked in service.asked] == ["2024-01-15"] * 3 + ["2024-01-16"] + ["2024-01-17"] * 2


def test_a_supplier_that_is_gone_is_missing_with_what_to_do(home: Settings, token: Secret) -> None:
    outcome = gather(home, service_source("http://127.0.0.1:9", token), (DAY,), AT)
    assert "cannot be reached" in only_reason(outcome)
    assert "Next:" in only_reason(outcome)
