"""The scorecard for a terminal of a hundred columns."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from pipelines.publish.report.facts import About, Indicator
from pipelines.publish.report.numbers import Said, day
from pipelines.publish.report.read import open_published, rows
from pipelines.publish.report.scorecard import Figure, figure


def scorecard_table(city: Path) -> Table:
    """The city's own figures beside ours, as a published `city.duckdb` holds them."""
    with open_published(city) as con:
        (about,) = rows(con, "about", About)
        figures = [figure(row) for row in rows(con, "indicators", Indicator)]
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"Bảng điểm Đề án 06 · Project 06 scorecard · {day(about.business_day).vi}",
        caption=_caption(about, figures),
        title_style="bold",
        caption_justify="left",
        pad_edge=False,
    )
    table.add_column(_both(Said("Chỉ tiêu", "Indicator")), ratio=1, min_width=30)
    table.add_column(_both(Said("Thành phố", "Stated")), justify="right")
    table.add_column(_both(Said("Từ dữ liệu", "From records")), justify="right")
    table.add_column(_both(Said("Độ phủ", "Coverage")))
    for one in figures:
        table.add_row(_both(one.label, bold=one.is_computed), _stated(one), _ours(one), _coverage(one))
    return table


def _caption(about: About, figures: list[Figure]) -> Text:
    computed, every = sum(one.is_computed for one in figures), len(figures)
    return Text(
        f"{computed} trong {every} chỉ tiêu đã tính được · {computed} of {every} computed · ấn bản {about.name}"
    )


def _both(said: Said, *, bold: bool = False) -> Text:
    text = Text(said.vi, style="bold" if bold else "")
    if said.en != said.vi:
        text.append(f"\n{said.en}", style="not bold dim")
    return text


def _stated(one: Figure) -> Text:
    return _under(Text(one.stated.vi), one.unit.vi if one.stated.is_known else "")


def _ours(one: Figure) -> Text:
    if not one.is_computed:
        return Text("–", style="dim")
    return _under(Text(one.ours.vi, style="bold cyan"), one.parts.vi if one.parts.is_known else one.unit.vi)


def _coverage(one: Figure) -> Text:
    if not one.as_of.is_known:
        return Text("–", style="dim")
    covered = one.coverage.vi.replace(" trong ", "/") if one.coverage.is_known else ""
    return _under(Text(one.as_of.vi), covered)


def _under(text: Text, more: str) -> Text:
    return text.append(f"\n{more}", style="not bold dim default") if more else text
