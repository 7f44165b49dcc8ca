"""How a whole file goes wrong: cut off, emptied, with a header nobody agreed, with a quote that swallows lines."""

from __future__ import annotations

from pipelines.errors import UsageFailure

_NAME_FIELD = 2


def damaged_bytes(content: bytes, fault: str) -> bytes:
    """The bytes of a file after a fault of its whole; other faults leave them alone."""
    if fault == "truncated_xlsx":
        return content[: len(content) * 3 // 5]
    return b"" if fault == "empty_file" else content


def damaged_lines(lines: list[str], delimiter: str, fault: str) -> list[str]:
    """The lines of a CSV, header first, after a fault of its text; other faults leave them alone.

    Raises:
        UsageFailure: the file is too short for the fault asked for.
    """
    if fault == "renamed_column":
        first, second, *others = lines[0].split(delimiter)
        return [
            delimiter.join((first, "Mã thủ tục" if second == "Mã TTHC" else f"{second} (mới)", *others)),
            *lines[1:],
        ]
    if fault not in {"unclosed_quote", "reclosed_quote"}:
        return lines
    opens, closes = _lines_to_quote(lines, delimiter, fault)
    damaged = list(lines)
    damaged[opens] = _quoted(lines[opens], delimiter, at_start=True)
    if closes is not None:
        damaged[closes] = _quoted(lines[closes], delimiter, at_start=False)
    return damaged


def _lines_to_quote(lines: list[str], delimiter: str, fault: str) -> tuple[int, int | None]:
    whole = [n for n, line in enumerate(lines) if n > 0 and '"' not in line and line.count(delimiter) > _NAME_FIELD]
    if fault == "unclosed_quote" and whole:
        return whole[len(whole) // 2], None
    for opens in whole:
        # a quote reopened between the two would close the field early
        closes = next((n for n in range(opens + 1, len(lines)) if n in whole or '"' in lines[n]), None)
        if closes in whole:
            return opens, closes
    raise UsageFailure(
        f"A file of {len(lines) - 1} lines has no room for {fault}.",
        next_step="Ask for more citizens, another district or the window's first day.",
    )


def _quoted(line: str, delimiter: str, *, at_start: bool) -> str:
    fields = line.split(delimiter)
    name = fields[_NAME_FIELD]
    fields[_NAME_FIELD] = f'"{name}' if at_start else f'{name}"'
    return delimiter.join(fields)
