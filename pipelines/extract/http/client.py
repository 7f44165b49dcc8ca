"""Asking a service for one page: with its token, within its time, and again when that can help."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb
import httpx

from pipelines.extract.addresses import is_loopback
from pipelines.extract.failures import SupplierFailure, Unavailable
from pipelines.extract.http.answer import Answer, CutPage, Page, page_of
from pipelines.extract.http.layout import PageLayout
from pipelines.extract.patience import patient
from pipelines.extract.suppliers import Supplier
from pipelines.settings import Settings
from warehouse.session import session

_PATIENCE_WITH_A_BODY = 10
"""A body may trickle for this many times the time-out of a single read, no longer."""


@dataclass(frozen=True)
class PageClient:
    """An open connection to one service."""

    supplier: Supplier
    layout: PageLayout
    _http: httpx.Client
    _reader: duckdb.DuckDBPyConnection

    def page(self, day: date, offset: int) -> Page:
        """The page that begins at an offset; one that stays cut after all tries comes as it is.

        Raises:
            SupplierFailure: the service does not give it.
        """
        try:
            return patient(self.supplier)(self._page, day, offset)
        except CutPage as failure:
            return Page(failure.body, None, None)

    def _page(self, day: date, offset: int) -> Page:
        answer = self._answer(self.layout.parameters(day, offset))
        return page_of(self.supplier.name, self.layout, answer, self._reader)

    def _answer(self, parameters: dict[str, str]) -> Answer:
        name = self.supplier.name
        try:
            with self._http.stream("GET", self.supplier.url + self.layout.path, params=parameters) as response:
                return Answer(response.status_code, self._body(response), _after_seconds(response))
        except httpx.TimeoutException:
            raise self._too_slow() from None
        except httpx.TransportError as failure:
            raise Unavailable(
                f"{name} cannot be reached, or broke off ({type(failure).__name__}).",
                next_step=f"Check that {name} is up and that suppliers.toml has its address.",
            ) from None
        except (httpx.InvalidURL, httpx.DecodingError) as failure:
            raise SupplierFailure(
                f"{name} cannot be asked, or its answer cannot be unpacked ({type(failure).__name__}).",
                next_step=f"Check the address of [{name}] in suppliers.toml.",
            ) from None

    def _body(self, response: httpx.Response) -> bytes:
        body, until = bytearray(), time.monotonic() + _PATIENCE_WITH_A_BODY * self.supplier.timeout_seconds
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self.layout.largest_page_bytes:
                raise SupplierFailure(
                    f"{self.supplier.name} sends a page of more than {self.layout.largest_page_bytes:,} bytes.",
                    next_step="Ask for smaller pages, or raise largest_page_mb in the layout.",
                )
            if time.monotonic() > until:
                raise self._too_slow()
        return bytes(body)

    def _too_slow(self) -> Unavailable:
        return Unavailable(
            f"{self.supplier.name} does not answer within {self.supplier.timeout_seconds:g} seconds.",
            next_step=f"If it stays so, tell {self.supplier.name}, or raise its timeout_seconds in suppliers.toml.",
        )


@contextmanager
def page_client(settings: Settings, supplier: Supplier, layout: PageLayout) -> Iterator[PageClient]:
    """A client for the length of a `with`.

    Raises:
        WrongSettings: the token cannot be read.
    """
    headers = {"Accept": "application/json"}
    if supplier.secret is not None:
        headers["Authorization"] = f"Bearer {supplier.secret.reveal()}"
    with (
        httpx.Client(
            headers=headers,
            timeout=supplier.timeout_seconds,
            follow_redirects=False,  # the token goes to the address in suppliers.toml and nowhere else
            trust_env=not is_loopback(supplier.url),  # a proxy of the environment cannot reach this machine
        ) as http,
        session(settings) as reader,
    ):
        yield PageClient(supplier, layout, http, reader)


def _after_seconds(response: httpx.Response) -> float:
    wanted = response.headers.get("Retry-After", "")
    return float(wanted) if wanted.isdigit() else 0
