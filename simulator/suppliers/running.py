"""Starting, watching and stopping the suppliers' systems of a home."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import httpx

from pipelines.errors import EngineFailure
from pipelines.settings import Settings
from simulator.city import plan_of
from simulator.facts import folders
from simulator.suppliers.bhxh import register_url, start_register, stop_register
from simulator.suppliers.entries import write_entries
from simulator.suppliers.places import SERVICES, Places
from simulator.suppliers.process import Record, end, started_with

SERVED = (*SERVICES, "bhxh")
"""The suppliers that are processes; the others are folders."""

_READY_WITHIN = 20.0


@dataclass(frozen=True)
class SupplierStatus:
    """How one supplier's system stands.

    Attributes:
        name: the supplier.
        kind: `http`, `sql` or `files`.
        is_up: whether one can collect from it.
        url: where; empty while a process is down.
        pid: its process, None for a folder or while it is down.
    """

    name: str
    kind: Literal["http", "sql", "files"]
    is_up: bool
    url: str
    pid: int | None


def up(settings: Settings, detach: bool = True, only: Collection[str] = SERVED) -> list[SupplierStatus]:
    """Start what is not up, write `suppliers.toml`, and return when everything answers; without `detach`, on Ctrl-C.

    Raises:
        UsageFailure: there is no made-up city.
        EngineFailure: a system does not come up.
    """
    plan_of(settings)
    places = Places(settings)
    places.make()
    with _alone(places):
        missing = [supplier for supplier in SERVED if supplier in only and _running(places, supplier) is None]
        # all begin at once, and are waited for after the register, which takes longest
        services = {supplier: _launch(places, supplier) for supplier in missing if supplier in SERVICES}
        if "bhxh" in missing:
            _remember(places, "bhxh", start_register(places, _port_before(places, "bhxh")))
        for supplier, service in services.items():
            _remember(places, supplier, _ready(places, supplier, service))
        write_entries(settings.suppliers_file, _entries(places))
    if not detach:
        _wait_for_the_end()
        down(settings)
    return status(settings)


def down(settings: Settings, only: Collection[str] = SERVED) -> None:
    """Stop what is up, and whatever a crashed `up` left; the entries in `suppliers.toml` stay."""
    places = Places(settings)
    if not settings.simulated.exists():
        return
    places.run.mkdir(mode=0o700, exist_ok=True)
    with _alone(places):
        for supplier in (one for one in SERVICES if one in only):
            record = Record.read(places.pid_file(supplier))
            known = [process] if record and (process := record.process()) else []
            end([*known, *started_with(_service_arguments(places, supplier))])
            places.pid_file(supplier).unlink(missing_ok=True)
        if "bhxh" in only:
            stop_register(places)


def status(settings: Settings) -> list[SupplierStatus]:
    """Every simulated supplier, processes first."""
    places = Places(settings)
    plan = plan_of(settings)
    running = {supplier: _running(places, supplier) for supplier in SERVED}
    return [
        *(_service_status(supplier, running[supplier]) for supplier in SERVICES),
        _register_status(running["bhxh"]),
        *(
            SupplierStatus(name, "files", places.drop_folder(name).is_dir(), places.drop_folder(name).as_uri(), None)
            for name in folders(plan.first, plan.last)
        ),
    ]


def _service_status(supplier: str, record: Record | None) -> SupplierStatus:
    if record is None:
        return SupplierStatus(supplier, "http", False, "", None)
    return SupplierStatus(supplier, "http", True, f"http://127.0.0.1:{record.port}", record.pid)


def _register_status(record: Record | None) -> SupplierStatus:
    if record is None:
        return SupplierStatus("bhxh", "sql", False, "", None)
    return SupplierStatus("bhxh", "sql", True, register_url(record.port), record.pid)


def _port_before(places: Places, supplier: str) -> int:
    """The port it had, so that who wrote it down finds the supplier after a restart; 0 for any."""
    before = Record.read(places.run / f"{supplier}.port.json")
    return before.port if before else 0


def _remember(places: Places, supplier: str, record: Record) -> None:
    record.write(places.run / f"{supplier}.port.json")


def _launch(places: Places, supplier: str) -> subprocess.Popen[bytes]:
    end(started_with(_service_arguments(places, supplier)))
    places.pid_file(supplier).unlink(missing_ok=True)
    port = str(_port_before(places, supplier))
    with places.log(supplier).open("ab") as complaints:
        return subprocess.Popen(  # noqa: S603  # our own module with our own arguments
            [sys.executable, *_service_arguments(places, supplier), "--port", port],
            stdin=subprocess.DEVNULL,
            stdout=complaints,
            stderr=complaints,
            start_new_session=True,
        )


def _ready(places: Places, supplier: str, service: subprocess.Popen[bytes]) -> Record:
    """Its record, once it answers."""
    deadline = time.monotonic() + _READY_WITHIN
    while service.poll() is None and time.monotonic() < deadline:
        if (record := Record.read(places.pid_file(supplier))) and _answers(record.port):
            return record
        time.sleep(0.05)
    raise EngineFailure(
        f"The simulated service of {supplier} does not come up.",
        where=str(places.log(supplier)),
        next_step="Read that log; then `citydb suppliers down` and `up` again.",
    )


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _running(places: Places, supplier: str) -> Record | None:
    record = Record.read(places.pid_file(supplier))
    return record if record and record.process() else None


def _service_arguments(places: Places, supplier: str) -> list[str]:
    return ["-m", "simulator.suppliers.service", "--supplier", supplier, "--home", str(places.settings.home)]


def _entries(places: Places) -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = {}
    for one in status(places.settings):
        if not one.url:
            continue
        secret = {
            "http": {"token_file": f"secrets/{one.name}.token"},
            "sql": {"password_file": f"secrets/{one.name}.password"},
        }
        entries[one.name] = {"kind": one.kind, "url": one.url, **secret.get(one.kind, {})}
    return entries


def _wait_for_the_end() -> None:
    wanted = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
    signal.sigwait(wanted)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, wanted)


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    with (places.run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
