"""All that may happen to deliveries: arriving in any order and split, twice, being read again, being struck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
from hypothesis import strategies as st

from pipelines.contract import Contract
from pipelines.load import Struck, load
from tests.builders import AT, Delivered, write_scratch

DAY = date(2024, 1, 15)
INSTANT = datetime(2024, 1, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Arrive:
    """Deliveries of one run."""

    batch: tuple[Delivered, ...]


@dataclass(frozen=True)
class ReadAgain:
    """Deliveries taken through once more after a rule, a layout or a contract changed: they may read otherwise."""

    batch: tuple[Delivered, ...]


@dataclass(frozen=True)
class Strike:
    """A person takes a delivery out."""

    delivered: Delivered
    is_withdrawn: bool


Action = Arrive | ReadAgain | Strike


def deliveries(kind: str, keys: int, days: int, most: int) -> st.SearchStrategy[list[Delivered]]:
    """Some deliveries of one feed, versions, gaps, held and unreadable records, refusals and a second supplier."""
    return st.lists(
        _delivered(kind, keys, days), min_size=1, max_size=most, unique_by=lambda d: (d.supplier, d.day, d.version)
    )


def _delivered(kind: str, keys: int, days: int) -> st.SearchStrategy[Delivered]:
    names = [f"k{number}" for number in range(keys)]
    values = st.sampled_from(["x", "y", None] if kind == "changes" else ["x", "y"])
    instants = st.integers(0, 6).map(lambda hours: INSTANT + timedelta(hours=hours))
    unique: Callable[[tuple[object, ...]], object] = lambda r: r[0]  # noqa: E731  # a key of a list, not a function
    records: st.SearchStrategy[tuple[object, ...]] = st.tuples(st.sampled_from(names), values)
    if kind == "changes":
        records = st.tuples(st.sampled_from(names), values, instants)
        unique = lambda r: (r[0], r[2])  # noqa: E731  # likewise
    return st.builds(
        lambda day, version, supplier, good, held, torn, refused: Delivered(
            DAY + timedelta(days=day),
            tuple(good),
            version,
            supplier,
            tuple(key for key in held if key is None or key not in {record[0] for record in good}),
            torn,
            refused,
        ),
        st.integers(0, days - 1),
        st.integers(1, 3),
        st.sampled_from(["s1", "s1", "s1", "s2"]),
        st.lists(records, max_size=keys, unique_by=unique),
        st.lists(st.sampled_from([*names, None]), max_size=2, unique=True),
        st.sampled_from([0, 0, 0, 1]),
        st.sampled_from([False, False, False, True]),
    )


def episode(data: st.DataObject, kind: str, sent: Sequence[Delivered]) -> list[Action]:
    """These deliveries, some of them twice, in any order and split, with decisions and re-readings in between."""
    again = data.draw(st.lists(st.sampled_from(sent), max_size=2), label="sent again")
    order = data.draw(st.permutations([*sent, *again]), label="order")
    actions: list[Action] = []
    arrived: list[Delivered] = []
    batch: list[Delivered] = []
    for delivered in order:
        if delivered in batch or (batch and data.draw(st.booleans(), label="new run")):
            actions.append(Arrive(tuple(batch)))
            arrived += batch
            batch = []
            actions += _between(data, kind, arrived)
        batch.append(delivered)
    actions.append(Arrive(tuple(batch)))
    return actions + _between(data, kind, [*arrived, *batch])


def _between(data: st.DataObject, kind: str, arrived: Sequence[Delivered]) -> list[Action]:
    match data.draw(st.sampled_from(["nothing", "nothing", "read again", "strike"]), label="between"):
        case "read again":
            chosen = data.draw(st.lists(st.sampled_from(arrived), max_size=3, unique=True), label="read again")
            return [ReadAgain(tuple(_mended(data, kind, d) for d in chosen))] if chosen else []
        case "strike":
            struck = data.draw(st.sampled_from(arrived), label="struck")
            return [Strike(struck, data.draw(st.booleans(), label="withdrawn"))]
    return []


def _mended(data: st.DataObject, kind: str, delivered: Delivered) -> Delivered:
    """The same delivery under changed rules: held records may pass, the verdict may be another one, or nothing is."""
    passing = data.draw(st.booleans(), label="held records pass")
    rest: tuple[object, ...] = (INSTANT,) if kind == "changes" else ()
    good = tuple((key, "x", *rest) for key in delivered.held if key is not None) if passing else ()
    return replace(
        delivered,
        name=delivered.delivery_id,
        good=delivered.good + good,
        held=tuple(key for key in delivered.held if key is None) if passing else delivered.held,
        refused=data.draw(st.booleans(), label="refused now") if passing else delivered.refused,
    )


@dataclass
class City:
    """A warehouse in which an episode happens, and what its set of deliveries is meant to be."""

    con: duckdb.DuckDBPyConnection
    contract: Contract
    folder: Path

    def __post_init__(self) -> None:
        self.read: dict[str, Delivered] = {}
        self.struck: set[str] = set()
        self.runs = 0

    @property
    def standing(self) -> list[Delivered]:
        """What the content is a function of."""
        return [delivered for name, delivered in self.read.items() if name not in self.struck]

    def happen(self, action: Action) -> None:
        """Let it happen, as the callers of the load do."""
        match action:
            case Arrive(batch):
                for delivered in batch:
                    self.read.setdefault(delivered.delivery_id, delivered)
                self._load(batch)
            case ReadAgain(batch):
                self.read |= {delivered.delivery_id: delivered for delivered in batch}
                days = {(delivered.supplier, delivered.day) for delivered in batch}
                chosen = [delivered for delivered in self.standing if (delivered.supplier, delivered.day) in days]
                self._load(chosen, again=chosen)
            case Strike(delivered, is_withdrawn):
                name = delivered.delivery_id
                self.struck.add(name)
                others = [d for d in self.standing if (d.supplier, d.day) == (delivered.supplier, delivered.day)]
                struck = Struck(name, "withdrawn" if is_withdrawn else "refused", "a person says so")
                self._load(others, again=others, struck=[struck])

    def _load(self, batch: Sequence[Delivered], again: Sequence[Delivered] = (), struck: Sequence[Struck] = ()) -> None:
        self.runs += 1
        scratch = write_scratch(self.folder / "scratch.duckdb", self.contract, batch) if batch else None
        names = {delivered.delivery_id for delivered in again}
        load(self.con, self.contract, scratch, AT, f"run{self.runs}", again=names, struck=struck)
