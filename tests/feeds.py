"""The facts of all feeds in a folder where a test may change them, e.g. by a new version of a contract."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
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


def split_layout(facts: Path, table: str, name: str, on: date, new: str, change: Callable[[Facts], None]) -> None:
    """A layout ends before a day, and another one, which is the same but for a change, begins with it."""
    folder = facts / "feeds" / table / "layouts"
    old = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    successor = copy.deepcopy(old) | {"name": new, "days": {"from": on}}
    change(successor)
    for layout in (old | {"days": {"until": on - timedelta(days=1)}}, successor):
        text = yaml.safe_dump(layout, allow_unicode=True, sort_keys=False)
        (folder / f"{layout['name']}.yaml").write_text(text, encoding="utf-8")
    registry.forget()


def limit_layout(facts: Path, table: str, name: str, *, first: date | None = None, last: date | None = None) -> None:
    """A layout is for some days alone."""
    file = facts / "feeds" / table / "layouts" / f"{name}.yaml"
    ends = {end: day for end, day in (("from", first), ("until", last)) if day}
    layout = yaml.safe_load(file.read_text(encoding="utf-8")) | {"days": ends}
    file.write_text(yaml.safe_dump(layout, allow_unicode=True, sort_keys=False), encoding="utf-8")
    registry.forget()


def due_on(facts: Path, table: str, *weekdays: int) -> None:
    """A feed is owed on some days of the week alone."""
    file = facts / "feeds" / table / "contract.odcs.yaml"
    contract = yaml.safe_load(file.read_text(encoding="utf-8"))
    contract["customProperties"].append({"property": "dueOn", "value": [*weekdays]})
    file.write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False), encoding="utf-8")
    registry.forget()


def deliveries_due(*on: date) -> int:
    """How many deliveries all suppliers owe together for some days, of the feeds that are collected."""
    return sum(len(registry.suppliers_of(feed, day)) for feed in registry.collected() for day in on)
