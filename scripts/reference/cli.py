"""`cli.md`: every command as the program itself describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import typer

from scripts.reference.markdown import code, page, table

INTRODUCTION = """
Every command of the program `citydb`, as `citydb COMMAND --help` tells it. `make setup` puts the program into
`.venv/bin/`. All of them take `--help`; with `--json` they print one JSON document on standard output and nothing
else. Errors go to standard error and say what happened, where, and what to do next. What each command leaves behind
lies below `CITYDB_HOME`.
"""

Command = Any
"""A command of typer, whose own classes are no public interface; only names typer documents are used."""


def cli() -> str:
    """The page."""
    from pipelines.cli.program import app

    root = typer.main.get_command(app)
    return page("Commands", INTRODUCTION, [f"## What all commands share\n\n{root.epilog}", *_commands(root, "citydb")])


def _commands(group: Command, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield _command(command, f"{path} {name}")


def _command(command: Command, path: str) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    needed = [f"{one.opts[0]} {_value(one)}" for one in options if one.required]
    usage = " ".join([path, *needed, *(["[OPTIONS]"] if len(needed) < len(options) else []), *map(_place, arguments)])
    parts = [f"## {path}", command.help, f"```text\n{usage}\n```"]
    if arguments or options:
        rows = [_row(one) for one in [*arguments, *options]]
        parts.append(table(["argument or option", "meaning", "default"], rows))
    parts.append(f"```bash\n{_example(command, path)}\n```")
    return "\n\n".join(part.strip() for part in parts)


def _example(command: Command, path: str) -> str:
    before, found, example = str(command.epilog or "").partition("Example: ")
    if before or not found or not example.startswith(path):
        raise ValueError(f"{path} has no example of itself in its help.")
    return example


def _row(one: Command) -> list[str]:
    if one.param_type_name == "argument":
        return [code(_place(one)), one.help, "" if one.required else _default(one)]
    written = ", ".join(one.opts) if one.is_flag else f"{', '.join(one.opts)} {_value(one)}"
    again = " May be given several times." if one.multiple else ""
    return [code(written), one.help + again, "required" if one.required else _default(one)]


def _place(one: Command) -> str:
    name = str(one.metavar or one.name).upper()
    several = "…" if one.nargs == -1 else ""
    return f"{name}{several}" if one.required else f"[{name}{several}]"


def _value(one: Command) -> str:
    annotation = one.type_descriptor.annotation
    if one.metavar:
        return str(one.metavar)
    if get_origin(annotation) is Literal:
        return "|".join(get_args(annotation))
    return {int: "NUMBER", float: "NUMBER"}.get(annotation, "TEXT")


def _default(one: Command) -> str:
    return "" if one.default in (None, False, "") else code(one.default)
