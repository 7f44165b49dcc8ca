"""Great Expectations asked of a table: what it cannot answer is an error of ours, never a verdict about data."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import duckdb
import pytest

from expectations import Rule
from expectations.failures import CountsDisagree, RuleCrashed, SuiteFailure
from expectations.inspection import inspection
from pipelines.errors import ContractFailure, DataFailure, EngineFailure


def rule(expectation: str, rule_id: str = "toy.rule", **arguments: object) -> Rule:
    return Rule(rule_id, "row", "critical", expectation, MappingProxyType(arguments), "sai", "wrong")


def says(condition: str, rule_id: str = "toy.rule") -> Rule:
    return rule("expect_record_to_satisfy", rule_id, condition=condition)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("""
            ATTACH ':memory:' AS reference;
            CREATE TABLE reference.known (list VARCHAR, code VARCHAR, day DATE);
            CREATE TEMP TABLE people (place BIGINT, name VARCHAR, age INTEGER);
            INSERT INTO people VALUES (1, 'Nguyễn Văn Ẩn', 40), (2, 'Trần Thị Bí', NULL), (3, NULL, -1)""")
        yield connection


def verdicts(con: duckdb.DuckDBPyConnection, *rules: Rule, rows: int = 3) -> dict[str, bool]:
    with inspection(con, "people", rules, row_name="place") as asked:
        return asked.verdicts(rows=rows, columns=["place", "name", "age"])


def test_a_condition_over_nothing_is_met_and_one_that_is_false_is_not(con: duckdb.DuckDBPyConnection) -> None:
    rules = [says("age >= 0", "age"), says("length(name) > 0", "name")]
    assert verdicts(con, *rules) == {"age": False, "name": True}


def test_the_condition_found_is_true_for_exactly_the_rows_counted(con: duckdb.DuckDBPyConnection) -> None:
    rules = [
        says("age >= 0", "age.positive"),
        rule("expect_column_values_to_not_be_null", "name.required", column="name"),
        rule("expect_column_values_to_match_regex", "name.pattern", column="name", regex=r"^Nguyễn [^\d\s]+"),
        rule("expect_column_values_to_be_in_set", "age.allowed", column="age", value_set=[40, 41]),
    ]
    with inspection(con, "people", rules, row_name="place") as asked:
        found = {
            rule_id: [
                row[0] for row in con.execute(f"SELECT place FROM people WHERE {condition} ORDER BY 1").fetchall()
            ]
            for rule_id, condition in asked.conditions().items()
        }
        counted = asked.counts()
    assert found == {"age.positive": [3], "name.required": [3], "name.pattern": [2], "age.allowed": [3]}
    assert counted == {rule_id: len(places) for rule_id, places in found.items()}


@pytest.mark.parametrize(
    ("condition", "told"),
    [("no_such_column > 0", "Binder Error"), ("name >", "Parser Error"), ("no_such_function(age)", "Catalog Error")],
)
def test_a_rule_that_is_no_sql_crashes_and_says_what_the_database_says_of_it(
    con: duckdb.DuckDBPyConnection, condition: str, told: str
) -> None:
    with pytest.raises(RuleCrashed, match=told) as failure:
        verdicts(con, says(condition))
    assert failure.value.where == "toy.rule"


def test_a_rule_that_breaks_on_a_record_crashes_and_never_quotes_the_record(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RuleCrashed) as failure:
        verdicts(con, says("name::INTEGER > 0"))
    assert "Nguyễn" not in failure.value.sentence
    assert "withheld" in failure.value.sentence
    assert failure.value.next_step


def test_a_crashed_rule_is_the_engines_failure_and_no_verdict_about_data() -> None:
    for failure in (RuleCrashed, CountsDisagree):
        assert issubclass(failure, EngineFailure)
        assert not issubclass(failure, DataFailure)
    assert issubclass(SuiteFailure, ContractFailure)


def test_an_empty_table_is_only_right_when_nothing_was_read(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM people")
    assert verdicts(con, says("age >= 0"), rows=0) == {"toy.rule": True}
    with pytest.raises(CountsDisagree, match="not the one that was read"):
        verdicts(con, says("age >= 0"), rows=3)


def test_a_row_lost_since_reading_is_noticed(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CountsDisagree):
        verdicts(con, says("age >= 0"), rows=4)


def test_a_column_lost_since_conforming_is_noticed(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("ALTER TABLE people DROP COLUMN age")
    with pytest.raises(CountsDisagree):
        verdicts(con, says("length(name) > 0"))


def test_an_expectation_nobody_knows_is_a_mistake_in_the_suite(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(SuiteFailure, match="no expectation Great Expectations knows"):
        verdicts(con, rule("expect_the_spanish_inquisition", column="name"))


@pytest.mark.parametrize(
    "not_of_rows",
    [
        rule("expect_column_max_to_be_between", column="age", max_value=100),
        rule("expect_column_values_to_not_be_null", column="name", row_condition="age > 0", condition_parser="duckdb"),
    ],
)
def test_a_row_rule_that_is_not_about_single_rows_is_a_mistake_in_the_suite(
    con: duckdb.DuckDBPyConnection, not_of_rows: Rule
) -> None:
    with inspection(con, "people", [not_of_rows], row_name="place") as asked, pytest.raises(SuiteFailure):
        asked.conditions()


def test_a_table_that_is_not_there_is_an_error_of_ours(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RuleCrashed), inspection(con, "nobody", [says("true")], row_name="place"):
        pass


def test_the_lent_connection_goes_on_working_with_its_temporary_tables(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("BEGIN")
    con.execute("INSERT INTO people VALUES (4, 'x', 1)")
    verdicts(con, says("age >= 0"), rows=4)
    con.execute("ROLLBACK")
    assert con.execute("SELECT count(*) FROM people").fetchone() == (3,)


def test_nothing_is_logged_or_printed_even_when_a_rule_breaks(
    con: duckdb.DuckDBPyConnection, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RuleCrashed):
        verdicts(con, says("name::INTEGER > 0"))
    assert "Nguyễn" not in caplog.text
    assert capfd.readouterr() == ("", "")
