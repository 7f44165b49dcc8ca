"""The facts of all feeds in a folder where a test may change them, e.g. by a new version of a contract."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import expectations.rules
from pipelines.contract import registry

Facts = dict[str, Any]


@contextmanager
def facts_of_all_feeds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of `pipelines/feeds` and of the suites, which the project reads for as long as the `with` lasts."""
    shutil.copytree(registry.FEEDS, folder / "feeds")
    rules = shutil.ignore_patterns("__pycache__", "*.py", "*.sql")
    shutil.copytree(expectations.rules.FOLDER, folder / "rules", ignore=rules)
    monkeypatch.setattr(registry, "FEEDS", folder / "feeds")
    monkeypatch.setattr(expectations.rules, "FOLDER", folder / "rules")
    registry.forget()
    yield folder
    registry.forget()


def new_version(
    facts: Path, table: str, version: str, valid_from: date, change: Callable[[list[Facts], list[Facts]], None]
) -> None:
    """Make a new version of a contract; `change` gets its columns and the mappings of each layout, to be changed."""
    feed = facts / "feeds" / table
    contract = yaml.safe_load((feed / "contract.odcs.yaml").read_text(encoding="utf-8"))
    earlier = feed / "earlier" / contract["version"]
    earlier.mkdir(parents=True)
    shutil.copy(feed / "contract.odcs.yaml", earlier)
    shutil.copytree(feed / "layouts", earlier / "layouts")
    suite = facts / "rules" / f"{table}.json"
    (facts / "rules" / "earlier").mkdir(exist_ok=True)
    shutil.copy(suite, facts / "rules" / "earlier" / f"{table}-{contract['version']}.json")
    contract["version"] = version
    for one in contract["customProperties"]:
        if one["property"] == "validFrom":
            one["value"] = valid_from.isoformat()
    files = sorted((feed / "layouts").glob("*.yaml"))
    layouts = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    change(contract["schema"][0]["properties"], [layout["columns"] for layout in layouts])
    for file, layout in zip((feed / "contract.odcs.yaml", *files), (contract, *layouts), strict=True):
        file.write_text(yaml.safe_dump(layout, allow_unicode=True, sort_keys=False), encoding="utf-8")
    registry.forget()
