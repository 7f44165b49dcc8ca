"""Airflow's programming interface, as far as nights need it: start a run, look at it, take what it hands on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from pipelines.errors import EngineFailure
from pipelines.orchestrate.environment import address
from pipelines.orchestrate.secrets import USER

ENDED = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})
"""States that a run or task stays in."""

_ACTIVE = frozenset({"scheduled", "queued", "running", "restarting", "up_for_retry", "up_for_reschedule", "deferred"})
_PATIENCE = 5


class AirflowRefused(EngineFailure):
    """Airflow did not do what it was asked."""

    code = "airflow.refused"

    def __init__(self, asked: str, answer: str) -> None:
        super().__init__(
            f"Airflow did not answer as expected to {asked}: {answer}.",
            where="Airflow's programming interface",
            next_step="Read api-server.log below airflow/logs of the home.",
        )


@dataclass(frozen=True)
class Task:
    """A task of a run, and its state; a mapped task is there once for each of its parts."""

    task: str
    state: str | None

    @property
    def is_over(self) -> bool:
        """Whether it stays in its state."""
        return self.state in ENDED

    @property
    def is_active(self) -> bool:
        """Whether something is being done about it or will be."""
        return self.state in _ACTIVE


class Api:
    """The interface of one Airflow.

    Whatever changes something is written into Airflow's audit log, and on SQLite that holds up every other answer while
    a task writes: while tasks run, this only looks.

    Args:
        port: its loopback port.
        password: its user's.
    """

    def __init__(self, port: int, password: str) -> None:
        self._password = password
        # proxies of the environment are not for the loopback interface
        self._client = httpx.Client(base_url=address(port), timeout=60, trust_env=False)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def start(self, dag: str, run_id: str, day: str | None, conf: Mapping[str, object]) -> None:
        """Start a run of a DAG, once: a run of this id that is there is that run; `day` where it is for one."""
        body = {"dag_run_id": run_id, "logical_date": None, "partition_key": day, "conf": dict(conf)}
        self._ask("POST", f"/dags/{dag}/dagRuns", body, also=httpx.codes.CONFLICT)

    def state(self, dag: str, run_id: str) -> str:
        """The state of a run."""
        return str(self._ask("GET", f"/dags/{dag}/dagRuns/{run_id}")["state"])

    def tasks(self, dag: str, run_id: str) -> list[Task]:
        """All tasks of a run."""
        found: list[Task] = []
        while True:
            page = self._ask("GET", f"/dags/{dag}/dagRuns/{run_id}/taskInstances?limit=100&offset={len(found)}")
            instances = page["task_instances"]
            found += [Task(one["task_id"], one["state"]) for one in instances]
            if not instances or len(found) >= page["total_entries"]:
                return found

    def newest_runs(self, dag: str, day: str | None = None) -> list[str]:
        """The ids of a DAG's newest runs, of one business day or of all."""
        runs = self._ask("GET", f"/dags/{dag}/dagRuns?order_by=-id&limit=50")["dag_runs"]
        return [run["dag_run_id"] for run in runs if day in (None, run["partition_key"])]

    def sources(self, dag: str, run_id: str) -> set[tuple[str, str]]:
        """Asset of each event that started a run, with the run the event came from."""
        events = self._ask("GET", f"/dags/{dag}/dagRuns/{run_id}/upstreamAssetEvents")["asset_events"]
        return {(event["name"], event["source_run_id"]) for event in events}

    def handed_on(self, dag: str, run_id: str, task: str, key: str = "return_value") -> object:
        """What a task of a run handed on; None when it handed on nothing."""
        path = f"/dags/{dag}/dagRuns/{run_id}/taskInstances/{task}/xcomEntries/{key}?deserialize=true"
        answer: object = self._ask("GET", path, also=httpx.codes.NOT_FOUND).get("value")
        return answer

    def _ask(self, method: str, path: str, body: object = None, also: int | None = None) -> Any:  # Airflow's own JSON
        answer = self._send(method, f"/api/v2{path}", body)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._log_in()
            answer = self._send(method, f"/api/v2{path}", body)
        if not answer.is_success and answer.status_code != also:
            raise AirflowRefused(f"{method} {path.split('?')[0]}", f"{answer.status_code}")
        return answer.json()

    def _send(self, method: str, path: str, body: object) -> httpx.Response:
        for attempt in range(_PATIENCE):
            try:
                answer = self._client.request(method, path, json=body)
            except httpx.TransportError as reason:
                failure = type(reason).__name__
            else:
                if not answer.is_server_error:
                    return answer
                failure = str(answer.status_code)
            time.sleep(0.5 * 2**attempt)
        raise AirflowRefused(f"{method} {path.split('?')[0]}", failure)

    def _log_in(self) -> None:
        answer = self._send("POST", "/auth/token", {"username": USER, "password": self._password})
        if not answer.is_success:
            raise AirflowRefused("POST /auth/token", f"{answer.status_code}")
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
