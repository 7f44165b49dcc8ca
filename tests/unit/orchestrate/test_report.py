from __future__ import annotations

import json
from datetime import date

from pipelines.night.model import Problem, Settlement
from pipelines.orchestrate.api import Task
from pipelines.orchestrate.progress import progress
from pipelines.orchestrate.report import AreaEnded, NightEnded, NightsReport

D15, D16 = date(2024, 1, 15), date(2024, 1, 16)


def missing(day: date, supplier: str = "bca", feed: str = "population.citizen") -> Problem:
    return Problem(feed, supplier, day.isoformat(), "missing", "no answer")


def ended(day: date, *problems: Problem, since: date | None = None, area: str = "population") -> AreaEnded:
    settlement = Settlement(area, day.isoformat(), "run", problems, ())
    window = ((since or day).isoformat(), day.isoformat())
    return AreaEnded(area, "run", "failed" if problems else "success", settlement, window)


def test_nights_in_which_all_was_loaded_end_with_0() -> None:
    report = NightsReport((NightEnded(D15, (ended(D15),), "2024-01-15-001"), NightEnded(D16, (ended(D16),))))
    assert report.exit_code == 0
    assert report.publications == ("2024-01-15-001",)


def test_something_missing_ends_with_3() -> None:
    report = NightsReport((NightEnded(D15, (ended(D15, missing(D15)),), "2024-01-15-001"),))
    assert report.exit_code == 3
    assert report.problems == (missing(D15),)


def test_what_a_later_night_completed_is_no_problem_any_more() -> None:
    nights = NightEnded(D15, (ended(D15, missing(D15)),)), NightEnded(D16, (ended(D16, since=D15),))
    assert NightsReport(nights).exit_code == 0


def test_a_later_night_that_did_not_ask_for_the_day_leaves_the_problem() -> None:
    nights = NightEnded(D15, (ended(D15, missing(D15)),)), NightEnded(D16, (ended(D16),))
    assert NightsReport(nights).problems == (missing(D15),)


def test_another_areas_night_says_nothing_of_the_problem() -> None:
    other = ended(D16, since=D15, area="insurance")
    assert NightsReport((NightEnded(D15, (ended(D15, missing(D15)),)), NightEnded(D16, (other,)))).exit_code == 3


def test_a_problem_that_two_nights_name_is_told_once() -> None:
    nights = (
        NightEnded(D15, (ended(D15, missing(D15)),)),
        NightEnded(D16, (ended(D16, missing(D15), missing(D16), since=D15),)),
    )
    assert NightsReport(nights).problems == (missing(D15), missing(D16))


def test_something_that_broke_ends_with_1_whatever_was_loaded() -> None:
    report = NightsReport((NightEnded(D15, (ended(D15),), "2024-01-15-001", ("insurance: the disk is full",)),))
    assert report.exit_code == 1
    assert report.failures == ("insurance: the disk is full",)


def test_the_report_is_plain_json() -> None:
    report = NightsReport((NightEnded(D15, (ended(D15, missing(D15)),), "2024-01-15-001"),))
    facts = json.loads(json.dumps(report.to_dict()))
    assert facts["exit_code"] == 3
    assert facts["nights"][0]["day"] == "2024-01-15"
    assert facts["problems"][0]["supplier"] == "bca"


def test_progress_tells_the_first_step_that_is_not_over_and_counts_mapped_tasks_each() -> None:
    tasks = [
        Task("due", "success"),
        Task("extract", "success"),
        Task("extract", "running"),
        Task("validate", None),
        Task("load", None),
        Task("settle", None),
        Task("verdict", None),
        Task("ask_publish", None),
    ]
    news = progress(D15, "procedures", tasks)
    assert (news.done, news.total, news.message) == (2, 7, "collecting from the suppliers")


def test_a_task_that_failed_is_over() -> None:
    news = progress(
        D15, "population", [Task("due", "failed"), Task("extract", "upstream_failed"), Task("settle", None)]
    )
    assert (news.done, news.total, news.message) == (2, 3, "settling")
