"""What broke in the steps of a run, kept in its folder until the run is settled; never a value of a record."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import CityDBError, EngineFailure


class StepBroke(EngineFailure):
    """A step ended in an error nobody foresaw. Its own words stay unsaid, because they may quote a record."""

    code = "step.broke"

    def __init__(self, step: str, reason: BaseException) -> None:
        self.step = step
        frames = traceback.extract_tb(reason.__traceback__)
        place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
        super().__init__(
            f"The step {step} broke with {type(reason).__name__} at {place}.",
            where=" < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:])),
            next_step="Run the same day again; if it breaks again, it is a defect to report.",
        )


@contextmanager
def kept(folder: Path, step: str) -> Iterator[None]:
    """Leave in the folder what broke inside, or that it was cut off (killed, timed out); nothing when it ended well.

    Raises:
        CityDBError: what broke, without the error that caused it, whose words may quote a record.
    """
    note = folder / "failures" / f"{step}.txt"
    note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    note.write_text(f"The step {step} was cut off before it ended.", encoding="utf-8")
    with discreet(step, note):
        yield
    note.unlink()


@contextmanager
def discreet(step: str, note: Path | None = None) -> Iterator[None]:
    """Let no error out but a sentence of ours, and write it down in `note`.

    Raises:
        CityDBError: what broke, without the error that caused it.
    """
    try:
        yield
    except CityDBError as reason:
        broken = reason
    except Exception as reason:
        broken = StepBroke(step, reason)
    else:
        return
    if note is not None:
        note.write_text(broken.sentence, encoding="utf-8")
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
