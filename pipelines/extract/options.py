"""The format block of a layout, read key by key, so that a mistake in it is named and not guessed at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.contract import Layout
from pipelines.extract.failures import WrongSettings


class Options:
    """What a layout says in its format block, or in a part of it.

    Args:
        layout: whose block it is, for messages.
        block: the keys and values.
        path: the names that lead to the block.
    """

    def __init__(self, layout: Layout, block: Mapping[str, Any] | None = None, path: str = "") -> None:
        self._layout = layout
        self._block: Mapping[str, Any] = layout.options if block is None else block
        self._path = path or layout.format

    def text(self, key: str, default: str | None = None) -> str:
        """A text.

        Raises:
            WrongSettings: it is missing and has no default, or is no text.
        """
        value = self._block.get(key, default)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, "is missing or no text")
        return value

    def optional(self, key: str) -> str | None:
        """A text, or None when it is not there.

        Raises:
            WrongSettings: it is there and no text.
        """
        return self.text(key) if self._block.get(key) is not None else None

    def number(self, key: str, default: float) -> float:
        """A number that is not negative.

        Raises:
            WrongSettings: it is something else.
        """
        value = self._block.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self.wrong(key, "is no number")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when it is not there; numbers in it are taken as text.

        Raises:
            WrongSettings: it is something else.
        """
        value = self._block.get(key, ())
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise self.wrong(key, "is no list")
        return tuple(str(item) for item in value)

    def mapping(self, key: str) -> Mapping[str, str]:
        """Texts by name, empty when it is not there.

        Raises:
            WrongSettings: it is something else.
        """
        value = self._block.get(key, {})
        if not isinstance(value, Mapping):
            raise self.wrong(key, "is no mapping")
        return {str(name): str(text) for name, text in value.items()}

    def part(self, key: str) -> Options:
        """A block within the block.

        Raises:
            WrongSettings: it is missing or no block.
        """
        value = self._block.get(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key, "is missing or no block")
        return Options(self._layout, value, f"{self._path}.{key}")

    def wrong(self, key: str, what: str) -> WrongSettings:
        """The error that names a key of this block."""
        return WrongSettings(
            f"{self._path}.{key} of the layout {self._layout.name} {what}.",
            where=f"{self._layout.feed}, layout {self._layout.name}",
            next_step="Compare it with a layout of the same format.",
        )
