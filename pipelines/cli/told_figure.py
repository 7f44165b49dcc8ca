"""A figure's story as a person reads it and as a document: its rows, its meaning, the deliveries behind it."""

from __future__ import annotations

from pipelines.cli.voice import Voice
from pipelines.explain import Figure
from pipelines.explain.figure import Share

_ROWS, _LACKING = 20, 30
"""How many rows of each kind a table has room for; the document has all."""


def show_figure(voice: Voice, found: Figure) -> None:
    """Tables of the rows, of what stands behind them and of what is lacking."""
    _show_rows(voice, found)
    if any(row.get("is_suppressed") for row in found.rows):
        voice.say("An empty figure is withheld: it is too small, or a total would give a small one away.")
    for text in found.definitions.values():
        voice.say(text + "\n")
    behind: list[list[object]] = [
        [one.feed, "newest day" if one.is_newest_only else "all days", share.supplier, *_summed(share)]
        for one in found.behind
        for share in one.shares
    ]
    if behind:
        columns = ["feed", "counted", "supplier", "first", "last", "deliveries", "records", "open", "newest delivery"]
        voice.rows(f"Behind it, up to {found.day}", columns, behind, numbers="deliveries records open")
    for one in found.behind:
        if not one.shares:
            voice.say(f"{one.feed}: {'nothing was due or came' if one.is_known else 'there is no such feed yet'}.")
    _show_lacking(voice, found)


def figure_document(source: str, found: Figure) -> dict[str, object]:
    """The same for machines, with every delivery."""
    return {
        "source": source,
        "mart": found.mart,
        "as_of": found.day,
        "definitions": dict(found.definitions),
        "columns": [
            {"column": name, "name_vi": name_vi, "meaning": meaning}
            for name, (name_vi, meaning) in found.columns.items()
        ],
        "rows": list(found.rows),
        "behind": [
            {
                "feed": one.feed,
                "is_known": one.is_known,
                "is_newest_only": one.is_newest_only,
                "suppliers": [
                    {
                        "supplier": share.supplier,
                        "records": share.records,
                        "open_items": share.open_items,
                        "deliveries": [vars(delivery) for delivery in share.deliveries],
                        "lacking": [vars(lacking) for lacking in share.lacking],
                    }
                    for share in one.shares
                ],
            }
            for one in found.behind
        ],
    }


def _show_rows(voice: Voice, found: Figure) -> None:
    if len(found.rows) == 1:
        (row,) = found.rows
        told: list[list[object]] = [[name, row[name], *found.columns[name]] for name in row]
        voice.rows(f"mart.{found.mart}", ["column", "value", "name", "meaning"], told)
        return
    rows: list[list[object]] = [list(row.values()) for row in found.rows[:_ROWS]]
    voice.rows(f"mart.{found.mart}", list(found.columns), rows)
    if len(found.rows) > _ROWS:
        voice.say(f"{_ROWS} of {len(found.rows)} rows are shown.")


def _summed(share: Share) -> list[object]:
    if not share.deliveries:
        return [None, None, 0, 0, 0, None]
    first, last = share.deliveries[0], share.deliveries[-1]
    return [
        first.business_day,
        last.business_day,
        len(share.deliveries),
        share.records,
        share.open_items,
        last.delivery_id,
    ]


def _show_lacking(voice: Voice, found: Figure) -> None:
    rows: list[list[object]] = [
        [one.feed, share.supplier, lacking.business_day, lacking.state, lacking.reason]
        for one in found.behind
        for share in one.shares
        for lacking in share.lacking
    ]
    if rows:
        voice.rows("Not in it: missing or refused", ["feed", "supplier", "day", "state", "reason"], rows[:_LACKING])
    if len(rows) > _LACKING:
        voice.say(f"{_LACKING} of {len(rows)} are shown; --json has all.")
