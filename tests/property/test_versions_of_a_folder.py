"""What stands of a supplier's day follows from what its drop folder holds, and looking again changes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import event, given, settings
from hypothesis import strategies as st

from pipelines.extract import gather
from pipelines.land import Manifest, manifests
from pipelines.settings import Settings
from tests.property.test_history_order import IN_MEMORY
from tests.unit.extract.builders import AT, DAY, folder_source

FEED = "procedures.dossier"
MANY = settings(max_examples=40, deadline=None)

Number = int | None
Change = tuple[Number, str | None]
"""A file's number, None where its name has none, and what it holds from now on; None when it is taken away."""

contents = st.sampled_from("ABC")
numbers = st.sampled_from([None, 1, 2, 3, 5])
anything = st.tuples(st.one_of(st.none(), numbers), st.one_of(contents, contents, st.none()))


class Folder:
    """A drop folder and the home that collects from it."""

    def __init__(self, root: Path) -> None:
        self.home, self.drop = Settings(home=root / "home"), root / "drop"
        self.drop.mkdir()
        self.holds: dict[Number, str] = {}

    def change(self, change: Change) -> None:
        number, content = change
        path = self.drop / ("hoso-20240115.csv" if number is None else f"hoso-20240115-v{number}.csv")
        if content is None:
            path.unlink(missing_ok=True)
            self.holds.pop(number, None)
        else:
            path.write_text(content)
            self.holds[number] = content

    def look(self) -> list[Manifest]:
        """What has landed after one more look."""
        gather(self.home, folder_source(str(self.drop)), (DAY,), AT)
        return manifests(self.home, FEED, DAY, "d001")

    def standing(self) -> str:
        """What stands after one more look."""
        return (self.home.home / self.look()[-1].landed_path).read_text()

    def of_highest_number(self) -> set[str]:
        """What a file of the highest number holds; one without a number claims the first."""
        highest = max(number or 1 for number in self.holds)
        return {content for number, content in self.holds.items() if (number or 1) == highest}


@contextmanager
def folder() -> Iterator[Folder]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as root:
        yield Folder(Path(root))


@MANY
@given(st.lists(st.lists(anything, min_size=1, max_size=3), min_size=1, max_size=5))
def test_looking_twice_at_the_same_folder_changes_nothing(nights: Sequence[Sequence[Change]]) -> None:
    with folder() as supplier:
        for changes in nights:
            for change in changes:
                supplier.change(change)
            landed = supplier.look()
            assert supplier.look() == landed
            assert len({m.version for m in landed}) == len(landed) == len({m.delivery_id for m in landed})


@MANY
@given(st.dictionaries(numbers, contents, min_size=1), st.data())
def test_files_never_replaced_stand_by_their_numbers_in_whatever_order_they_come(
    files: dict[Number, str], data: st.DataObject
) -> None:
    with folder() as supplier:
        for change in data.draw(st.permutations(list(files.items()))):
            supplier.change(change)
            if data.draw(st.booleans()):
                supplier.look()
        event("the first version is claimed twice" if {None, 1} <= set(files) else "each number is claimed once")
        assert supplier.standing() in supplier.of_highest_number()


@MANY
@given(st.lists(contents, min_size=1, max_size=6))
def test_of_one_file_without_a_number_what_it_holds_stands(contents: Sequence[str]) -> None:
    with folder() as supplier:
        for content in contents:
            supplier.change((None, content))
            assert supplier.standing() == content


@MANY
@given(
    st.lists(contents, min_size=1, max_size=4),
    st.dictionaries(st.sampled_from([2, 3, 5]), contents, max_size=3),
    st.data(),
)
def test_beside_a_file_replaced_in_its_place_it_stands_or_the_highest_number(
    replaced: Sequence[str], numbered: dict[int, str], data: st.DataObject
) -> None:
    first: list[Change] = [(None, content) for content in replaced]
    others: list[Change] = list(numbered.items())
    with folder() as supplier:
        while first or others:
            queue = first if not others or (first and data.draw(st.booleans())) else others
            supplier.change(queue.pop(0))
            held = {supplier.holds[None]} if None in supplier.holds else set()
            assert supplier.standing() in held | supplier.of_highest_number()
