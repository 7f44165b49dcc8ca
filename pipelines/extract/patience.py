"""Trying again: only what a type calls retryable, a bounded number of times, each pause longer than the one before."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from pipelines.errors import Retryable
from pipelines.extract.failures import Unavailable
from pipelines.extract.suppliers import Supplier

LONGEST_PAUSE_SECONDS = 60.0


def patient(supplier: Supplier, sleep: Callable[[float], None] = time.sleep) -> Retrying:
    """The way to try one request to a supplier; the last failure is raised as it is."""
    backoff = supplier.backoff_seconds
    pause = wait_exponential_jitter(initial=backoff, max=LONGEST_PAUSE_SECONDS, jitter=backoff / 2)

    def wait(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked_for = failure.after_seconds if isinstance(failure, Unavailable) else 0
        return max(pause(state), min(asked_for, LONGEST_PAUSE_SECONDS))

    return Retrying(
        stop=stop_after_attempt(supplier.attempts),
        wait=wait,
        retry=retry_if_exception_type(Retryable),
        sleep=sleep,
        reraise=True,
    )


def without_patience(supplier: Supplier) -> Supplier:
    """The supplier as one that is tried once: for the days after one on which it could not be reached."""
    return replace(supplier, attempts=1)
