"""One area's night, step by step: what is due, what came, what it became, and the verdict.

Each step is a function of its arguments, so that Airflow and the command line run the same night.
"""

from pipelines.night.due import due
from pipelines.night.model import NightIncomplete, Problem, Settlement
from pipelines.night.run import run_area, run_feed
from pipelines.night.settle import give_up, settle, verdict
from pipelines.night.steps import collect, load, validate

__all__ = [
    "NightIncomplete",
    "Problem",
    "Settlement",
    "collect",
    "due",
    "give_up",
    "load",
    "run_area",
    "run_feed",
    "settle",
    "validate",
    "verdict",
]
