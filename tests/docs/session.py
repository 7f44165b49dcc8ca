"""A person at a shell who types what a page says, command by command, and keeps what was answered."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.docs.markdown import Block, blocks

EXPECTED_CODE = re.compile(r"#\s*exit code (\d+)\s*$")
MARK = "~~~ {} {}"
LONGEST_SECONDS = 570


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended.

    Attributes:
        block: the block it stands in.
        command: as the page has it.
        expected_code: the exit code the page tells of.
        code: the exit code it had; None when it was never run.
        said: standard output and standard error.
    """

    block: Block
    command: str
    expected_code: int
    code: int | None
    said: str


def walk(page: Path, folder: Path, extra: dict[str, str] | None = None) -> list[Answer]:
    """Type all commands of a page into one shell that begins in `folder`, with the program first in its PATH."""
    typed = [(block, command) for block in blocks(page, "bash") for command in commands(block.text)]
    script = "".join(f"{command}\nprintf '\\n{MARK.format(n, '%s')}\\n' $?\n" for n, (_, command) in enumerate(typed))
    tools = Path(sys.executable).parent
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "COLUMNS": "250",
        **(extra or {}),
    }
    ended = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    return _answers(typed, ended.stdout)


def commands(text: str) -> list[str]:
    """The commands of a block: one a line, a line that ends in a backslash goes on."""
    joined = text.replace("\\\n", " ")
    found = [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in found:
        shlex.split(line, comments=True)  # a command that is not whole cannot be typed alone
    return found


def _answers(typed: list[tuple[Block, str]], said: str) -> list[Answer]:
    answers, rest = [], said
    for number, (block, command) in enumerate(typed):
        told = EXPECTED_CODE.search(command)
        mark = re.search(rf"^{re.escape(MARK.format(number, ''))}(\d+)$\n?", rest, re.MULTILINE)
        code = int(mark[1]) if mark else None
        own, rest = (rest[: mark.start()], rest[mark.end() :]) if mark else (rest, "")
        answers.append(Answer(block, command, int(told[1]) if told else 0, code, own))
    return answers


def shows(said: str, shown: str) -> bool:
    """Whether what was said holds what a page shows: `…` stands for anything, and spacing and frames do not count."""
    wanted = [re.escape(_plain(part)).replace(r"\ ", " ") for part in shown.split("…")]
    return re.search(r".*?".join(wanted), _plain(said), re.DOTALL) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\u2500-\u257f]+", " ", text).split())
