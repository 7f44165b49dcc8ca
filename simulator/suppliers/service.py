"""A ministry's HTTP service on loopback: `python -m simulator.suppliers.service --supplier bca --home HOME`."""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Mapping
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import duckdb

from pipelines.settings import Settings
from simulator.city import plan_of
from simulator.facts import Wire, wires_of
from simulator.plan import Plan
from simulator.suppliers.answers import Answer, Holdings, Moods, answer
from simulator.suppliers.places import Places
from simulator.suppliers.process import Record

_ITEMS = (
    "SELECT item FROM http_item WHERE supplier = $supplier AND feed = $feed AND place >= $from_place "
    "AND place < $to_place ORDER BY place"
)
_DAYS = (
    "SELECT business_day, min(place), count(*) FROM http_item WHERE supplier = $supplier AND feed = $feed "
    "GROUP BY business_day"
)


def holdings_of(con: duckdb.DuckDBPyConnection, plan: Plan, supplier: str, wire: Wire) -> Holdings:
    """What a service of a city holds; a day on which nothing changed is an empty answer, not a missing one."""
    whose = {"supplier": supplier, "feed": wire.feed}

    def items(from_place: int, to_place: int) -> list[str]:
        found = con.cursor().execute(_ITEMS, {**whose, "from_place": from_place, "to_place": to_place})
        return [item for (item,) in found.fetchall()]

    faults = {(one.fault, one.day) for one in plan.requested() if (one.supplier, one.feed) == (supplier, wire.feed)}
    counted: dict[date, tuple[int, int]] = {day: (place, n) for day, place, n in con.execute(_DAYS, whose).fetchall()}
    span = [date.fromordinal(n) for n in range(plan.first.toordinal(), plan.last.toordinal() + 1)]
    return Holdings(
        path=wire.place,
        days={day: counted.get(day, (0, 0)) for day in span if ("missing", day) not in faults},
        items=items,
        outages=frozenset(day for name, day in faults if name == "outage"),
        cut=frozenset(day for name, day in faults if name == "cut_page"),
    )


class Handler(BaseHTTPRequestHandler):
    """Turns HTTP into questions and answers back into HTTP."""

    protocol_version = "HTTP/1.1"
    holdings: Mapping[str, Holdings]
    moods: Moods
    token: str

    def do_GET(self) -> None:  # noqa: N802  # the name http.server calls
        """Answer one question."""
        url = urlsplit(self.path)
        if url.path == "/v1/health":
            self._send(Answer(200, b'{"status": 1}'))
        elif holdings := self.holdings.get(url.path):
            query = dict(parse_qsl(url.query, keep_blank_values=True))
            self._send(answer(holdings, self.moods, self.token, self.headers.get("Authorization", ""), query))
        else:
            self._send(Answer(404, b'{"status": 0, "errorCode": 201, "message": "Not found"}'))

    def _send(self, answer: Answer) -> None:
        time.sleep(answer.delay)
        self.send_response(answer.http)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name http.server gives it
        """Keep silent: a question may name a person one day."""


def serve(settings: Settings, supplier: str, port: int) -> None:
    """Serve the city under a home until told to end; the pid file is written once the port is open."""
    places = Places(settings)
    plan = plan_of(settings)
    con = duckdb.connect(
        settings.simulated / "city.duckdb", read_only=True, config={"threads": 1, "memory_limit": "256MB"}
    )
    Handler.holdings = {
        wire.place: holdings_of(con, plan, supplier, wire) for wire in wires_of(supplier) if wire.transport == "http"
    }
    Handler.moods = Moods()
    Handler.token = places.token(supplier).read_text(encoding="utf-8").strip()
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Record.of(os.getpid(), server.server_address[1]).write(places.pid_file(supplier))
    for word in (signal.SIGINT, signal.SIGTERM):
        signal.signal(word, lambda *_: Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--supplier", required=True)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    serve(Settings(home=arguments.home), arguments.supplier, arguments.port)
