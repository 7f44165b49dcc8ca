"""Deliveries that are wrong as a whole: refused with a sentence, held in the ledger, and nothing of them in history."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pipelines.clock import night_of
from pipelines.night import Problem, Settlement, run_area
from pipelines.settings import Settings
from tests.integration.conftest import LAST, City, drop_file, run_nights
from tests.truth import ledger_differences, record_differences
from warehouse.session import session


@dataclass(frozen=True)
class Refusal:
    """One fault, and what the sentence about it must name."""

    fault: str
    supplier: str
    feed: str
    words: tuple[str, ...]


DOSSIERS, CARDS, CITIZENS = "procedures.dossier", "insurance.card", "population.citizen"
REFUSALS = [
    Refusal("truncated_xlsx:d268:2024-01-16", "d268", DOSSIERS, ("hoso-20240116.xlsx", "cut off", "byte")),
    Refusal("unclosed_quote:d001:2024-01-16", "d001", DOSSIERS, ("hoso-20240116.csv", "quote", "line")),
    Refusal("reclosed_quote:d021:2024-01-16", "d021", DOSSIERS, ("hoso-20240116.csv", "quote", "line")),
    Refusal("empty_file:d276:2024-01-16", "d276", DOSSIERS, ("hoso-20240116.jsonl", "empty")),
    Refusal("renamed_column:d003:2024-01-16", "d003", DOSSIERS, ("hoso-20240116.csv", "Mã TTHC", "line 1")),
    Refusal("half_register:bhxh:2024-01-16", "bhxh", CARDS, ("2024-01-16", "10 %")),
    Refusal("cut_page:bca:2024-01-16", "bca", CITIZENS, ("/v1/citizens/changes", "page")),
]


@pytest.fixture(scope="module")
def troubled(city: City) -> tuple[Settings, list[Settlement]]:
    """A city in which every one of these faults strikes on the second day."""
    settings = city(3_000, 2, tuple(refusal.fault for refusal in REFUSALS))
    return settings, run_nights(settings)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.fault.split(":")[0])
def test_a_delivery_is_refused_with_supplier_file_place_and_reason(
    troubled: tuple[Settings, list[Settlement]], refusal: Refusal
) -> None:
    settings, settled = troubled
    with session(settings, settings.warehouse_file, read_only=True) as con:
        ((state, because, counts),) = con.execute(
            "SELECT state, refused_because, [received, unreadable, duplicate, quarantined, loaded, inserted, changed, "
            "unchanged, closed] FROM ops.delivery WHERE feed = ? AND supplier = ? AND business_day = ?",
            [refusal.feed, refusal.supplier, LAST],
        ).fetchall()
    assert state == "refused"
    assert all(word in because for word in (refusal.supplier, *refusal.words)), because
    assert set(counts) == {None}, "a line that was never loaded has no counts"
    problems = [p for one in settled for p in one.problems if p.supplier == refusal.supplier]
    assert problems == [Problem(refusal.feed, refusal.supplier, LAST.isoformat(), "refused", because)]


def test_nothing_of_a_refused_delivery_is_in_history_and_all_else_is_loaded(
    troubled: tuple[Settings, list[Settlement]],
) -> None:
    settings, _ = troubled
    assert ledger_differences(settings) == []
    assert set(record_differences(settings, LAST).values()) == {0}


@pytest.mark.feeds(CARDS)
def test_a_card_table_without_a_column_is_refused(city: City) -> None:
    settings = city(2_000, 4, ("dropped_column:bhxh",))
    settled = run_nights(settings)
    reasons = [p.reason for one in settled for p in one.problems]
    assert reasons and all("bhxh" in reason and "ma_dkbd" in reason for reason in reasons), reasons
    with session(settings, settings.warehouse_file, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM history.insurance_card").fetchone() == (0,)
    assert ledger_differences(settings) == []


@pytest.mark.slow
@pytest.mark.feeds(DOSSIERS)
def test_a_correction_that_was_refused_or_could_not_be_taken_is_a_problem_until_it_is_put_right(city: City) -> None:
    settings = city(2_000, 6)
    run_nights(settings)
    sent = drop_file(settings, "d001", LAST)
    good = sent.read_bytes()
    (sent.parent / f"{sent.stem}-v2.csv").touch()
    (refused,) = _dossiers(settings, "refused")
    assert (refused.supplier, refused.state) == ("d001", "refused")
    assert f"{sent.stem}-v2.csv" in refused.reason and "empty" in refused.reason

    # the plain file was overwritten, so its new content took number 3 before the district's own 3 came
    sent.write_bytes(good + good.splitlines(keepends=True)[-1])
    (sent.parent / f"{sent.stem}-v3.csv").write_bytes(good[: good.rindex(b"\r\n", 0, -2) + 2])
    (conflict,) = _dossiers(settings, "conflict")
    assert (conflict.supplier, conflict.state) == ("d001", "not taken")
    assert "version 3" in conflict.reason and f"{sent.stem}-v3.csv" in conflict.reason

    (sent.parent / f"{sent.stem}-v3.csv").rename(sent.parent / f"{sent.stem}-v4.csv")
    assert _dossiers(settings, "put right") == ()


def _dossiers(settings: Settings, run: str) -> tuple[Problem, ...]:
    return run_area(settings, "procedures", LAST, night_of(LAST), run).problems
