"""What broke in the steps of a run, kept in its folder until the run is settled; never a value of a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.land.durable import make_folder, write_whole
from pipelines.orchestrate.run import settings_here
from pipelines.unforeseen import told


@contextmanager
def kept(folder: Path, step: str) -> Iterator[None]:
    """Leave in the folder what broke inside, or that it was cut off (killed, timed out); nothing when it ended well.

    Raises:
        CityDBError: what broke, without the error that caused it, whose words may quote a record.
    """
    note = folder / "failures" / f"{step}.txt"
    with discreet(step, note):
        write_whole(make_folder(note.parent) / note.name, f"The step {step} was cut off before it ended.".encode())
        yield
    note.unlink(missing_ok=True)  # another try of the same step may have ended before this one


@contextmanager
def discreet(step: str, note: Path | None = None) -> Iterator[None]:
    """Let no error out but a sentence of ours, and write it down in `note`.

    Raises:
        CityDBError: what broke, without the error that caused it.
    """
    try:
        yield
    except Exception as reason:
        broken = told(step, reason, settings_here().home)
    else:
        return
    if note is not None:
        with suppress(OSError):  # a full disk takes no note either
            write_whole(note, broken.sentence.encode())
    raise broken from None


def failures(folder: Path, step: str = "*") -> str | None:
    """The sentences of all steps of a run that broke, or of one; None when none did."""
    notes = sorted((folder / "failures").glob(f"{step}.txt"))
    return " ".join(note.read_text(encoding="utf-8") for note in notes) or None


def broken(folder: Path, failed: Sequence[str], step: str = "*") -> str | None:
    """What broke in a run of which these steps failed, even if they could write down nothing; None when nothing did."""
    if said := failures(folder, step):
        return said
    if failed:
        return f"{', '.join(failed)} failed without a word. Next: see the log of the task in Airflow."
    return None
