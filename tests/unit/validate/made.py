"""Many good records of a feed, and a few that are not."""

from __future__ import annotations

from tests.unit.expectations.records import GOOD, Record

DOSSIER, CARD, CITIZEN = "procedures.dossier", "insurance.card", "population.citizen"


def dossier(number: int = 1, **change: object) -> Record:
    return {**GOOD[DOSSIER], "dossier_code": f"000.00.01.H26-240112-{number:04d}", **change}


def dossiers(count: int, **change: object) -> list[Record]:
    return [dossier(number, **change) for number in range(1, count + 1)]


def card(number: int = 1, **change: object) -> Record:
    bhxh = f"01{number:08d}"
    return {**GOOD[CARD], "bhxh_number": bhxh, "card_number": f"HS401{bhxh}", **change}


def cards(count: int, first: int = 1, **change: object) -> list[Record]:
    return [card(number, **change) for number in range(first, first + count)]


def citizen(number: int = 1, **change: object) -> Record:
    return {**GOOD[CITIZEN], "citizen_id": f"001190{number:06d}", **change}


def citizens(count: int, **change: object) -> list[Record]:
    return [citizen(number, **change) for number in range(1, count + 1)]
