"""Which tests run in one process after another, and in which order, when several processes share them."""

from __future__ import annotations

import pytest

HEAVY = ("tests/crash", "tutorial", "tests/dags/test_nights.py", "tests/property/test_history_order.py")
"""Groups that take long begin first, so that none is left when everything else is done."""


@pytest.hookimpl(tryfirst=True)  # before groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file stay together, and so do all that need one costly thing; heavy groups begin."""
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    order = {group: place for place, group in enumerate(HEAVY)}
    items.sort(key=lambda item: order.get(groups[item], len(order)))


def _group(item: pytest.Item) -> str:
    if "walked" in getattr(item, "fixturenames", ()):
        return "tutorial"
    file = item.nodeid.split("::")[0]
    return "tests/crash" if file.startswith("tests/crash/") else file
