"""The commands that pages name are there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from pipelines.cli.program import app
from pipelines.settings import REPOSITORY
from tests.docs.markdown import PAGES, name_of

TARGET = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
COMMAND = re.compile(r"(?:^|`|/bin/)citydb ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)
HAND_WRITTEN = [page for page in PAGES if "reference" not in page.parts]


def commands() -> set[str]:
    root = typer.main.get_command(app)
    return {
        f"{name} {part}".strip()
        for name, command in root.commands.items()
        for part in ("", *getattr(command, "commands", ()))
    }


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=name_of)
def test_every_make_target_a_page_names_is_there(page: Path) -> None:
    for target in sorted(set(TARGET.findall(page.read_text(encoding="utf-8")))):
        ended = subprocess.run(["make", "-n", target], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0, f"make {target}: {ended.stderr}"


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=name_of)
def test_every_command_a_page_names_is_there(page: Path) -> None:
    known = commands()
    named = {match.groups(default="") for match in COMMAND.finditer(page.read_text(encoding="utf-8"))}
    groups = {name.split()[0] for name in known if " " in name}
    unknown = {
        name for name, part in named if name not in known or (name in groups and part and f"{name} {part}" not in known)
    }
    assert unknown == set()


def test_the_readme_s_way_to_all_commands_works() -> None:
    citydb = Path(sys.executable).with_name("citydb")
    ended = subprocess.run([citydb, "--help"], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0
    assert all(command.split()[0] in ended.stdout for command in commands())


def test_make_help_names_what_the_readme_names() -> None:
    told = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, timeout=60).stdout
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert all(f"make {target}" in told for target in TARGET.findall(readme))
