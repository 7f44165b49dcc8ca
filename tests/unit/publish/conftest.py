"""Homes for the tests of the publication."""

import pytest

from tests.unit.publish.homes import Homes, copy_of, homes


@pytest.fixture
def made(tmp_path_factory) -> Homes:
    return homes(tmp_path_factory.getbasetemp())


@pytest.fixture
def first_published(made, tmp_path):
    """One night, published."""
    return copy_of(made.first_published, tmp_path / "home")


@pytest.fixture
def second_settled(made, tmp_path):
    """Two nights, of which the first is published."""
    return copy_of(made.second_settled, tmp_path / "home")


@pytest.fixture
def published(made, tmp_path):
    """Two nights, both published."""
    return copy_of(made.published, tmp_path / "home")
