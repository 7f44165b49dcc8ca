"""Good and bad records of the feeds of the area welfare."""

from __future__ import annotations

from datetime import date

from tests.unit.expectations.examples import DAY, TOMORROW, Examples, breaks, noon

CASH = {"payment_method": "cash", "bank": None, "account_number": None}

EXAMPLES = {
    "welfare.beneficiary": Examples(
        good={
            "beneficiary_code": "BT-001-000123",
            "citizen_id": "001190012345",
            "full_name": "Nguyễn Thị Hòa",
            "birth_year": 1990,
            "sex": "female",
            "commune_code": "00001",
            "kind": "disability",
            "amount_vnd": 540_000,
            "payment_method": "account",
            "bank": "Agribank",
            "account_number": "1500201234567",
            "exempt_reason": None,
            "starts_on": date(2022, 3, 1),
            "ends_on": None,
            "updated_at": noon(15),
            "operation": "upsert",
        },
        broken={
            "sex.allowed": breaks("citizen_id.sex", sex="other"),
            "commune_code.known": breaks(commune_code="99999"),
            "kind.allowed": breaks(kind="lottery"),
            "payment_method.allowed": breaks(payment_method="cheque"),
            "exempt_reason.allowed": breaks(exempt_reason="lazy", **CASH),
            "operation.allowed": breaks(operation="replace"),
            "citizen_id.shape": breaks(citizen_id="1190012345"),
            "citizen_id.sex": breaks(sex="male"),
            "citizen_id.birth_year": breaks(citizen_id="001191012345"),
            "birth_year.plausible": breaks("citizen_id.birth_year", birth_year=1890),
            "amount_vnd.positive": breaks(amount_vnd=0),
            "bank.mapped": breaks("bank.by_method", bank=None, bank__unmapped="?"),
            "bank.by_method": breaks(bank=None),
            "account_number.mapped": breaks(
                "account_number.by_method", account_number=None, account_number__unmapped="?"
            ),
            "account_number.by_method": breaks(account_number=None),
            "account_number.shape": breaks(account_number="12345"),
            "exempt_reason.by_method": breaks(exempt_reason="remote"),
            "ends_on.order": breaks(ends_on=date(2022, 2, 28)),
            "updated_at.day": breaks(updated_at=TOMORROW),
        },
        still_good={
            "a deletion tells key, instant and operation alone": {
                "operation": "delete", "citizen_id": None, "full_name": None, "birth_year": None, "sex": None,
                "commune_code": None, "kind": None, "amount_vnd": None, "payment_method": None, "bank": None,
                "account_number": None, "starts_on": None,
            },
            "an ID the register does not know": {"citizen_id": None, "sex": None},
            "cash without an excuse": CASH,
            "cash for one who cannot leave the bed": {"exempt_reason": "bedridden", **CASH},
            "an account that waits while cash is paid": {"payment_method": "cash"},
            "a benefit of one day": {"starts_on": DAY, "ends_on": DAY},
            "a benefit that begins next month": {"starts_on": date(2024, 2, 1)},
        },
    ),
    "welfare.payment": Examples(
        good={
            "event_code": "CT-202401-000123-3",
            "payment_code": "CT-202401-000123",
            "beneficiary_code": "BT-001-000123",
            "step": "withdrawn",
            "method": "account",
            "amount_vnd": 540_000,
            "place_code": "00001",
            "occurred_at": noon(15),
        },
        broken={
            "step.allowed": breaks("place_code.by_step", step="lost"),
            "method.allowed": breaks(method="cheque"),
            "place_code.known": breaks(place_code="99999"),
            "place_code.mapped": breaks("place_code.by_step", place_code=None, place_code__unmapped="?"),
            "step.by_method": breaks(step="collected"),
            "amount_vnd.positive": breaks(amount_vnd=0),
            "place_code.by_step": breaks(place_code=None),
            "occurred_at.day": breaks(occurred_at=TOMORROW),
            "occurred_at.stale": breaks(occurred_at=noon(14, 12, 2023)),
        },
        still_good={
            "due, nowhere yet": {"step": "due", "place_code": None},
            "credited, nowhere yet": {"step": "credited", "place_code": None},
            "spent without cash": {"step": "spent"},
            "collected in cash": {"step": "collected", "method": "cash"},
            "due in cash": {"step": "due", "method": "cash", "place_code": None},
            "told a month late": {"occurred_at": noon(15, 12, 2023)},
        },
    ),
}  # fmt: skip
