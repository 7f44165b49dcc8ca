"""A real HTTP service on loopback that gives citizens page by page, and can be told to misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "made-up-token-7f3a"

Record = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    day: str
    offset: int
    limit: int
    authorization: str | None


@dataclass
class Reply:
    """One answer as it goes out; `promised` is a false Content-Length, `delay` seconds of silence before it."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    delay: float = 0


Misbehaviour = Callable[[Asked, Reply], Reply | None]
"""Makes a bad answer of a good one; None leaves it good."""


@dataclass
class Service:
    """Its records by day, what it was asked, and how it misbehaves."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    misbehave: Misbehaviour | None = None
    url: str = ""

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        good = self._good(asked)
        return (self.misbehave and self.misbehave(asked, good)) or good

    def _good(self, asked: Asked) -> Reply:
        if asked.authorization != f"Bearer {TOKEN}":
            return refusal(100, 401)
        if asked.day not in self.records:
            return refusal(201)
        records = self.records[asked.day]
        page: dict[str, object] = {
            "status": 1,
            "errorCode": 0,
            "total": len(records),
            "offset": asked.offset,
            "limit": asked.limit,
        }
        page["data"] = records[asked.offset : asked.offset + asked.limit]
        return Reply(json.dumps(page, ensure_ascii=False).encode())


def refusal(code: int, status: int = 200) -> Reply:
    return Reply(json.dumps({"status": 0, "errorCode": code, "message": "Nguyễn Văn Ẩn"}).encode(), status)


def citizens(count: int, mark: str = "") -> list[Record]:
    return [{"soDinhDanh": f"001099{n:06d}", "hoTen": f"Nguyễn Thị {mark}{n}", "ngaySinh": ""} for n in range(count)]


def first_times(times: int, bad: Misbehaviour) -> Misbehaviour:
    """Misbehave at the first requests only."""
    left = iter(range(times))
    return lambda asked, good: bad(asked, good) if next(left, None) is not None else None


@contextmanager
def running(service: Service) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            assert query["from"] == query["to"]
            authorization = self.headers.get("Authorization")
            reply = service.reply(Asked(query["from"], int(query["offset"]), int(query["limit"]), authorization))
            stopping.wait(reply.delay)
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(reply.promised or len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except ConnectionError:  # the other side lost its patience, as some tests want
                pass
            self.close_connection = reply.promised is not None

        def log_message(self, format: str, *args: object) -> None:
            pass

    stopping = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
