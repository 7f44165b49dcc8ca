"""Real places a message can be sent to: an HTTP service and a mail server on loopback that keep what they are given."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Inbox:
    """Where a server listens, and what has arrived there."""

    port: int = 0
    arrived: list[Any] = field(default_factory=list)


@contextmanager
def web_hook(status: int = 200) -> Iterator[Inbox]:
    """A web hook that answers every message with a status."""
    inbox = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            inbox.arrived.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Nothing: pytest's output is not for this."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, _running(server):
        inbox.port = server.server_address[1]
        yield inbox


@contextmanager
def mail_server(refuses: bool = False) -> Iterator[Inbox]:
    """A mail server that takes every mail, or refuses every sender."""
    inbox = Inbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().strip():
                self.wfile.write(self._answer(line.upper()))
                if line.upper() == b"QUIT":
                    return

        def _answer(self, line: bytes) -> bytes:
            if line == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                inbox.arrived.append(b"".join(lines).decode("ascii"))
            elif refuses and line.startswith(b"MAIL"):
                return b"550 not you\r\n"
            elif line == b"QUIT":
                return b"221 bye\r\n"
            return b"250 well\r\n"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server, _running(server):
        inbox.port = server.server_address[1]
        yield inbox


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
