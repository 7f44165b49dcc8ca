"""Which tests run in one process after another, and in which order, when several processes share them."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/crash/": "one city and its journeys",
    "tests/docs/test_how_to.py": "the tutorial walked",
    "tests/docs/test_tutorial.py": "the tutorial walked",
    "tests/docs/test_read_the_publication.py": "the tutorial walked",
}
"""Files whose tests need the same costly thing; every other file is by itself."""

HEAVY = ("one city and its journeys", "the tutorial walked", "tests/dags/test_nights.py")
"""Groups that take long begin first, so that none is left when everything else is done."""


class TogetherScheduling(LoadScopeScheduling):
    """Gives each process one group of tests after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


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
