"""The part of a suite that nobody writes: what the contract's own words already ask of every record."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import MappingProxyType
from typing import Any

from expectations.rules import Rule
from pipelines.contract import Column, Contract

UNMAPPED = "__unmapped"
"""Suffix of the columns that keep the text conforming could not map."""


def rules_from_contract(contract: Contract, traced: Collection[str]) -> tuple[Rule, ...]:
    """Required, mapped, allowed, well-formed and known: by column, in the contract's order."""
    return tuple(rule for column in contract.columns for rule in _of_column(contract, column, column.name in traced))


def _of_column(contract: Contract, column: Column, is_traced: bool) -> Iterator[Rule]:
    if column.required:
        yield _required(contract, column, is_traced)
    if is_traced:
        yield _rule(
            column, "mapped", "expect_column_values_to_be_null", {"column": column.name + UNMAPPED},
            "có giá trị không đọc được theo định dạng đã thống nhất", "holds something the layout cannot map",
        )  # fmt: skip
    if column.allowed:
        values = [int(value) if column.type in ("INTEGER", "BIGINT") else value for value in column.allowed]
        yield _rule(
            column, "allowed", "expect_column_values_to_be_in_set", {"column": column.name, "value_set": values},
            "không thuộc danh mục giá trị cho phép", "is none of the allowed values",
        )  # fmt: skip
    if column.pattern:
        yield _rule(
            column, "pattern", "expect_column_values_to_match_regex", {"column": column.name, "regex": column.pattern},
            "sai cấu trúc", "is not well formed",
        )  # fmt: skip
    if column.references:
        yield _rule(
            column, "known", "expect_record_to_satisfy",
            {"condition": f"is_known('{column.references}', {column.name}, business_day)"},
            "không có trong danh mục của ngày dữ liệu", "is no code of the business day",
        )  # fmt: skip


def _required(contract: Contract, column: Column, is_traced: bool) -> Rule:
    """A column may be empty when its text could not be mapped, which is another rule's matter.

    In a deletion of a `changes` feed only key, instant and operation are told.
    """
    missing, missing_en = "bị thiếu", "is missing"
    excuses = [f"{column.name} IS NOT NULL"]
    if is_traced:
        excuses.append(f"{column.name}{UNMAPPED} IS NOT NULL")
    is_always_told = column.is_key or column.name in (contract.effective_column, contract.operation_column)
    if contract.operation_column and not is_always_told:
        excuses.append(f"coalesce({contract.operation_column} = 'delete', false)")
    if len(excuses) == 1:
        kind, arguments = "expect_column_values_to_not_be_null", {"column": column.name}
    else:
        kind, arguments = "expect_record_to_satisfy", {"condition": " OR ".join(excuses)}
    return _rule(column, "required", kind, arguments, missing, missing_en)


def _rule(
    column: Column, check: str, expectation: str, arguments: dict[str, Any], reason_vi: str, reason_en: str
) -> Rule:
    return Rule(
        rule_id=f"{column.name}.{check}",
        level="row",
        severity="critical",
        expectation=expectation,
        arguments=MappingProxyType(arguments),
        reason_vi=f"{column.business_name} {reason_vi}",
        reason_en=f"{column.name} {reason_en}",
    )
