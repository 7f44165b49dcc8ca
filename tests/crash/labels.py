"""Every crash point there is, found in the code, so that none is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pipelines.settings import REPOSITORY

PACKAGES = ("pipelines", "warehouse", "expectations", "simulator", "dags")


def places() -> list[tuple[str, str]]:
    """Each label with the place it stands at."""
    return sorted(_found())


def labels() -> list[str]:
    """Each label once."""
    return sorted({label for label, _ in _found()})


def _found() -> Iterator[tuple[str, str]]:
    for path in (path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "crash_point":
                (label,) = node.args
                assert isinstance(label, ast.Constant), f"{path}:{node.lineno}: a label stands as it is"
                yield str(label.value), f"{path.relative_to(REPOSITORY)}:{node.lineno}"
