"""Where in the landed deliveries a record stood: each delivery its story names is read again, and no other one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

import duckdb

from pipelines.contract import Contract, layout_of
from pipelines.errors import CityDBError
from pipelines.explain.landed import Reading, Stood, manifest_of, read_again
from pipelines.explain.place import places_of
from pipelines.explain.record import moment
from pipelines.explain.story import Held, Place, Story, Telling, What, differences
from pipelines.settings import Settings

_GONE: Mapping[str, What] = {"superseded": "replaced", "withdrawn": "withdrawn"}
"""What became of the tellings of a delivery in such a state."""

_NOT_THERE = "as its layout reads it today, the delivery does not hold the record"


def find_places(
    settings: Settings, contract: Contract, story: Story, tell: Callable[[str], None] = lambda _: None
) -> Story:
    """The story with the place of each telling, and with what other versions of its deliveries had told.

    What gave way to a newer version, or was withdrawn, is only in its file: it is found here, not in the warehouse.
    """
    told = [one.delivery_id for one in story.tellings if one.what != "ended"]
    others = _others(story)
    readings: dict[str, Reading] = {}
    wanted = dict.fromkeys([*told, *others])
    for number, delivery_id in enumerate(wanted, start=1):
        line = story.deliveries[delivery_id]
        tell(f"reading {line.supplier}, {line.business_day}, version {line.version} ({number} of {len(wanted)})")
        readings[delivery_id] = read_again(settings, contract, line, story.key, with_content=delivery_id in others)
    tellings = [_placed(one, readings) for one in story.tellings]
    for delivery_id in others:
        tellings += _retold(story, delivery_id, readings[delivery_id])
    return replace(
        story,
        tellings=tuple(
            sorted(tellings, key=lambda one: (one.supplier, moment(one.since), one.what not in _GONE.values()))
        ),
        held=tuple(replace(one, place=_place_of_held(settings, story, one)) for one in story.held),
    )


def _others(story: Story) -> list[str]:
    """Versions of its deliveries that count no more; of what they held in quarantine all is known already."""
    known = {one.delivery_id for one in story.tellings} | {one.delivery_id for one in story.held}
    return [one.delivery_id for one in story.deliveries.values() if one.state in _GONE and one.delivery_id not in known]


def _placed(one: Telling, readings: Mapping[str, Reading]) -> Telling:
    if one.what == "ended":
        return one
    reading = readings[one.delivery_id]
    places = tuple(stood.place for stood in reading.stood if stood.at in (None, one.since))
    return replace(one, places=places, trouble=reading.trouble or (None if places else _NOT_THERE))


def _retold(story: Story, delivery_id: str, reading: Reading) -> Iterator[Telling]:
    """What a delivery told that counts no more, once for each instant, against what the one in its place tells."""
    line = story.deliveries[delivery_id]

    def instant(stood: Stood) -> str:
        return moment(stood.at) if stood.at else ""

    for _, same in groupby(sorted(reading.stood, key=instant), key=instant):
        first, *others = same
        since = first.at or line.business_day
        standing = _standing(story, delivery_id, since if first.at else None)
        yield Telling(
            supplier=line.supplier,
            what=_GONE[line.state],
            since=since,
            until=None,
            delivery_id=delivery_id,
            content=first.content,
            changes=differences(standing.content, first.content) if standing else (),
            places=(first.place, *(other.place for other in others)),
        )


def _standing(story: Story, delivery_id: str, at: object) -> Telling | None:
    """What the story tells from the delivery that took the place of another one."""
    line = story.deliveries[delivery_id]
    for one in story.tellings:
        other = story.deliveries[one.delivery_id]
        is_same_day = (other.supplier, other.business_day) == (line.supplier, line.business_day)
        if is_same_day and one.what != "ended" and at in (None, one.since):
            return one
    return None


def _place_of_held(settings: Settings, story: Story, one: Held) -> Place | None:
    try:
        manifest = manifest_of(settings, story.feed, story.deliveries[one.delivery_id])
        layout = layout_of(story.feed, one.supplier, manifest.business_day)
        (place,) = places_of(settings, manifest, layout, [one.position])
    except (CityDBError, duckdb.Error, OSError):
        return None  # the position alone must do
    return place
