"""The tutorial's hour, walked once for all tests that need its answers or the city it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY
from tests.docs.session import Answer, walk

TUTORIAL = REPOSITORY / "docs" / "tutorial.md"


@dataclass(frozen=True)
class Walked:
    """What the tutorial left.

    Attributes:
        answers: what each of its commands said.
        home: the `CITYDB_HOME` it chose.
    """

    answers: list[Answer]
    home: Path


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("tutorial")
    home = folder / "var" / "tutorial"
    try:
        yield Walked(walk(TUTORIAL, folder), home)
    finally:
        citydb = Path(sys.executable).with_name("citydb")
        subprocess.run(
            [citydb, "suppliers", "down"],
            env={**os.environ, "CITYDB_HOME": str(home)},
            capture_output=True,
            timeout=120,
            check=False,
        )
