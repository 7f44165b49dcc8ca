"""Which deliveries count for a figure, and what is lacking in it, story by story."""

from __future__ import annotations

from datetime import date

from pipelines.explain import explain_figure
from pipelines.explain.figure import Share
from tests.unit.marts.city import CARDS, CITIZENS, DOSSIERS, City

FIRST, SECOND, THIRD = (date(2024, 1, day) for day in (15, 16, 17))
TABLES = """
CREATE SCHEMA published.ops;
CREATE TABLE published.ops.delivery AS FROM ops.delivery;
CREATE SCHEMA published.publication;
CREATE TABLE published.publication.about AS SELECT $day::DATE AS business_day;
"""


def shares(city: City, day: date, mart: str, *asked: str) -> dict[tuple[str, str], Share]:
    """What stands behind a figure of a day's publication, by feed and supplier."""
    city.build(day)
    city.con.execute(TABLES.replace("$day", f"DATE '{day}'"))
    city.con.execute("USE published")
    found = explain_figure(city.con, mart, asked)
    city.con.execute("USE city")
    return {(behind.feed, share.supplier): share for behind in found.behind for share in behind.shares}


def lacking(share: Share) -> list[tuple[date, str]]:
    return [(one.business_day, one.state) for one in share.lacking]


def test_a_day_a_register_missed_is_made_up_for_by_the_next_but_not_one_of_changes(city: City) -> None:
    for feed, supplier in ((CARDS, "bhxh"), (CITIZENS, "bca")):
        for day in (FIRST, SECOND, THIRD):
            city.owe(feed, day, [supplier])
        city.deliver(feed, supplier, SECOND, counts=(0, 0, 0, 5))
    found = shares(city, THIRD, "project06_scorecard", "insurance_synchronised")
    assert lacking(found[CARDS, "bhxh"]) == [(THIRD, "missing")]
    assert lacking(found[CITIZENS, "bca"]) == [(FIRST, "missing"), (THIRD, "missing")]


def test_a_supplier_of_whom_nothing_ever_came_is_lacking_on_all_its_days(city: City) -> None:
    for day in (FIRST, SECOND):
        city.owe(CARDS, day, ["bhxh"])
    share = shares(city, SECOND, "project06_scorecard", "insurance_synchronised")[CARDS, "bhxh"]
    assert share.deliveries == ()
    assert lacking(share) == [(FIRST, "missing"), (SECOND, "missing")]


def test_a_refused_correction_is_lacking_while_the_version_before_it_counts(city: City) -> None:
    city.owe(DOSSIERS, FIRST, ["d001"])
    standing = city.deliver(DOSSIERS, "d001", FIRST, counts=(1, 0, 2, 5))
    city.deliver(DOSSIERS, "d001", FIRST, version=2, state="refused", refused_because="no bytes")
    share = shares(city, FIRST, "project06_scorecard", "dossier_on_time_share")[DOSSIERS, "d001"]
    assert [one.delivery_id for one in share.deliveries] == [standing]
    assert (share.records, share.open_items) == (5, 3)
    assert [(one.state, one.reason) for one in share.lacking] == [("refused", "no bytes")]


def test_what_came_for_later_days_is_not_behind_a_publication(city: City) -> None:
    for day in (FIRST, SECOND, THIRD):
        city.owe(CARDS, day, ["bhxh"])
    city.deliver(CARDS, "bhxh", FIRST)
    city.deliver(CARDS, "bhxh", SECOND)
    share = shares(city, FIRST, "project06_scorecard", "insurance_synchronised")[CARDS, "bhxh"]
    assert [one.business_day for one in share.deliveries] == [FIRST]
    assert lacking(share) == []


def test_what_gave_way_or_was_withdrawn_is_behind_nothing(city: City) -> None:
    city.owe(DOSSIERS, FIRST, ["d001"])
    city.deliver(DOSSIERS, "d001", FIRST, state="superseded")
    city.deliver(DOSSIERS, "d001", FIRST, version=2, state="withdrawn")
    standing = city.deliver(DOSSIERS, "d001", FIRST, version=3)
    share = shares(city, FIRST, "delivery_quality", "supplier=d001")[DOSSIERS, "d001"]
    assert [one.delivery_id for one in share.deliveries] == [standing]


def test_rows_of_several_suppliers_and_days_do_not_mix(city: City) -> None:
    for day in (FIRST, SECOND):
        city.owe(DOSSIERS, day, ["d001", "d002"])
    city.deliver(DOSSIERS, "d001", FIRST)
    city.deliver(DOSSIERS, "d002", SECOND)
    found = shares(city, SECOND, "delivery_quality_day", "state=loaded")
    told = {supplier: [one.business_day for one in share.deliveries] for (_, supplier), share in found.items()}
    assert told == {"d001": [FIRST], "d002": [SECOND]}
    assert [lacking(share) for share in found.values()] == [[], []]
