"""Where a command gets what everything below takes as arguments: settings, instants, business days, ids of runs."""

from __future__ import annotations

import getpass
import os
from collections.abc import Sequence
from datetime import date, datetime
from secrets import token_hex
from typing import Annotated

import typer

from pipelines import clock
from pipelines.contract import feeds, suppliers_of, suppliers_of_any
from pipelines.errors import UsageFailure
from pipelines.settings import Settings

Day = Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="The business day.")]
From = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="The first business day.")]
To = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="The last business day, included.")]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="INSTANT",
        help="The instant the run is taken to happen at: 2024-01-16T02:00, or 02:00 for that hour of the day after "
        "each business day. Default: now.",
    ),
]
Supplier = Annotated[str | None, typer.Option("--supplier", metavar="NAME", help="This supplier alone, e.g. d001.")]
Feed = Annotated[str | None, typer.Option("--feed", metavar="FEED", help="This feed alone, e.g. insurance.card.")]


def settings() -> Settings:
    """The installation this process works for."""
    return Settings.from_environment(os.environ)


def now() -> datetime:
    """This instant, UTC."""
    return clock.now()


def who() -> str:
    """The account a decision is written down under."""
    return getpass.getuser()


def new_run(what: str) -> str:
    """An id for a run that a person starts."""
    return f"{what}-{clock.now():%Y%m%dT%H%M%S}-{token_hex(2)}"


def asked_days(day: str | None, first: str | None, last: str | None) -> list[date]:
    """The business days a command was asked for; the newest one that is over when it was asked for none.

    Raises:
        UsageFailure: both ways of asking are mixed, one end is missing, or the range is empty.
    """
    if day is not None and (first or last):
        raise UsageFailure("--day and --from/--to were given together.", next_step="Give one of them.")
    if day is not None:
        return [clock.parse_day(day)]
    begin, end = asked_range(first, last)
    if begin is None and end is None:
        return [clock.business_day_of(clock.now())]
    if begin is None or end is None:
        raise UsageFailure("A range has two ends.", next_step="Give both --from and --to.")
    return clock.days(begin, end)


def asked_range(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """The first and last business day a command was asked for; an end that was not named is None.

    Raises:
        UsageFailure: an end cannot be read, or the range is empty.
    """
    begin, end = (None if text is None else clock.parse_day(text) for text in (first, last))
    if begin and end and end < begin:
        raise UsageFailure(f"There is no day from {first} to {last}.", next_step="Give the earlier day first.")
    return begin, end


def instants(days: Sequence[date], at: str | None) -> list[tuple[date, datetime]]:
    """Each business day with the instant its run is taken to happen at.

    Raises:
        UsageFailure: `at` cannot be read, or lies before the end of a business day.
    """
    return clock.nights(days, at, clock.now())


def known_feed(feed: str) -> str:
    """The feed, when there is such a one.

    Raises:
        UsageFailure: there is none.
    """
    if feed not in feeds():
        raise UsageFailure(f"There is no feed '{feed}'.", next_step=f"Feeds are: {', '.join(feeds())}.")
    return feed


def known_supplier(feed: str, supplier: str | None, day: date) -> str | None:
    """The supplier, when it owes the feed for that business day.

    Raises:
        UsageFailure: it does not, or nobody does.
    """
    owing = suppliers_of(feed, day)
    if not owing:
        raise UsageFailure(f"Nobody owes {feed} for {day}.", next_step="docs/reference/feeds.md tells when it is due.")
    if supplier is not None and supplier not in owing:
        raise UsageFailure(f"{supplier} owes no {feed} for {day}.", next_step=f"Its suppliers are: {', '.join(owing)}.")
    return supplier


def known_supplier_of_any(chosen: Sequence[str], supplier: str | None, asked: Sequence[date]) -> str | None:
    """The supplier, when it owes one of the feeds for one of the business days.

    Raises:
        UsageFailure: it does not.
    """
    if supplier is not None and supplier not in suppliers_of_any(chosen, asked):
        raise UsageFailure(
            f"{supplier} owes none of {', '.join(chosen)} for {asked[0]} to {asked[-1]}.",
            next_step=f"Suppliers of {chosen[0]}: {', '.join(suppliers_of_any(chosen[:1], asked))}.",
        )
    return supplier
