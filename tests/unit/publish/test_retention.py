from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.model import Publication, name_of
from pipelines.publish.retention import NEWEST, NEWEST_CORES, Weighed, outdated

ENDLESS = float("inf")


def publication(day, sequence=1):
    return Publication(name_of(day, sequence), day, Path("published") / name_of(day, sequence))


def shelf_of(days, city_bytes=10, core_bytes=100):
    return [Weighed(publication(day), city_bytes, core_bytes) for day in days]


def left(shelf, gone):
    return [one for one in shelf if one.publication not in gone.whole]


def weight(shelf, gone):
    return sum(one.city_bytes + one.core_bytes * (one.publication not in gone.cores) for one in left(shelf, gone))


@st.composite
def shelves(draw):
    days = draw(st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), min_size=1, max_size=60))
    shelf, counted = [], {}
    for day in days:
        counted[day] = counted.get(day, 0) + 1
        sizes = st.integers(0, 1000)
        shelf.append(Weighed(publication(day, counted[day]), draw(sizes), draw(sizes)))
    return shelf, draw(st.sampled_from(shelf)).publication


def test_of_sixty_nights_the_last_fourteen_and_each_months_last_stay_and_two_cores():
    days = [date(2024, 1, 2) + timedelta(days=n) for n in range(60)]  # to 1 March
    shelf = shelf_of(days)
    gone = outdated(shelf, publication(days[-1]), ENDLESS)
    assert [one.publication.day for one in left(shelf, gone)] == [date(2024, 1, 31), *days[-14:]]
    assert {one.publication.day for one in left(shelf, gone) if one.publication not in gone.cores} == set(days[-2:])


def test_the_last_of_a_month_is_its_last_sequence():
    days = [date(2024, 2, 1) + timedelta(days=n) for n in range(20)]
    shelf = [Weighed(publication(date(2024, 1, 31), n), 1, 0) for n in (1, 2)] + shelf_of(days)
    names = [one.publication.name for one in left(shelf, outdated(shelf, None, ENDLESS))]
    assert "2024-01-31-002" in names and "2024-01-31-001" not in names


def test_beyond_the_limit_cores_go_first_then_the_oldest_that_are_no_months_last():
    days = [date(2024, 1, 31), *(date(2024, 2, 1) + timedelta(days=n) for n in range(4))]
    shelf = shelf_of(days)
    assert outdated(shelf, publication(days[-1]), 250).whole == ()
    tight = outdated(shelf, publication(days[-1]), 150)
    assert {p.day for p in tight.cores} == set(days[:-1]) and tight.whole == ()
    tighter = outdated(shelf, publication(days[-1]), 130)
    assert [p.day for p in tighter.whole] == [date(2024, 2, 1), date(2024, 2, 2)]
    tightest = outdated(shelf, publication(days[-1]), 0)
    assert [one.publication.day for one in left(shelf, tightest)] == [days[-1]]


@given(shelves(), st.one_of(st.just(ENDLESS), st.integers(0, 20_000)))
def test_the_current_and_the_newest_publication_stay_whole_whatever_the_limit(made, limit):
    shelf, current = made
    newest = max(shelf, key=lambda one: one.publication.order).publication
    gone = outdated(shelf, current, limit)
    assert {current, newest}.isdisjoint((*gone.whole, *gone.cores))


@given(shelves(), st.integers(0, 20_000))
def test_the_limit_holds_or_nothing_but_the_current_and_the_newest_is_left(made, limit):
    shelf, current = made
    newest = max(shelf, key=lambda one: one.publication.order).publication
    gone = outdated(shelf, current, limit)
    assert weight(shelf, gone) <= limit or {one.publication for one in left(shelf, gone)} == {current, newest}


@given(shelves())
def test_without_a_limit_only_what_the_rules_do_not_keep_goes(made):
    shelf, current = made
    gone = outdated(shelf, current, ENDLESS)
    newest_first = sorted((one.publication for one in shelf), key=lambda one: one.order, reverse=True)
    assert not set(newest_first[:NEWEST]) & set(gone.whole)
    for removed in gone.whole:
        assert any(one.order > removed.order and one.day.month == removed.day.month for one in newest_first)
    cores = {one.publication for one in shelf if one.core_bytes} - set(gone.whole) - set(gone.cores)
    assert cores <= {*newest_first[:NEWEST_CORES], current}


@given(shelves(), st.integers(0, 20_000))
def test_pruning_twice_is_pruning_once(made, limit):
    shelf, current = made
    gone = outdated(shelf, current, limit)
    after = [
        Weighed(one.publication, one.city_bytes, 0 if one.publication in gone.cores else one.core_bytes)
        for one in left(shelf, gone)
    ]
    again = outdated(after, current, limit)
    assert again.whole == () and again.cores == ()
