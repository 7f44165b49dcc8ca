"""The made-up city and its suppliers' systems."""

from __future__ import annotations

from benchmarks.model import DAY, Input, Place
from simulator.city import simulate
from simulator.suppliers import running


def _city(place: Place) -> None:
    simulate(place.settings, place.citizens, DAY, DAY, 1, (), lambda _: None)


def _suppliers(place: Place) -> None:
    running.up(place.settings)


def _no_suppliers(place: Place) -> None:
    running.down(place.settings)


SUPPLIERS, NO_SUPPLIERS = "suppliers", "no suppliers"

INPUTS = (
    Input("city", _city),
    Input(SUPPLIERS, _suppliers, needs=("city",), afterwards=NO_SUPPLIERS),
    Input(NO_SUPPLIERS, _no_suppliers),
)
