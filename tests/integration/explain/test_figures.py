"""Where a figure comes from: the deliveries behind it, and what is not in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipelines.cli.told_figure import figure_document
from pipelines.contract import suppliers_of
from pipelines.explain import UnknownFigure
from pipelines.publish import current
from tests.feeds import deliveries_due
from tests.integration.conftest import FIRST, LAST
from tests.integration.explain.conftest import CARDS, CITIZENS, DOSSIERS, Home


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bogus"], "There is no mart 'bogus'"),
        (['coverage"; DROP TABLE mart.coverage'], "There is no mart"),
        (["mart.mart.coverage"], "There is no mart"),
        (["project06_scorecard", "bogus"], "no row with indicator 'bogus'"),
        (["insurance_sync", "bogus"], "does not say which column"),
        (["coverage", "bogus=1"], "coverage has no column 'bogus'"),
        (["coverage", "=1"], "coverage has no column ''"),
        (["coverage", "feed=x' OR 'x'='x"], "no row with feed"),
        (["coverage", f"feed={CARDS}", "area=population"], "No row of coverage has"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_figure_that_is_not_there_is_told_with_what_there_is(home: Home, arguments: list[str], says: str) -> None:
    with pytest.raises(UnknownFigure, match=re.escape(says)) as told:
        home.figure(*arguments)
    assert told.value.next_step


def test_of_a_register_the_newest_day_stands_behind_a_figure_and_of_changes_all_days(home: Home) -> None:
    found = home.figure("project06_scorecard", "insurance_synchronised")
    behind = {one.feed: [d.business_day for share in one.shares for d in share.deliveries] for one in found.behind}
    assert behind == {CARDS: [LAST], CITIZENS: [FIRST, LAST]}
    assert set(found.definitions) == {"project06_scorecard", "insurance_sync"}
    loaded = dict(home.ask(f"SELECT delivery_id, loaded FROM ops.delivery WHERE feed = '{CITIZENS}'"))
    (citizens,) = [one for one in found.behind if one.feed == CITIZENS]
    assert {d.delivery_id: d.records for share in citizens.shares for d in share.deliveries} == loaded


def test_a_figure_says_which_delivery_was_refused_and_counts_the_correction_alone(home: Home) -> None:
    (behind,) = home.figure("project06_scorecard", "dossier_on_time_share").behind
    shares = {share.supplier: share for share in behind.shares}
    assert set(shares) == set(suppliers_of(DOSSIERS, LAST))
    (refused,) = shares["d268"].lacking
    assert (refused.business_day, refused.state) == (LAST, "refused") and "cut off" in str(refused.reason)
    assert [one.business_day for one in shares["d268"].deliveries] == [FIRST]
    assert [(one.business_day, one.version) for one in shares["d016"].deliveries] == [(FIRST, 1), (LAST, 2)]
    assert [supplier for supplier, share in shares.items() if share.lacking] == ["d268"]


def test_a_person_reads_what_a_figure_means_what_it_is_made_of_and_what_is_not_in_it(home: Home) -> None:
    said = " ".join(home.citydb("figure", "project06_scorecard", "dossier_on_time_share").stdout.split())
    units = len(suppliers_of(DOSSIERS, LAST))
    assert "value" in said and f"{units - 1} of {units} units" in said
    assert "dossier_on_time: what the one-stop desks received" in said
    assert f"procedures.dossier all days d016 {FIRST} {LAST} 2" in said
    assert "Not in it: missing or refused feed supplier day state reason" in said
    assert f"procedures.dossier d268 {LAST} refused" in said


def test_a_row_of_one_district_is_made_of_that_districts_deliveries(home: Home) -> None:
    (behind,) = home.figure("mart.dossier_on_time", "district_code=001", f"business_day={FIRST}").behind
    assert [share.supplier for share in behind.shares] == ["d001"]


def test_the_deliveries_behind_a_row_of_quality_come_to_the_numbers_in_it(home: Home) -> None:
    rows = home.figure("delivery_quality").rows
    assert len(rows) == deliveries_due(LAST)
    for row in rows:
        (behind,) = home.figure("delivery_quality", f"feed={row['feed']}", f"supplier={row['supplier']}").behind
        (share,) = behind.shares
        assert (share.records, share.open_items) == (row["loaded"], row["open_items"])
        assert len(share.deliveries) + len(share.lacking) == row["due"]


def test_a_row_of_one_day_is_made_of_that_days_deliveries(home: Home) -> None:
    found = home.figure("coverage", f"business_day={FIRST}", f"feed={DOSSIERS}")
    (behind,) = found.behind
    assert {d.business_day for share in behind.shares for d in share.deliveries} == {FIRST}
    assert sum(1 for share in behind.shares if share.deliveries) == found.rows[0]["loaded"]


def test_a_feed_of_which_nothing_has_come_has_nothing_behind_it(home: Home) -> None:
    (behind,) = home.figure("project06_scorecard", "sipas_rank").behind
    assert (behind.feed, behind.is_known, behind.shares) == ("procedures.reform_index", True, ())


def test_what_is_withheld_stays_withheld(home: Home) -> None:
    rows = home.figure("insurance_sync", "is_suppressed=true").rows
    assert rows and all((row["cards"], row["matched"], row["matched_share"]) == (None, None, None) for row in rows)


def test_an_older_publication_is_explained_as_of_its_own_day_with_every_delivery(home: Home) -> None:
    ended = home.citydb("figure", "dossier_on_time", "--publication", f"{FIRST}-001", "--json")
    found = json.loads(ended.stdout)
    deliveries = [d for one in found["behind"] for share in one["suppliers"] for d in share["deliveries"]]
    ids = home.ask(f"SELECT delivery_id FROM ops.delivery WHERE feed = '{DOSSIERS}' AND business_day = DATE '{FIRST}'")
    assert found["as_of"] == str(FIRST)
    assert {d["delivery_id"] for d in deliveries} == {row[0] for row in ids}


def test_a_figures_story_names_nobody(home: Home) -> None:
    marts = home.ask("SELECT DISTINCT table_name FROM mart.dictionary WHERE schema_name = 'mart'", _city(home))
    told = [mart for (mart,) in marts if home.ask(f"FROM mart.{mart} LIMIT 1", _city(home))]
    said = "".join(json.dumps(figure_document("", home.figure(mart)), default=str) for mart in told)
    persons = home.ask("SELECT citizen_id, phone FROM history.population_citizen WHERE phone IS NOT NULL")
    assert persons and len(said) > 10_000
    assert [one for one in {text for person in persons for text in person} if one in said] == []


def _city(home: Home) -> Path:
    publication = current(home.settings)
    assert publication is not None
    return publication.city
