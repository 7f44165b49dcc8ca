"""What one answer means: a page, a page cut in the middle, or one of the ways a service says no."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.errors import Retryable
from pipelines.extract.failures import NoData, SupplierFailure, Unavailable
from pipelines.extract.http.layout import PageLayout
from warehouse.sql import render

_FOLDER = Path(__file__).resolve().parent
_NOWHERE = '$."\ufeff"'
"""A JSON path that leads nowhere, for a service that has no code of its own."""


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, its body complete as far as HTTP can tell.

    Attributes:
        status: the HTTP status.
        body: as received.
        after_seconds: how long the service asks us to wait, 0 when it does not say.
    """

    status: int
    body: bytes
    after_seconds: float = 0


@dataclass(frozen=True)
class Page:
    """One page of records.

    Attributes:
        body: as received.
        total: how many records the window has; None when the page is cut.
        items: how many of them are here; None when the page is cut.
    """

    body: bytes
    total: int | None
    items: int | None

    @property
    def is_cut(self) -> bool:
        """Whether the JSON ends in the middle although HTTP says that all of it came."""
        return self.total is None


class CutPage(SupplierFailure, Retryable):
    """An answer whose HTTP body is complete but whose JSON is not; if it stays so, it is landed as it is.

    Attributes:
        body: as received.
    """

    code = "supplier.cut_page"

    def __init__(self, name: str, body: bytes) -> None:
        self.body = body
        super().__init__(f"{name} answers with JSON that is cut in the middle.")


def page_of(name: str, layout: PageLayout, answer: Answer, reader: duckdb.DuckDBPyConnection) -> Page:
    """The page an answer holds.

    Args:
        name: the supplier's name, for messages.
        layout: where things are in an answer.
        answer: what came.
        reader: any connection; it parses the JSON, so that records never become Python objects.

    Raises:
        NoData, Unavailable, CutPage, SupplierFailure: the answer is something else.
    """
    facts = _facts(layout, answer, reader)
    if facts is not None and facts.code is not None and facts.code != layout.ok:
        raise _refusal_by_code(name, layout, facts.code)
    if answer.status != 200:
        raise _refusal_by_status(name, answer)
    if facts is None:
        if answer.body.lstrip()[:1] in {b"{", b"["}:
            raise CutPage(name, answer.body)
        raise Unavailable(f"{name} answers with something that is no JSON.", next_step=f"Ask {name} what stands there.")
    if facts.total is None or facts.items is None:
        raise SupplierFailure(
            f"{name} answers without the records or without their total where the layout says they are.",
            next_step=f"Ask {name} whether its service has changed, then correct the layout.",
        )
    return Page(answer.body, facts.total, facts.items)


@dataclass(frozen=True)
class _Facts:
    code: str | None
    total: int | None
    items: int | None


def _facts(layout: PageLayout, answer: Answer, reader: duckdb.DuckDBPyConnection) -> _Facts | None:
    try:
        arguments = {
            "body": answer.body.decode("utf-8"),
            "code": layout.code or _NOWHERE,
            "total": layout.total,
            "list": layout.items.removesuffix("[*]"),
        }
        row = reader.execute(render("page_facts", folder=_FOLDER), arguments).fetchone()
    except (UnicodeDecodeError, duckdb.InvalidInputException):
        return None
    if row is None:
        return None
    code, total, has_items, items = row
    return _Facts(code, total, items if has_items else None)


def _refusal_by_code(name: str, layout: PageLayout, code: str) -> SupplierFailure:
    if code in layout.no_data:
        return NoData(f"{name} has no data for the day (code {code}).", next_step="The next night asks again.")
    if code in layout.retry:
        return Unavailable(f"{name} fails inside (code {code}).", next_step=f"If it stays so, tell {name}.")
    if code in layout.meanings:
        return SupplierFailure(
            f"{name} refuses: {layout.meanings[code]} (code {code}).",
            next_step=f"Correct the section [{name}] of suppliers.toml, or ask {name}.",
        )
    known = code if code.isalnum() and len(code) <= 8 else "that the layout does not know"
    return SupplierFailure(f"{name} refuses with code {known}.", next_step=f"Ask {name} what it means.")


def _refusal_by_status(name: str, answer: Answer) -> SupplierFailure:
    status = answer.status
    if status >= 500 or status in {408, 425, 429}:
        return Unavailable(
            f"{name} answers with HTTP {status}.",
            next_step=f"If it stays so, tell {name}.",
            after_seconds=answer.after_seconds,
        )
    if status in {401, 403}:
        return SupplierFailure(
            f"{name} does not accept our token (HTTP {status}).",
            next_step=f"Renew the secret that the section [{name}] of suppliers.toml names.",
        )
    if 300 <= status < 400:
        return SupplierFailure(
            f"{name} sends us to another address (HTTP {status}), where its token must not go.",
            next_step=f"Ask {name} for its address and correct suppliers.toml.",
        )
    return SupplierFailure(
        f"{name} answers with HTTP {status}.", next_step=f"Check the address of [{name}] and the path of its layout."
    )
