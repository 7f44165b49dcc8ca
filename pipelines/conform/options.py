"""The options a layout writes beside an operation, taken one by one, so that no mistake in them goes unnoticed."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.contract import ColumnMapping
from pipelines.errors import ContractFailure


class Options:
    """The options of one column mapping; `finish` tells when all have been taken."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._mapping = mapping
        self._left = dict(mapping.options)

    def has(self, key: str) -> bool:
        """Whether an option is there and has not been taken."""
        return key in self._left

    def take_text(self, key: str) -> str:
        """A text that must be there.

        Raises:
            ContractFailure: it is missing or empty.
        """
        value = self._left.pop(key, None)
        if value is None or isinstance(value, list | dict) or not str(value):
            raise self.wrong(f"needs `{key}:`")
        return str(value)

    def take_number(self, key: str, default: int) -> int:
        """A whole number, not negative.

        Raises:
            ContractFailure: it is something else.
        """
        value = self._left.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(f"needs a whole number in `{key}:`")
        return value

    def take_texts(self, key: str, singular: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, or one text under the singular.

        Raises:
            ContractFailure: it is no list, or empty.
        """
        if singular in self._left:
            return (self.take_text(singular),)
        value = self._left.pop(key, list(default))
        if not isinstance(value, list) or not value:
            raise self.wrong(f"needs a list in `{key}:`")
        return tuple(str(item) for item in value)

    def take_codes(self, key: str) -> Mapping[str, str]:
        """Texts by text.

        Raises:
            ContractFailure: it is no mapping, or empty.
        """
        value = self._left.pop(key, None)
        if not isinstance(value, dict) or not value:
            raise self.wrong(f"needs a mapping in `{key}:`")
        return {str(theirs): str(ours) for theirs, ours in value.items()}

    def finish(self) -> None:
        """Nothing more is taken.

        Raises:
            ContractFailure: an option is left, which the operation does not know.
        """
        if self._left:
            raise self.wrong(f"has the unknown option {', '.join(sorted(self._left))}")

    def wrong(self, what: str) -> ContractFailure:
        """The error that names column and operation."""
        return ContractFailure(
            f"The column {self._mapping.column} (as: {self._mapping.op}) {what}.",
            next_step="The operations and their options stand in pipelines/conform/operations.py.",
        )
