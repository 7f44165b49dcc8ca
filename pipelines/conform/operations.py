"""The operations a layout may name in `as:`. None of them guesses: what one cannot map stays as the supplier wrote it.

| `as:` | options | the column becomes |
|---|---|---|
| `text` | | canonical text: NFC, one tone placement, single spaces; empty is NULL |
| `name` | | a person's name: canonical, words all in small or all in capital letters capitalised |
| `digits` | `pad_to`, `lost_zeros`, `separators` | digits as text; up to `lost_zeros` leading zeros that a number cell could not hold are put back, to the length `pad_to`; characters in `separators` are left out |
| `code` | `codes: {theirs: ours}` | our code; every code of theirs must be listed |
| `date` | `formats` (or `format`) | a DATE; `iso` (default), `excel_serial`, or like `'%d/%m/%Y'` |
| `birth_year` | `precision` | the year of yyyymmdd, of yyyymm00 and of yyyy0000 |
| `birth_on` | `precision`, `full`, `partial` | the day of yyyymmdd where the supplier's column named by `precision` says that all of it is known (`full`, default 0); NULL where only year or month are (`partial`, default 1 and 2) |
| `instant` | `formats` (or `format`) | a TIMESTAMPTZ; `iso` (default; the offset counts where there is one), `iso_day` (a day alone is its first moment), `excel_serial`, or like `'%d/%m/%Y %H:%M:%S'`; Hanoi's time where the text has no offset |
| `integer` | | a whole number |
| `vnd` | | an amount in đồng; dots stand between groups of three digits |
| `constant` | `value` | the same for all records; it has no `from:` |
"""  # noqa: E501  # a table row is one line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.conform.options import Options
from pipelines.conform.times import DAY_NAMES, INSTANT_NAMES, are_ambiguous, day_sql, instant_sql
from pipelines.contract import Column, ColumnMapping
from warehouse.sql import literal, quoted


@dataclass(frozen=True)
class Conformed:
    """What becomes of one column, as SQL over the table alias `raw`.

    Attributes:
        source: the supplier's text; `NULL` for a constant.
        mapped: the value, NULL where the text cannot be mapped.
        is_unknown: the condition under which NULL is the right value of a text that is not empty, or None.
    """

    source: str
    mapped: str
    is_unknown: str | None = None


@dataclass(frozen=True)
class _Operation:
    types: tuple[str, ...]
    build: Callable[[str, Options], str | tuple[str, str]]
    is_constant: bool = False


def conformed(mapping: ColumnMapping, column: Column) -> Conformed:
    """What a column mapping means.

    Raises:
        ContractFailure: there is no such operation, it cannot fill this column, or its options are not as they must be.
    """
    options = Options(mapping)
    operation = _OPERATIONS.get(mapping.op)
    if operation is None:
        raise options.wrong(f"names no operation there is ({', '.join(_OPERATIONS)})")
    if operation.types and column.type not in operation.types:
        raise options.wrong(f"cannot fill a column of type {column.type}")
    if operation.is_constant != (mapping.source is None):
        raise options.wrong("must have no `from:`" if operation.is_constant else "needs `from:`")
    source = "NULL" if mapping.source is None else f"raw.{quoted(mapping.source)}"
    try:
        built = operation.build(source, options)
    except ValueError as reason:
        raise options.wrong(str(reason)) from None
    options.finish()
    mapped, is_unknown = built if isinstance(built, tuple) else (built, None)
    return Conformed(source, f"TRY_CAST({mapped} AS {column.type})", is_unknown)


def _tried(source: str, read: Callable[[str], str]) -> str:
    """First as it is, which is nearly always enough; then in canonical form, in case of odd spaces or characters."""
    return f"coalesce({read(source)}, {read(f'canonical({source})')})"


def _digits(source: str, options: Options) -> str:
    width, lost = options.take_number("pad_to", 0), options.take_number("lost_zeros", 0)
    separators = literal(options.take_text("separators")) if options.has("separators") else None

    def read(text: str) -> str:
        digits = f"whole_digits({text})"
        if separators:
            digits = f"coalesce({digits}, whole_digits(translate({text}, {separators}, '')))"
        return f"padded_digits({digits}, {width}, {lost})" if lost else digits

    return _tried(source, read)


def _code(source: str, options: Options) -> str:
    codes = options.take_codes("codes")
    plain = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in codes.items())
    tidy = " ".join(f"WHEN canonical({literal(theirs)}) THEN {literal(ours)}" for theirs, ours in codes.items())
    return f"coalesce(CASE {source} {plain} END, CASE canonical({source}) {tidy} END)"


def _first_of(source: str, forms: tuple[str, ...], sql: Callable[[str, str], str]) -> str:
    if are_ambiguous(forms):
        raise ValueError("has formats that read one text in two ways")
    return _tried(source, lambda text: f"coalesce({', '.join(sql(text, form) for form in forms)})")


def _date(source: str, options: Options) -> str:
    return _first_of(source, options.take_texts("formats", "format", DAY_NAMES[:1]), day_sql)


def _instant(source: str, options: Options) -> str:
    return _first_of(source, options.take_texts("formats", "format", INSTANT_NAMES[:1]), instant_sql)


def _birth_year(source: str, options: Options) -> str:
    options.take_text("precision")
    return _tried(source, lambda text: f"birth_year_of({text})")


def _birth_on(source: str, options: Options) -> tuple[str, str]:
    precision = f"canonical(raw.{quoted(options.take_text('precision'))})"
    full = ", ".join(literal(code) for code in options.take_texts("full", "", ("0",)))
    partial = ", ".join(literal(code) for code in options.take_texts("partial", "", ("1", "2")))
    read = _tried(source, lambda text: f"birth_day_of({text})")
    said_unknown = f"{precision} IN ({partial}) AND regexp_full_match(canonical({source}), '[0-9]{{6}}00')"
    return f"CASE WHEN {precision} IN ({full}) THEN {read} END", said_unknown


def _constant(_: str, options: Options) -> str:
    return literal(options.take_text("value"))


_TEXT, _WHOLE = ("VARCHAR",), ("INTEGER", "BIGINT")

_OPERATIONS = {
    "text": _Operation(_TEXT, lambda source, _: f"canonical({source})"),
    "name": _Operation(_TEXT, lambda source, _: f"person_name({source})"),
    "digits": _Operation(_TEXT, _digits),
    "code": _Operation((), _code),
    "date": _Operation(("DATE",), _date),
    "birth_year": _Operation(("INTEGER",), _birth_year),
    "birth_on": _Operation(("DATE",), _birth_on),
    "instant": _Operation(("TIMESTAMPTZ",), _instant),
    "integer": _Operation(_WHOLE, lambda source, _: _tried(source, lambda text: f"whole_number({text})")),
    "vnd": _Operation(_WHOLE, lambda source, _: _tried(source, lambda text: f"vnd_amount({text})")),
    "constant": _Operation((), _constant, is_constant=True),
}

OPERATIONS = tuple(_OPERATIONS)
"""The names of all operations."""
