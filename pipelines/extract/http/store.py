"""Pages fetched so far for one day, kept on disk so that an interrupted errand need not ask for them again."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pipelines.crash_points import crash_point
from pipelines.land.durable import make_folder, write_whole

_KEPT_FOR = timedelta(hours=24)
"""A supplier may correct a day without changing its total; pages of a night before are not trusted."""


@dataclass(frozen=True)
class PageStore:
    """The pages of one feed, supplier and business day. Only whole pages are kept for another attempt."""

    folder: Path

    def begin(self, total: int, page_size: int, first_page: bytes, at: datetime) -> None:
        """Keep what is there if it belongs to the same state of the supplier; otherwise start over.

        The state is the same when the total, the size of a page and the first page are.
        """
        state = {"total": total, "page_size": page_size, "first_page": sha256(first_page).hexdigest()}
        if not self._continues(state, at):
            self.discard()
            make_folder(self.folder)
            write_whole(self.folder / "state.json", json.dumps(state | {"at": at.isoformat()}).encode())
        self.put(1, first_page)

    def has(self, number: int) -> bool:
        """Whether a whole page of that number is there."""
        return self._path(number).exists()

    def put(self, number: int, body: bytes, *, is_cut: bool = False) -> None:
        """Keep a page as received; one that is cut serves this attempt only."""
        make_folder(self.folder)
        write_whole(self.folder / f"{number}.cut" if is_cut else self._path(number), body)
        crash_point("extract: a page is kept")

    def hand_over(self, room: Path) -> list[Path]:
        """Move the pages into a folder of a workspace under their names in the landing zone, in order."""
        target = room / "pages"
        target.mkdir(mode=0o700)
        kept = [p for p in self.folder.iterdir() if p.suffix in {".page", ".cut"}]
        moved = []
        for page in sorted(kept, key=lambda p: int(p.stem)):
            moved.append(target / f"page-{int(page.stem):05d}.json")
            shutil.move(page, moved[-1])
            crash_point("extract: a page is handed over")
        return moved

    def discard(self) -> None:
        """Forget all pages."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number}.page"

    def _continues(self, state: dict[str, object], at: datetime) -> bool:
        try:
            kept = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
            age = at - datetime.fromisoformat(kept.pop("at"))
        except (OSError, ValueError, KeyError, AttributeError):
            return False
        for cut in self.folder.glob("*.cut"):
            cut.unlink()
        return bool(kept == state and timedelta(0) <= age <= _KEPT_FOR)
