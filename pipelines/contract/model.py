"""What a feed promises: columns, key, kind of history and calendar, read from an Open Data Contract Standard file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from pipelines.errors import ContractFailure
from pipelines.yaml_file import read_yaml

Kind = Literal["snapshot", "changes", "events"]
PublishAs = Literal["as_is", "year", "person_key", "keyed_hash", "withheld"]

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
"""The days of the week as ISO numbers them."""


@dataclass(frozen=True)
class Column:
    """One column of a feed, in the city's own form.

    Attributes:
        name: ASCII identifier.
        type: DuckDB type (`VARCHAR`, `INTEGER`, `BIGINT`, `DATE`, `TIMESTAMPTZ`).
        required: a record without it is quarantined.
        key_position: 1-based place in the record's key, 0 when it is no part of it.
        business_name: its Vietnamese name.
        description: its meaning, with unit.
        classification: `public`, `personal` or `identifier`.
        publish_as: what `core.duckdb` may show of it.
        references: the reference table its codes stand in, or None.
        allowed: the only values it may take, or empty.
        pattern: a regular expression its text must match as a whole, or None.
        former_names: what earlier versions of the contract called it, the first first.
    """

    name: str
    type: str
    required: bool
    key_position: int
    business_name: str
    description: str
    classification: str
    publish_as: PublishAs
    references: str | None
    allowed: tuple[str, ...]
    pattern: str | None
    former_names: tuple[str, ...] = ()

    @property
    def first_name(self) -> str:
        """What the first version of the contract that had it called it: the same in all versions."""
        return (*self.former_names, self.name)[0]

    @property
    def is_key(self) -> bool:
        """Whether it is part of the record's key."""
        return self.key_position > 0


@dataclass(frozen=True)
class Contract:
    """One feed under one version of its contract.

    Attributes:
        feed: `<area>.<name>`, e.g. `population.citizen`.
        version: the contract's version.
        valid_from: first business day read by this version.
        kind: how deliveries become history.
        columns: all columns, in order, the effective instant and the operation included.
        effective_column: for `changes`, the instant a record speaks of; None otherwise.
        operation_column: for `changes`, the column with `upsert` or `delete`; None when every record is an upsert.
        due: Hanoi time of the day after the business day by which a delivery is due.
        owner: who answers for the feed at the supplier.
        title: the feed's Vietnamese name.
        volume_band: how far the number of records may lie from its baseline, as a share of it; None where days
            are unlike each other.
        due_weekdays: on which days of the week a business day is owed, 1 for Monday to 7 for Sunday.
        is_handed_on: whether a record may go on at another supplier, which then holds it: the one that began last.
    """

    feed: str
    version: str
    valid_from: date
    kind: Kind
    columns: tuple[Column, ...]
    effective_column: str | None
    operation_column: str | None
    due: time
    owner: str
    title: str
    volume_band: float | None
    due_weekdays: tuple[int, ...] = EVERY_DAY
    is_handed_on: bool = False

    @property
    def area(self) -> str:
        """The first half of the feed's name."""
        return self.feed.split(".")[0]

    @property
    def table(self) -> str:
        """The feed's name as part of a table name: `population_citizen`."""
        return self.feed.replace(".", "_")

    @property
    def content_columns(self) -> tuple[Column, ...]:
        """What a version of a record consists of: all columns but the effective instant and the operation."""
        technical = {self.effective_column, self.operation_column}
        return tuple(column for column in self.columns if column.name not in technical)

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """The columns of the key, in key order."""
        return tuple(sorted((c for c in self.columns if c.is_key), key=lambda c: c.key_position))

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            ContractFailure: the feed has none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractFailure(f"The contract of {self.feed} has no column {name}.", where=self.feed)


def read_contract(path: Path) -> Contract:
    """The contract a file describes.

    Raises:
        ContractFailure: the file is no Open Data Contract Standard document, or lacks what a feed needs.
    """
    from open_data_contract_standard.model import OpenDataContractStandard

    try:
        document = OpenDataContractStandard(**read_yaml(path))
        return _contract(document)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, IndexError) as reason:
        raise ContractFailure(
            f"The contract cannot be read: {type(reason).__name__}: {reason}.",
            where=str(path),
            next_step="Compare it with the contract of another feed.",
        ) from reason


def _contract(document: Any) -> Contract:  # Any: the standard's model ships without types
    facts = _custom(document.customProperties)
    schema = document.schema_[0]
    kind = facts["deliveryKind"]
    if kind not in get_args(Kind):
        raise ValueError(f"deliveryKind is {kind!r}, not one of {', '.join(get_args(Kind))}")
    contract = Contract(
        feed=document.id,
        version=document.version,
        valid_from=date.fromisoformat(str(facts["validFrom"])),
        kind=kind,
        columns=tuple(_column(p) for p in schema.properties),
        effective_column=facts.get("effectiveInstant"),
        operation_column=facts.get("operation"),
        due=time.fromisoformat(facts["dueAt"]),
        owner=facts["owner"],
        title=schema.businessName,
        volume_band=float(facts["volumeBand"]) if "volumeBand" in facts else None,
        due_weekdays=_weekdays(facts.get("dueOn", EVERY_DAY)),
        is_handed_on=_yes_or_no(facts, "handedOn"),
    )
    if not contract.key_columns:
        raise ValueError("no column is part of a primary key")
    if (kind == "changes") != (contract.effective_column is not None):
        raise ValueError("a changes feed names its effectiveInstant, and only such a feed does")
    if contract.is_handed_on and kind != "changes":
        raise ValueError("only records of a changes feed are handedOn")
    return contract


def _weekdays(value: object) -> tuple[int, ...]:
    found = tuple(value) if isinstance(value, (list, tuple)) else ()
    if not found or any(type(one) is not int or one not in EVERY_DAY for one in found):
        raise ValueError(f"dueOn is {value!r}, not a list of days of the week, 1 for Monday to 7 for Sunday")
    return tuple(sorted(set(found)))


def _yes_or_no(facts: Mapping[str, Any], name: str) -> bool:
    value = facts.get(name, False)
    if type(value) is not bool:
        raise ValueError(f"{name} is {value!r}, not true or false")
    return value


def _column(prop: Any) -> Column:
    facts = _custom(prop.customProperties)
    publish_as = facts.get("publishAs", "as_is")
    if publish_as not in get_args(PublishAs):
        raise ValueError(f"column {prop.name}: publishAs is {publish_as!r}")
    references = prop.relationships[0].to.split(".")[0] if prop.relationships else None
    options: Mapping[str, Any] = prop.logicalTypeOptions or {}
    return Column(
        name=prop.name,
        type=prop.physicalType,
        required=bool(prop.required),
        key_position=(prop.primaryKeyPosition or 1) if prop.primaryKey else 0,
        business_name=prop.businessName,
        description=prop.description,
        classification=prop.classification or "public",
        publish_as=publish_as,
        references=references,
        allowed=tuple(str(value) for value in facts.get("allowed", ())),
        pattern=options.get("pattern"),
        former_names=tuple(str(name) for name in facts.get("formerly", ())),
    )


def _custom(properties: Any) -> dict[str, Any]:
    return {p.property: p.value for p in properties or ()}
