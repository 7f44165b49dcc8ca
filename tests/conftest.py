"""Which tests run in one process after another, and in which order, when several processes share them."""

from __future__ import annotations

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/crash/": "one city and its journeys",
    "tests/docs/test_how_to.py": "the tutorial walked",
    "tests/docs/test_tutorial.py": "the tutorial walked",
    "tests/docs/test_read_the_publication.py": "the tutorial walked",
    "tests/integration/decisions/": "a city decided on",
    "tests/integration/explain/": "a city explained",
    "tests/unit/publish/test_contents.py": "homes of the publication",
    "tests/unit/publish/test_mending.py": "homes of few feeds",
    "tests/unit/publish/test_publish.py": "homes of few feeds",
    "tests/unit/marts/test_withheld_cells.py": "homes of the publication",
    "tests/unit/marts/test_marts_equal_the_truth.py": "homes of the publication",
    "tests/unit/verify/": "homes of few feeds",
}
"""Files whose tests need the same costly thing; every other file is by itself."""

HEAVY = (
    "one city and its journeys",
    "the tutorial walked",
    "tests/dags/test_nights.py",
    "tests/integration/test_every_feed_survives_its_suppliers.py",
    "homes of the publication",
    "homes of few feeds",
)
"""Groups that take long begin first, so that none is left when everything else is done."""


class TogetherScheduling(LoadScopeScheduling):
    """Gives each process one group of tests after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


FEW_FEEDS = "population.citizen, insurance.card, procedures.dossier"
"""One feed of HTTP, one of a database, one of files in four kinds; two of changes, one snapshot."""

FEW_SUPPLIERS = "bca, bhxh, d001, d002, d003, d005, d016, d021, d268, d269, d275, d276, d278, d279, d280, snv, sxd"
"""Two or three desks of each kind of file, the ones the tests speak of among them."""

FEWEST_SUPPLIERS = "bca, bhxh, d001, d005, d016, d275, d278, snv, sxd"
"""One desk of each kind of file: under Airflow every supplier is a task of its own."""

WITH_FEWEST_SUPPLIERS = (
    "tests/dags/",
    "tests/docs/test_how_to.py",
    "tests/docs/test_read_the_publication.py",
    "tests/docs/test_tutorial.py",
)
WITH_FEW_SUPPLIERS = (
    "tests/crash/",
    "tests/integration/",
    "tests/unit/benchmarks/",
    "tests/unit/publish/test_mending.py",
    "tests/unit/publish/test_publish.py",
    "tests/unit/verify/",
)
WITH_FEW_FEEDS = (*WITH_FEW_SUPPLIERS, "tests/dags/", "tests/docs/")
WITH_ALL = (
    "tests/dags/test_shape.py",
    "tests/integration/test_campaign_is_backfilled.py",
    "tests/integration/test_every_feed_survives_its_suppliers.py",
    "tests/integration/test_nights_across_2025.py",
    "tests/integration/test_nights_equal_the_truth.py",
    "tests/integration/test_the_city_reproduces_its_conference.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests that make whole nights collect few feeds from few suppliers, but for those that are about all of them."""
    own, name = item.get_closest_marker("feeds"), item.nodeid
    few_feeds = FEW_FEEDS if name.startswith(WITH_FEW_FEEDS) and not name.startswith(WITH_ALL) else None
    _choose("CITYDB_FEEDS", own.args[0] if own else few_feeds)
    _choose("CITYDB_SUPPLIERS", None if name.startswith(WITH_ALL) else _suppliers_of(name))


def _suppliers_of(name: str) -> str | None:
    if name.startswith(WITH_FEWEST_SUPPLIERS):
        return FEWEST_SUPPLIERS
    return FEW_SUPPLIERS if name.startswith(WITH_FEW_SUPPLIERS) else None


def _choose(variable: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = value


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> TogetherScheduling:
    """The groups of `TOGETHER` instead of marks: pytest 9.2 knows nothing any more of what xdist's marks rest on."""
    return TogetherScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Heavy groups begin."""
    order = {group: place for place, group in enumerate(HEAVY)}
    items.sort(key=lambda item: order.get(group_of(item.nodeid), len(order)))


def group_of(nodeid: str) -> str:
    """The group a test belongs to."""
    file = nodeid.split("::")[0]
    return next((group for start, group in TOGETHER.items() if file.startswith(start)), file)
