"""Rules put to a table by Great Expectations: its verdict per rule, and its own conditions as SQL for the failing rows.

Great Expectations lists at most 200 failing rows, so the rows themselves are found by running the condition each rule
is compiled to. Those conditions are internals of Great Expectations: its version is pinned, and verdict and count are
compared every night.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
from great_expectations.core import ExpectationSuite
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.datasource.fluent.interfaces import Batch, GxDatasourceWarning
from great_expectations.execution_engine.sqlalchemy_batch_data import SqlAlchemyBatchData
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator

from expectations import record_rule  # noqa: F401  # importing it makes the expectation known
from expectations.dialect import lend
from expectations.failures import CountsDisagree, RuleCrashed, SuiteFailure
from expectations.rules import Rule

ROW_COUNT = "inspection.row_count"
COLUMNS = "inspection.columns"
_VOCABULARY = Path(__file__).resolve().parent / "vocabulary.sql"
_TELLS_NO_VALUES = ("Binder Error", "Catalog Error", "Parser Error")


class Inspection:
    """A table and the rules it must obey, ready to be asked."""

    def __init__(self, batch: Batch, rules: Sequence[Rule], row_name: str) -> None:
        self._batch = batch
        self._engine = _data(batch).execution_engine
        self._rules = {rule.rule_id: _configuration(rule, row_name) for rule in rules}

    def conditions(self) -> dict[str, str]:
        """Per rule the SQL condition that is true for a row that breaks it, exactly as Great Expectations counts it.

        Raises:
            SuiteFailure: a rule is not about single rows.
            RuleCrashed: a rule cannot be compiled.
        """
        asked = {rule_id: self._asked(rule_id) for rule_id in self._rules}
        # all at once: what they all need, such as the table's columns, is then looked up only once
        found, aborted = MetricsCalculator(execution_engine=self._engine).compute_metrics(list(asked.values()))
        return {rule_id: self._condition(rule_id, found.get(metric.id), aborted) for rule_id, metric in asked.items()}

    def verdicts(self, rows: int, columns: Sequence[str]) -> dict[str, bool]:
        """Per rule whether the whole table obeys it, after making sure the table is the one that was meant.

        Great Expectations finds nothing wrong with an empty table, so the number of rows is a rule as well.

        Raises:
            RuleCrashed: a rule could not be evaluated; nothing is known of the data then.
            CountsDisagree: the table has not that many rows or not those columns.
        """
        guards = {
            ROW_COUNT: _configure(ROW_COUNT, "expect_table_row_count_to_equal", {"value": rows}),
            COLUMNS: _configure(
                COLUMNS, "expect_table_columns_to_match_set", {"column_set": list(columns), "exact_match": False}
            ),
        }
        found = self._validate({**guards, **self._rules})
        for guard in guards:
            if not found.pop(guard):
                raise CountsDisagree(
                    "The table that was validated is not the one that was read.",
                    where=guard,
                    next_step="Nothing was loaded. Keep the staging folder of this run and report it.",
                )
        return found

    def counts(self) -> dict[str, int]:
        """Per rule how many rows break it, as Great Expectations counts them: for tests, at twice the cost."""
        results = self._batch.validate(self._suite(self._rules), result_format="SUMMARY").results
        return {_rule_of(result): int(result.result.get("unexpected_count", 0)) for result in results}

    def _validate(self, wanted: Mapping[str, ExpectationConfiguration]) -> dict[str, bool]:
        results = self._batch.validate(self._suite(wanted), result_format="BOOLEAN_ONLY").results
        found: dict[str, bool] = {}
        for result in results:
            rule_id = _rule_of(result)
            crash = _exception_of(result.exception_info)
            if crash is not None:
                raise _crashed(rule_id, crash)
            found[rule_id] = bool(result.success)
        if found.keys() != wanted.keys():
            raise RuleCrashed(
                "Great Expectations gave no verdict on some rules.",
                where=", ".join(sorted(wanted.keys() - found.keys())),
                next_step="Compare the installed great-expectations with requirements.lock.",
            )
        return found

    def _suite(self, wanted: Mapping[str, ExpectationConfiguration]) -> ExpectationSuite:
        # adding them one by one raises what the constructor would only log
        suite = ExpectationSuite(name="rules")
        suite.expectations = [self._expectation(rule_id, configured) for rule_id, configured in wanted.items()]
        return suite

    def _expectation(self, rule_id: str, configured: ExpectationConfiguration) -> Any:
        try:
            return configured.to_domain_obj()
        except Exception as reason:
            raise SuiteFailure(
                f"The rule is no expectation Great Expectations knows: {type(reason).__name__}.",
                where=rule_id,
                next_step="Check its type and arguments in the suite.",
            ) from reason

    def _asked(self, rule_id: str) -> MetricConfiguration:
        """The metric behind a rule that is the condition of a broken row."""
        expectation = self._expectation(rule_id, self._rules[rule_id])
        if not isinstance(expectation, ColumnMapExpectation) or expectation.row_condition is not None:
            raise SuiteFailure(
                "The rule is not about single rows, so its failing rows cannot be found.",
                where=rule_id,
                next_step="Use a column map expectation without row_condition, or expect_record_to_satisfy.",
            )
        try:
            needed = expectation.get_validation_dependencies(
                execution_engine=self._engine,
                runtime_configuration={"result_format": {"result_format": "BOOLEAN_ONLY"}},
            )
            count: Any = needed.get_metric_configuration(f"{expectation.map_metric}.unexpected_count")
            domain = {**count.metric_domain_kwargs, "batch_id": self._batch.id}
            return MetricConfiguration(f"{expectation.map_metric}.condition", domain, count.metric_value_kwargs)
        except Exception as reason:
            raise _crashed(rule_id, str(reason)) from None

    def _condition(self, rule_id: str, found: Any, aborted: Mapping[Any, Any]) -> str:
        if found is None:
            causes = [_exception_of(one["exception_info"]) for one in aborted.values()]
            raise _crashed(rule_id, next((cause for cause in causes if cause), ""))
        condition, _, _ = found
        try:
            return str(condition.compile(self._engine.engine, compile_kwargs={"literal_binds": True}))
        except Exception as reason:
            raise _crashed(rule_id, str(reason)) from None


@contextmanager
def inspection(
    con: duckdb.DuckDBPyConnection, table: str, rules: Sequence[Rule], row_name: str
) -> Iterator[Inspection]:
    """An inspection of a table of this connection, which must also know `reference.known`.

    Args:
        con: the connection; temporary macros are made on it.
        table: the table.
        rules: what to ask of its rows.
        row_name: a column that is never NULL.

    Raises:
        RuleCrashed: Great Expectations cannot look at the table.
    """
    con.execute(_VOCABULARY.read_text(encoding="utf-8"))
    with _quiet(), lend(con) as url:
        try:
            source = _context().data_sources.add_sql("scratch", connection_string=url)
            asset = source.add_table_asset("records", table_name=table)
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            _data(batch).execution_engine.batch_manager.load_batch_list([batch])
        except Exception as reason:
            raise _crashed(table, str(reason)) from None
        yield Inspection(batch, rules, row_name)


def _data(batch: Batch) -> SqlAlchemyBatchData:
    data = batch.data
    assert isinstance(data, SqlAlchemyBatchData)  # noqa: S101  # a table asset has no other kind
    return data


def _context() -> Any:
    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        ),
    )


def _configuration(rule: Rule, row_name: str) -> ExpectationConfiguration:
    arguments = dict(rule.arguments)
    if rule.expectation == "expect_record_to_satisfy":
        arguments["column"] = row_name
    return _configure(rule.rule_id, rule.expectation, arguments, rule.severity)


def _configure(
    rule_id: str, expectation: str, arguments: Mapping[str, Any], severity: str = "critical"
) -> ExpectationConfiguration:
    return ExpectationConfiguration(
        type=expectation, kwargs=dict(arguments), meta={"rule_id": rule_id}, severity=FailureSeverity(severity)
    )


def _rule_of(result: Any) -> str:
    """The rule a result speaks of: results come in another order than the rules were asked in."""
    return str(result.expectation_config.meta["rule_id"])


def _exception_of(info: Mapping[str, Any]) -> str | None:
    """The message of the exception a result hides; it is keyed by metric, or lies open when no metric was reached."""
    parts = [info] if "raised_exception" in info else list(info.values())
    messages = [str(part.get("exception_message") or "") for part in parts if part.get("raised_exception")]
    return messages[0] if messages else None


def _crashed(where: str, message: str) -> RuleCrashed:
    """The failure of a rule. DuckDB's messages may quote a value, so only those about the SQL itself are repeated."""
    for kind in _TELLS_NO_VALUES:
        if kind in message:
            said = message[message.index(kind) :].splitlines()[0]
            break
    else:
        said = "the message is withheld, since it may quote a record"
    return RuleCrashed(
        f"A rule could not be evaluated, so nothing is known about the data: {said}.",
        where=where,
        next_step="Correct the rule, or the reference table it asks; then run the day again.",
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Great Expectations logs exceptions with what they quote; here they are raised instead."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GxDatasourceWarning)  # it would rather see PostgreSQL behind our dialect
            yield
    finally:
        logger.setLevel(level)
