"""A record's story as a person reads it and as a document; of personal columns only the shape, unless revealed."""

from __future__ import annotations

from datetime import date, datetime

from pipelines.cli.voice import Voice, shown
from pipelines.clock import HANOI
from pipelines.contract import Contract
from pipelines.explain import Change, Held, Story, Telling
from pipelines.explain.story import MEANS, Delivery
from pipelines.read.refusal import shape


def show_record(voice: Voice, contract: Contract, story: Story, *, reveal: bool) -> None:
    """Tables of what each supplier told, what was held, and where suppliers disagree."""
    for supplier in story.suppliers:
        _show_told(voice, contract, story, supplier, reveal)
        _show_held(voice, story, supplier, reveal)
        days = [shown(day) for name, day in story.unobserved if name == supplier]
        if days:
            voice.say(
                f"Not observed on {', '.join(days)}: these days do not say how it was, so what stood before stays."
            )
    if len(story.suppliers) > 1:
        _show_claims(voice, contract, story, reveal)


def record_document(contract: Contract, story: Story, *, reveal: bool) -> dict[str, object]:
    """The same for machines."""
    hides_key = not reveal and any(column.classification != "public" for column in contract.key_columns)
    return {
        "feed": story.feed,
        "key": shape(story.key) if hides_key else story.key,
        "suppliers": list(story.suppliers),
        "told": [_told(contract, one, story.deliveries[one.delivery_id], reveal) for one in story.tellings],
        "not_observed": [{"supplier": name, "business_day": day} for name, day in story.unobserved],
        "quarantined": [_held(one, story.deliveries[one.delivery_id], reveal) for one in story.held],
    }


def _show_told(voice: Voice, contract: Contract, story: Story, supplier: str, reveal: bool) -> None:
    told = [one for one in story.tellings if one.supplier == supplier]
    if not told:
        voice.say(f"Nothing that {supplier} told of it is loaded.")
        return
    rows: list[list[object]] = [
        [
            shown(one.since),
            (shown(one.until) if one.until else "open") if one.what == "version" else "",
            one.what,
            "; ".join(_change(contract, one, change, reveal) for change in one.changes),
            _delivery(story.deliveries[one.delivery_id]),
            ", again at ".join(place.told for place in one.places) or one.trouble or "",
        ]
        for one in told
    ]
    columns = ["from", "until", "what", "changed", "delivery", "stood at"]
    voice.rows(f"{contract.title}, {story.feed}: what {supplier} told", columns, rows)
    for what in dict.fromkeys(one.what for one in told if one.what != "version"):
        voice.say(f"{what}: {MEANS[what]}.")
    for file, delivery_id in dict.fromkeys((place.file, one.delivery_id) for one in told for place in one.places):
        voice.say(f"{delivery_id}  {file}")


def _show_held(voice: Voice, story: Story, supplier: str, reveal: bool) -> None:
    rows: list[list[object]] = [
        [
            _delivery(story.deliveries[one.delivery_id]),
            one.place.told if one.place else f"position {one.position}",
            one.state + (f" by {one.resolved_by}" if one.resolved_by else ""),
            list(one.rule_ids),
            list(one.reasons),
            "; ".join(f"{title}: {text}" for title, text in _payload(one, reveal).items()),
        ]
        for one in story.held
        if one.supplier == supplier
    ]
    if rows:
        voice.rows(
            f"Held in quarantine of {supplier}", ["delivery", "stood at", "state", "rules", "reasons", "record"], rows
        )


def _show_claims(voice: Voice, contract: Contract, story: Story, reveal: bool) -> None:
    newest = {supplier: one.content if (one := story.newest(supplier)) else {} for supplier in story.suppliers}
    rows: list[list[object]] = [
        [
            column.name,
            "yes" if len({content.get(column.name) for content in newest.values()}) > 1 else "",
            *(_seen(contract, column.name, content.get(column.name), reveal) for content in newest.values()),
        ]
        for column in contract.content_columns
    ]
    voice.rows("The newest version of each supplier", ["column", "differs", *newest], rows)
    voice.say(
        f"{len(newest)} suppliers claim this key ({', '.join(newest)}): as many histories, and a finding for "
        "reconciliation."
    )


def _told(contract: Contract, one: Telling, delivery: Delivery, reveal: bool) -> dict[str, object]:
    return {
        "supplier": one.supplier,
        "what": one.what,
        "since": _moment(one.since),
        "until": _moment(one.until),
        "delivery": vars(delivery),
        "places": [vars(place) for place in one.places],
        "trouble": one.trouble,
        "changes": [
            {
                "column": change.column,
                "before": _seen(contract, change.column, change.before, reveal),
                "after": _seen(contract, change.column, change.after, reveal),
            }
            for change in one.changes
        ],
        "record": {name: _seen(contract, name, value, reveal) for name, value in one.content.items()},
    }


def _held(one: Held, delivery: Delivery, reveal: bool) -> dict[str, object]:
    return {
        "supplier": one.supplier,
        "delivery": vars(delivery),
        "position": one.position,
        "place": vars(one.place) if one.place else None,
        "state": one.state,
        "rule_ids": list(one.rule_ids),
        "reasons": list(one.reasons),
        "resolved_by": one.resolved_by,
        "resolved_at": one.resolved_at.isoformat() if one.resolved_at else None,
        "record": _payload(one, reveal),
    }


def _payload(one: Held, reveal: bool) -> dict[str, str]:
    return {title: text if reveal else shape(text) for title, text in one.payload.items() if text}


def _change(contract: Contract, one: Telling, change: Change, reveal: bool) -> str:
    before, after = (
        _seen(contract, change.column, value, reveal) or "nothing" for value in (change.before, change.after)
    )
    if one.what == "version":
        return f"{change.column}: {before} → {after}"
    return f"{change.column}: told {after}, {before} stands"


def _seen(contract: Contract, column: str, value: object, reveal: bool) -> str | None:
    if value is None:
        return None
    text = value.astimezone(HANOI).isoformat() if isinstance(value, datetime) else str(value)
    return text if reveal or contract.column(column).classification == "public" else shape(text)


def _delivery(one: Delivery) -> str:
    return f"{one.business_day} version {one.version} ({one.delivery_id}, {one.state})"


def _moment(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
