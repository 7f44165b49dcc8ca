"""One expectation of our own: every record satisfies a condition over any of its columns.

Great Expectations' own rules over several columns cost one scan each; a rule over one column joins all others of its
kind in a single scan. So this one is a column rule, and the column is merely the one that numbers the rows.
"""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)


class RecordSatisfies(ColumnMapMetricProvider):
    """The metric behind `ExpectRecordToSatisfy`: SQL in the words of `vocabulary.sql`; NULL is no violation."""

    condition_metric_name = "record.satisfies"
    condition_value_keys = ("condition",)
    filter_column_isnull = False

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column: Any, condition: str, **kwargs: Any) -> Any:  # noqa: N805  # its decorator passes a class
        return sa.literal_column(f"({condition})", sa.Boolean)


class ExpectRecordToSatisfy(ColumnMapExpectation):
    """Expect every record to satisfy a SQL condition; one that is NULL, because a value is missing, is met.

    `column` names the rows and must never be NULL.
    """

    condition: str
    column: str

    map_metric: ClassVar[str] = "record.satisfies"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "condition")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "condition")
