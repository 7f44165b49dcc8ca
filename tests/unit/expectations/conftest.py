from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.validate.stage import write_reference


@pytest.fixture(scope="session")
def reference_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder with the reference tables of this version of the project."""
    folder = tmp_path_factory.mktemp("run")
    write_reference(folder)
    return folder
