"""A published home for the tests of the verification: the one that the tests of the publication use too."""

import pytest

from tests.unit.publish.homes import Homes, copy_of, homes


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Homes:
    return homes(tmp_path_factory.getbasetemp() / "homes of the publication")


@pytest.fixture
def published(made, tmp_path):
    """Two nights, both published."""
    return copy_of(made.published, tmp_path / "home")
