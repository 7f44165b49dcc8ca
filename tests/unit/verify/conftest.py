"""A published home for the tests of the verification: one that the tests of the publication use too."""

import pytest

from tests.unit.publish.homes import Homes, copy_of, homes


@pytest.fixture
def made(tmp_path_factory) -> Homes:
    return homes(tmp_path_factory.getbasetemp())


@pytest.fixture
def published(made, tmp_path):
    """Two nights, both published."""
    return copy_of(made.published, tmp_path / "home")
