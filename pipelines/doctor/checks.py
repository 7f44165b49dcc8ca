"""The checks of `citydb doctor`: program, home, secrets, suppliers, warehouse, disk. Nothing is changed by them."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from pipelines import publish
from pipelines.clock import business_day_of, days
from pipelines.conform import conform
from pipelines.contract import Layout, contract_of, contracts_of, feeds, layouts_of, suppliers_of_any
from pipelines.errors import CityDBError
from pipelines.extract.files.look import file_layout
from pipelines.extract.http.layout import page_layout
from pipelines.extract.source import kind_of
from pipelines.extract.sql.table import table_layout
from pipelines.extract.suppliers import load_suppliers
from pipelines.notify.channel import channel_of
from pipelines.settings import REPOSITORY, Settings
from warehouse.damage import ANOTHER_ONE, damaged, is_damage
from warehouse.lock import owner_of
from warehouse.migrate import applied, newest
from warehouse.presence import assert_not_gone
from warehouse.shape import other_shapes

LEAST_FREE_GB = 2.0
_WAYS_OF_ASKING: dict[str, Callable[[Layout], object]] = {
    "http": page_layout,
    "sql": table_layout,
    "files": file_layout,
}
NIGHTS_AHEAD = 90


@dataclass(frozen=True)
class Advice:
    """What one check found.

    Attributes:
        check: what was looked at.
        is_well: whether it is as it must be.
        found: what is so, in a sentence.
        next_step: what to do; empty when all is well.
    """

    check: str
    is_well: bool
    found: str
    next_step: str = ""


def examine(settings: Settings, at: datetime) -> list[Advice]:
    """What every check found at an instant, in the order in which they matter."""
    return [advice for check in CHECKS for advice in _guarded(check, settings, at)]


def _guarded(
    check: Callable[[Settings, datetime], Iterator[Advice]], settings: Settings, at: datetime
) -> Iterator[Advice]:
    name = check.__name__.removeprefix("_").replace("_", " ")
    try:
        yield from check(settings, at)
    except CityDBError as failure:
        where = f" [{failure.where}]" if failure.where else ""
        yield Advice(name, False, f"{failure.what}{where}", failure.next_step)
    except OSError as failure:
        yield Advice(name, False, f"It cannot be looked at ({type(failure).__name__}).", "Check who owns CITYDB_HOME.")


def _installed_packages(settings: Settings, at: datetime) -> Iterator[Advice]:
    wrong = []
    for line in (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines():
        name, _, wanted = line.partition("==")
        if not wanted or name.startswith("#"):
            continue
        try:
            if version(name) != wanted.strip():
                wrong.append(name)
        except PackageNotFoundError:
            wrong.append(name)
    if wrong:
        yield Advice(
            "packages", False, f"Not as in requirements.lock: {', '.join(wrong[:8])}.", "Run `make setup` again."
        )
    else:
        yield Advice("packages", True, "As in requirements.lock.")


def _facts_of_the_feeds(settings: Settings, at: datetime) -> Iterator[Advice]:
    versions = [contract for feed in feeds() for contract in contracts_of(feed)]
    with duckdb.connect() as con:
        for contract in versions:
            layouts = layouts_of(contract.feed, contract.valid_from)
            if contract == contract_of(contract.feed):  # of the newest all, whatever their days
                layouts = layouts_of(contract.feed)
            for layout in layouts:
                _WAYS_OF_ASKING[kind_of(layout)](layout)
            conform(con, contract, layouts)
    told = ", ".join(f"{feed} {contract_of(feed).version}" for feed in feeds())
    yield Advice("contracts", True, f"{len(feeds())} feeds in {len(versions)} versions, each with its layouts: {told}.")


def _suppliers(settings: Settings, at: datetime) -> Iterator[Advice]:
    known = set(load_suppliers(settings))
    newest = max(_landed_days(settings), default=business_day_of(at))
    owing = set(suppliers_of_any(feeds(), days(newest - timedelta(days=6), newest)))
    if unknown := sorted(owing - known):
        yield Advice(
            "suppliers",
            False,
            f"suppliers.toml has no section for {', '.join(unknown[:8])}{' …' if len(unknown) > 8 else ''}.",
            "Add them, or their nights stay missing.",
        )
    else:
        yield Advice("suppliers", True, f"The {len(owing)} suppliers of the week up to {newest} have an address.")


def _secrets(settings: Settings, at: datetime) -> Iterator[Advice]:
    files = [path for path in settings.secrets.glob("*") if path.is_file()] if settings.secrets.exists() else []
    open_ones = [path.name for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        yield Advice(
            "secrets",
            False,
            f"Others can read {', '.join(sorted(open_ones))}.",
            f"Run `chmod 600 {settings.secrets}/*`.",
        )
    else:
        yield Advice("secrets", True, f"{len(files)} files, for this account alone.")


def _person_key(settings: Settings, at: datetime) -> Iterator[Advice]:
    publication = publish.current(settings)
    about = publish.read_about(settings, publication) if publication else None
    if publication is None:
        yield Advice("person key", True, "Nothing is published yet; the first publication makes it.")
    elif about is None:
        yield Advice(
            "person key",
            False,
            f"It cannot be held against the current publication, {publication.name}, which cannot be read.",
            ANOTHER_ONE,
        )
    elif about.person_key_fingerprint != publish.key_fingerprint(settings):
        yield Advice(
            "person key",
            False,
            "It is not the key that the current publication was made with, so persons would change their pseudonyms.",
            "Restore the key from its backup.",
        )
    else:
        yield Advice("person key", True, "The one the current publication was made with.")


def _publications(settings: Settings, at: datetime) -> Iterator[Advice]:
    if not settings.published.exists():
        return
    if publish.publications(settings) and publish.current(settings) is None:
        yield Advice(
            "publications",
            False,
            "published/current points at no publication, so analysts see nothing.",
            "Run `citydb publish`: it lets it point at the newest one again.",
        )
    if not settings.home.stat().st_mode & 0o011:
        yield Advice(
            "publications",
            False,
            "Analysts with an account of their own cannot reach them: CITYDB_HOME lets nobody pass.",
            f"Run `chmod o+x {settings.home}`: what is private below it stays private.",
        )
    else:
        yield Advice("publications", True, f"{len(publish.publications(settings))} are kept, within reach.")


def _notifications(settings: Settings, at: datetime) -> Iterator[Advice]:
    channel = channel_of(settings)
    if channel is None:
        yield Advice(
            "notify",
            True,
            "Nobody is told of a red night.",
            "Write a [notify] section into settings.toml if one should.",
        )
    else:
        yield Advice("notify", True, f"Red nights are told by {type(channel).__name__.lower()}.")


def _warehouse(settings: Settings, at: datetime) -> Iterator[Advice]:
    path = settings.warehouse_file
    assert_not_gone(settings)
    if not path.exists():
        yield Advice("warehouse", True, "There is none yet; the first night makes it.")
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Advice("warehouse", False, "Others can read the build file.", f"Run `chmod 600 {path}`.")
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            shape = applied(con)
            others = other_shapes(con)
            blocked = publish.failed_last(con) if shape else None
    except duckdb.Error as reason:
        if is_damage(reason, path):
            failure = damaged(path, reason)
            yield Advice("warehouse", False, failure.what, failure.next_step)
            return
        yield Advice("warehouse", True, f"In use by {owner_of(path.with_suffix('.lock')) or 'another process'}.")
        return
    if blocked:
        told = "Run `citydb publish`: it says what to do. The publication of before stays."
        yield Advice("publishing", False, f"The last attempt failed: {blocked}", told)
    if shape is not None and shape > newest():
        yield Advice(
            "warehouse",
            False,
            f"It has the shape {shape}, newer than the {newest()} of this program.",
            "Install the version of the project that made it.",
        )
    elif others:
        yield Advice(
            "warehouse",
            False,
            "Its history was made under other contracts: "
            + "; ".join(f"{feed} {what}" for feed, what in sorted(others.items()))
            + ".",
            "Run `citydb rebuild`: it reads what has landed by today's contracts. Until then nothing is loaded.",
        )
    else:
        yield Advice("warehouse", True, f"Shape {shape}; the program's is {newest()}. History as its contracts say.")


def _disk(settings: Settings, at: datetime) -> Iterator[Advice]:
    free = shutil.disk_usage(_existing(settings.home)).free / 1e9
    night = _bytes_of_a_night(settings)
    forecast = f"; {NIGHTS_AHEAD} more nights land about {night * NIGHTS_AHEAD / 1e9:.1f} GB" if night else ""
    if free < LEAST_FREE_GB or free < night * NIGHTS_AHEAD / 1e9:
        yield Advice("disk", False, f"{free:.1f} GB free{forecast}.", "Make room below CITYDB_HOME, or move it.")
    else:
        yield Advice("disk", True, f"{free:.1f} GB free{forecast}.")


def _bytes_of_a_night(settings: Settings) -> float:
    """The mean over all nights; the first, which brings full states, makes it a cautious one."""
    objects = settings.landing / "objects"
    size = sum(path.stat().st_size for path in objects.rglob("*") if path.is_file()) if objects.exists() else 0
    landed = _landed_days(settings)
    return size / len(landed) if landed else 0.0


def _landed_days(settings: Settings) -> set[date]:
    return {date.fromisoformat(path.name) for path in settings.landing.glob("manifests/*/????-??-??")}


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


CHECKS = (
    _installed_packages,
    _facts_of_the_feeds,
    _suppliers,
    _secrets,
    _person_key,
    _publications,
    _notifications,
    _warehouse,
    _disk,
)
