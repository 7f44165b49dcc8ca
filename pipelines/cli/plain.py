"""Values as JSON can hold them, so that every parser takes what the program prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite


def document_of(facts: object) -> str:
    r"""The text of a JSON document.

    A number that is none or has no end (NaN, infinity) is null: JSON has no word for it. A blob is text, `\x` and two
    hexadecimal digits for each byte, which DuckDB casts back to the blob. Days, instants, exact decimals and whatever
    else JSON does not know are text.
    """
    return json.dumps(plain(facts), ensure_ascii=False, indent=1, default=str, allow_nan=False)


def plain(value: object) -> object:
    """The value, lists and objects within it included, without what JSON has no form for."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, bytes):
        return "".join(f"\\x{byte:02X}" for byte in value)
    if isinstance(value, Mapping):
        return {_name(key): plain(held) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(held) for held in value]
    return value


def _name(key: object) -> str:
    """The key of a map as text; a number keeps its own, so that `nan` and `inf` stay two keys."""
    if isinstance(key, bytes):
        return str(plain(key))
    return json.dumps(key) if isinstance(key, bool) or key is None else str(key)
