"""What a service answers: the page asked for, or the number of an error, as the national platform does.

The numbers are those of the platform's guide: 100 not allowed in, 200 incomplete question, 201 nothing there,
500 broken inside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

LONGEST_WINDOW = 5
LARGEST_PAGE = 2_000


@dataclass(frozen=True)
class Answer:
    """One HTTP answer.

    Attributes:
        http: the HTTP status.
        body: the JSON text as bytes.
        delay: seconds the service takes its time first.
    """

    http: int
    body: bytes
    delay: float = 0.0


@dataclass(frozen=True)
class Holdings:
    """What a service holds of one feed.

    Attributes:
        path: where it gives it.
        days: for each day it can answer, the place of its first item and how many there are.
        items: gives the items between two places, as JSON texts.
        outages: days for which it is down.
        cut: days whose first page breaks off.
    """

    path: str
    days: Mapping[date, tuple[int, int]]
    items: Callable[[int, int], list[str]]
    outages: frozenset[date]
    cut: frozenset[date]


@dataclass
class Moods:
    """Bad moments that a second try overcomes, the same ones after every start of the service."""

    asked: set[str] = field(default_factory=set)

    def mood(self, question: str) -> tuple[bool, float]:
        """Whether the service breaks on this question, and how long it dawdles."""
        if question in self.asked:
            return False, 0.0
        self.asked.add(question)
        dice = hashlib.sha256(question.encode()).digest()[0]
        return dice < 26, 0.4 if 26 <= dice < 46 else 0.0


def answer(holdings: Holdings, moods: Moods, token: str, authorization: str, query: Mapping[str, str]) -> Answer:
    """The service's answer to one question."""
    if authorization != f"Bearer {token}":
        return _error(401, 100, "Token không hợp lệ")
    asked = _question(query)
    if asked is None:
        return _error(200, 200, "Thiếu hoặc sai tham số: from, to, offset, limit")
    first, last, offset, limit = asked
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if holdings.outages.intersection(days):
        return Answer(503, b"Service Unavailable")
    if any(day not in holdings.days for day in days):
        return _error(200, 201, "Không có dữ liệu của ngày yêu cầu")
    is_broken, delay = moods.mood(f"{first} {last} {offset} {holdings.path}")
    if is_broken:
        return _error(500, 500, "Lỗi hệ thống")
    return _page(holdings, days, offset, limit, delay)


def _question(query: Mapping[str, str]) -> tuple[date, date, int, int] | None:
    try:
        first, last = date.fromisoformat(query["from"]), date.fromisoformat(query["to"])
        offset, limit = int(query.get("offset", "0")), int(query.get("limit", str(LARGEST_PAGE)))
    except (KeyError, ValueError):
        return None
    is_fair = 0 <= (last - first).days < LONGEST_WINDOW and offset >= 0 and 0 < limit <= LARGEST_PAGE
    return (first, last, offset, limit) if is_fair else None


def _page(holdings: Holdings, days: list[date], offset: int, limit: int, delay: float) -> Answer:
    start = holdings.days[days[0]][0]
    total = sum(holdings.days[day][1] for day in days)
    items = holdings.items(start + offset, start + min(offset + limit, total)) if offset < total else []
    head = {"status": 1, "errorCode": 0, "total": total, "offset": offset, "limit": limit}
    body = f'{json.dumps(head)[:-1]}, "data": [{", ".join(items)}]}}'.encode()
    if offset == 0 and holdings.cut.intersection(days):
        body = body[: len(body) // 2]
    return Answer(200, body, delay)


def _error(http: int, code: int, message: str) -> Answer:
    return Answer(http, json.dumps({"status": 0, "errorCode": code, "message": message}, ensure_ascii=False).encode())
