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
| `hundredths` | | a number of at most two decimals, behind a comma or a dot, in hundredths: 89,58 is 8958 |
| `constant` | `value` | the same for all records; it has no `from:` |
| `absent` | | nothing: this supplier does not send the column; it has no `from:` |
"""  # noqa: E501  # a table row is one line

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipelines.conform.options import Options
from pipelines.conform.times import DAY_NAMES, INSTANT_NAMES, are_ambiguous, day_sql, instant_sql
from pipelines.contract import Column, ColumnMapping, Layout
from warehouse.sql import literal

Read = Callable[..., str]
"""SQL for what the texts named by its arguments become; NULL where they cannot be mapped."""


@dataclass(frozen=True)
class Conformed:
    """How one column is made.

    Attributes:
        titles: the supplier's titles it is made of, its own first; none for a constant.
        read: its value, of a text for each title.
        reads_as_it_came: whether the text is worth trying before it is made canonical.
        is_unknown: the condition under which NULL is the right value of a text that is not empty, or None.
    """

    titles: tuple[str, ...]
    read: Read
    reads_as_it_came: bool
    is_unknown: Read | None = None


@dataclass(frozen=True)
class _Built:
    read: Read
    beside: tuple[str, ...] = ()
    is_unknown: Read | None = None


@dataclass(frozen=True)
class _Operation:
    types: tuple[str, ...]
    build: Callable[[Options, Mapping[str, str]], _Built]
    needs_canonical: bool = False
    is_constant: bool = False


def conformed(mapping: ColumnMapping, column: Column, canonical: Mapping[str, str]) -> Conformed:
    """What a column mapping means, where `canonical` has the canonical form of each code it lists.

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
    try:
        built = operation.build(options, canonical)
    except ValueError as reason:
        raise options.wrong(str(reason)) from None
    options.finish()
    return Conformed(
        titles=(*(() if mapping.source is None else (mapping.source,)), *built.beside),
        read=lambda *texts: f"TRY_CAST({built.read(*texts)} AS {column.type})",
        reads_as_it_came=not operation.needs_canonical and not operation.is_constant,
        is_unknown=built.is_unknown,
    )


def words_of(layout: Layout) -> list[str]:
    """The codes of theirs a layout lists, each once."""
    listed = [mapping.options.get("codes") for mapping in layout.columns]
    return sorted({str(word) for codes in listed if isinstance(codes, dict) for word in codes})


def _text(_: Options, __: Mapping[str, str]) -> _Built:
    return _Built(lambda tidy: str(tidy))


def _name(_: Options, __: Mapping[str, str]) -> _Built:
    return _Built(lambda tidy: f"capitalised({tidy})")


def _digits(options: Options, _: Mapping[str, str]) -> _Built:
    width, lost = options.take_number("pad_to", 0), options.take_number("lost_zeros", 0)
    separators = literal(options.take_text("separators")) if options.has("separators") else None

    def read(text: str) -> str:
        digits = f"whole_digits({text})"
        if separators:
            digits = f"coalesce({digits}, whole_digits(translate({text}, {separators}, '')))"
        return f"padded_digits({digits}, {width}, {lost})" if lost else digits

    return _Built(read)


def _code(options: Options, canonical: Mapping[str, str]) -> _Built:
    codes = dict(options.take_codes("codes"))
    for theirs, ours in tuple(codes.items()):
        if codes.setdefault(canonical[theirs], ours) != ours:
            raise ValueError("lists one code in two spellings with two meanings")
    known = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in codes.items())
    return _Built(lambda text: f"CASE {text} {known} END")


def _first_of(forms: tuple[str, ...], sql: Callable[[str, str], str]) -> _Built:
    if are_ambiguous(forms):
        raise ValueError("has formats that read one text in two ways")
    for form in forms:
        sql("NULL", form)  # a form that is none is told now, not when the statement is made
    return _Built(lambda text: f"coalesce({', '.join(sql(text, form) for form in forms)})")


def _date(options: Options, _: Mapping[str, str]) -> _Built:
    return _first_of(options.take_texts("formats", "format", DAY_NAMES[:1]), day_sql)


def _instant(options: Options, _: Mapping[str, str]) -> _Built:
    return _first_of(options.take_texts("formats", "format", INSTANT_NAMES[:1]), instant_sql)


def _birth_year(options: Options, _: Mapping[str, str]) -> _Built:
    options.take_text("precision")
    return _Built(lambda text: f"birth_year_of({text})")


def _birth_on(options: Options, _: Mapping[str, str]) -> _Built:
    title = options.take_text("precision")
    full = ", ".join(literal(code) for code in options.take_texts("full", "", ("0",)))
    partial = ", ".join(literal(code) for code in options.take_texts("partial", "", ("1", "2")))
    return _Built(
        read=lambda text, precision: f"CASE WHEN {precision} IN ({full}) THEN birth_day_of({text}) END",
        beside=(title,),
        is_unknown=lambda text, precision: f"{precision} IN ({partial}) AND regexp_full_match({text}, '[0-9]{{6}}00')",
    )


def _constant(options: Options, _: Mapping[str, str]) -> _Built:
    value = literal(options.take_text("value"))
    return _Built(lambda: value)


_TEXT, _WHOLE = ("VARCHAR",), ("INTEGER", "BIGINT")

_OPERATIONS = {
    "text": _Operation(_TEXT, _text, needs_canonical=True),
    "name": _Operation(_TEXT, _name, needs_canonical=True),
    "digits": _Operation(_TEXT, _digits),
    "code": _Operation((), _code),
    "date": _Operation(("DATE",), _date),
    "birth_year": _Operation(("INTEGER",), _birth_year),
    "birth_on": _Operation(("DATE",), _birth_on, needs_canonical=True),
    "instant": _Operation(("TIMESTAMPTZ",), _instant),
    "integer": _Operation(_WHOLE, lambda _, __: _Built(lambda text: f"whole_number({text})")),
    "vnd": _Operation(_WHOLE, lambda _, __: _Built(lambda text: f"vnd_amount({text})")),
    "hundredths": _Operation(_WHOLE, lambda _, __: _Built(lambda text: f"hundredths_of({text})")),
    "constant": _Operation((), _constant, is_constant=True),
    "absent": _Operation((), lambda _, __: _Built(lambda: "NULL"), is_constant=True),
}

OPERATIONS = tuple(_OPERATIONS)
"""The names of all operations."""
