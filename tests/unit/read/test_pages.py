from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.read import pages
from pipelines.settings import Settings
from tests.unit.read.builders import PAGES, read, refusal

CITIZEN: dict[str, Any] = {source: None for source in PAGES.sources} | {
    "soDinhDanh": "001187654321",
    "hoTen": "Nguyễn Thị Hòa",
    "gioiTinh": "2",
    "thaoTac": "U",
}


def page(*items: object, total: object = 2, **others: object) -> bytes:
    return json.dumps({"errorCode": "0", "total": total, "data": items} | others, ensure_ascii=False).encode()


def numbered(*bodies: bytes) -> dict[str, bytes]:
    return {f"page-{n:05d}.json": body for n, body in enumerate(bodies, 1)}


def test_items_are_numbered_through_all_pages(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [page(*({**CITIZEN, "maXaCuTru": f"{n}-{i}"} for i in range(3)), total=21) for n in range(7)]
    whole = read(home, numbered(*bodies), PAGES)
    assert (whole.received, whole.positions) == (21, list(range(1, 22)))
    assert [record["maXaCuTru"] for record in whole.records[2:4]] == ["0-2", "1-0"]
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    assert read(home, numbered(*bodies), PAGES).records == whole.records


def test_a_day_without_changes_is_a_delivery(home: Settings) -> None:
    assert read(home, numbered(page(total=0)), PAGES).received == 0


def test_a_page_cut_in_its_middle_refuses_the_day_with_page_and_character(home: Settings) -> None:
    whole = page(CITIZEN, CITIZEN, total=4)
    half = whole.decode()[: len(whole.decode()) // 2]
    sentence = refusal(read(home, numbered(whole, half.encode()), PAGES), "bca", "population.citizen", "Page 2")
    assert f"of {len(half)}" in sentence
    assert "page 2, character" in sentence


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "not valid JSON"),
        (page(total=2).replace(b"[]", b"null"), "no list 'data'"),
        (page(total=2).replace(b"[]", b'{"0": {}}'), "no list 'data'"),
        (b"[]", "no list 'data'"),
        (b"null", "no list 'data'"),
        (page(CITIZEN)[:-40] + b"\xff\xfe", "no UTF-8 text"),
        (b"[" * 200_000, "not valid JSON"),
    ],
)
def test_a_page_that_is_no_list_of_records_refuses_the_day(home: Settings, body: bytes, told: str) -> None:
    refusal(read(home, numbered(page(CITIZEN, total=2), body), PAGES, announced=2), "bca", "page 2", told)


@pytest.mark.parametrize(
    ("item", "kind"),
    [(None, "nothing"), ("x", "a text"), (7, "a number"), ([CITIZEN], "a list"), (False, "a truth value")],
)
def test_an_item_that_is_no_object_is_unreadable_in_its_place(home: Settings, item: object, kind: str) -> None:
    found = read(home, numbered(page(CITIZEN, item), page(CITIZEN, total=3)), PAGES)
    assert found.unreadable == [(2, None, f"an item that is {kind} instead of an object")]
    assert (found.received, found.positions) == (3, [1, 3])


def test_too_few_and_too_many_records_refuse_the_day(home: Settings) -> None:
    refusal(read(home, numbered(page(CITIZEN, total=2)), PAGES), "hold 1 records, but 2 were announced")
    refusal(read(home, numbered(page(CITIZEN, CITIZEN, total=1)), PAGES), "hold 2 records, but 1 were announced")
    refusal(read(home, numbered(page(CITIZEN, total=None)), PAGES, announced=5), "hold 1 records, but 5")


@pytest.mark.parametrize("total", ["many", None, 1e30, [], {"x": 1}])
def test_a_total_that_is_no_number_leaves_what_was_announced_when_it_was_fetched(home: Settings, total: object) -> None:
    assert read(home, numbered(page(CITIZEN, total=total)), PAGES, announced=1).received == 1


def test_a_byte_order_mark_is_no_letter(home: Settings) -> None:
    assert read(home, numbered(b"\xef\xbb\xbf" + page(CITIZEN, total=1)), PAGES).received == 1


def test_a_number_is_told_as_it_was_written(home: Settings) -> None:
    body = page(CITIZEN, total=1).replace(b'"001187654321"', b"2.00E+11").replace(b'"2"', b"2.0")
    (record,) = read(home, numbered(body), PAGES).records
    assert (record["soDinhDanh"], record["gioiTinh"]) == ("2.00E+11", "2.0")


def test_a_key_with_another_name_in_all_records_is_refused(home: Settings) -> None:
    renamed = {("hoVaTen" if key == "hoTen" else key): value for key, value in CITIZEN.items()}
    refusal(read(home, numbered(page(renamed, renamed)), PAGES), "agreed key hoTen", "7 letters")
