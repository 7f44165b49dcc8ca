"""Each package we ask for has a reason, and each package we import is one we ask for."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from pipelines.settings import REPOSITORY

OURS = {"pipelines", "expectations", "warehouse", "simulator", "dags", "tests", "scripts", "benchmarks", "citynight"}
IMPORT = re.compile(r"^\s*(?:from|import) ([a-zA-Z_][\w]*)", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name.strip(), maxsplit=1)[0]).lower()


def asked_for() -> set[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    return {normal(name) for name in (*project["dependencies"], *extras)}


def explained() -> list[str]:
    page = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
    return [normal(name) for name in re.findall(r"^\| `([^`]+)` \| \S", page, re.MULTILINE)]


def test_every_direct_dependency_has_its_reason_and_every_reason_its_dependency() -> None:
    reasons = explained()
    assert sorted(reasons) == sorted(set(reasons))
    assert set(reasons) == asked_for()


def test_what_is_imported_is_asked_for_by_name() -> None:
    folders = [REPOSITORY / name for name in sorted(OURS) if (REPOSITORY / name).is_dir()]
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    imported = {module for path in sources for module in IMPORT.findall(path.read_text(encoding="utf-8"))}
    foreign = imported - OURS - set(sys.stdlib_module_names) - _neighbours(sources)
    provided = packages_distributions()
    missing = {
        module
        for module in foreign
        if module in provided and not {normal(name) for name in provided[module]} & asked_for_with_parts()
    }
    assert missing == set()


def asked_for_with_parts() -> set[str]:
    """Airflow and the driver come in parts, and each is asked for as a whole."""
    return asked_for() | {"apache-airflow-core", "apache-airflow-task-sdk", "adbc-driver-manager"}


def _neighbours(sources: list[Path]) -> set[str]:
    return {path.stem for path in sources}
