"""The commands of the guides for engineers work in the city the tutorial leaves behind."""

from __future__ import annotations

import os

import pytest

from pipelines.settings import REPOSITORY
from tests.docs.conftest import Walked
from tests.docs.session import walk

LONG = [pytest.param(guide, marks=pytest.mark.slow) for guide in ("decide-on-a-delivery", "explain")]


@pytest.mark.parametrize("guide", ["send-errors-to-a-supplier", "backfill", *LONG])
def test_every_command_of_a_guide_ends_well(walked: Walked, guide: str) -> None:
    page = REPOSITORY / "docs" / "how-to" / f"{guide}.md"
    chosen = {name: os.environ[name] for name in ("CITYDB_FEEDS", "CITYDB_SUPPLIERS")}
    answers = walk(page, walked.home.parent, {"CITYDB_HOME": str(walked.home), **chosen})
    assert [(a.command, a.code, a.said[-600:]) for a in answers if a.code != a.expected_code] == []
    assert answers
