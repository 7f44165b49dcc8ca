"""The simulated suppliers' part of `suppliers.toml`: a marked block; what a person wrote outside it stays and wins."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pipelines.errors import ContractFailure
from pipelines.land.durable import write_whole

BEGIN = "# --- simulated suppliers: written by `citydb suppliers up`, changes between these lines are lost ---"
END = "# --- end of simulated suppliers ---"


def write_entries(path: Path, entries: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Put the entries into the file, but for those a person has written, and tell which are in.

    Raises:
        ContractFailure: the file is no TOML.
    """
    own = _own_part(path.read_text(encoding="utf-8")) if path.exists() else ""
    try:
        taken = set(tomllib.loads(own))
    except tomllib.TOMLDecodeError as reason:
        raise ContractFailure(
            f"The list of suppliers cannot be read: {reason}.",
            where=str(path),
            next_step="Mend the file, then try again.",
        ) from None
    written = {name: facts for name, facts in entries.items() if name not in taken}
    block = "\n".join(f"[{name}]\n{_lines(facts)}" for name, facts in written.items())
    write_whole(path, f"{own.rstrip()}\n\n{BEGIN}\n{block}{END}\n".lstrip().encode(), mode=0o666)
    return tuple(written)


def _own_part(text: str) -> str:
    before, begin, rest = text.partition(BEGIN)
    return before + rest.partition(END)[2] if begin else text


def _lines(facts: Mapping[str, str]) -> str:
    return "".join(f'{key} = "{value}"\n' for key, value in facts.items())
