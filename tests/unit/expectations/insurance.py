"""Good and bad records of the feeds of the area insurance besides the cards themselves."""

from __future__ import annotations

from datetime import date

from tests.unit.expectations.examples import DAY, TOMORROW, Examples, breaks, noon

EXAMPLES = {
    "insurance.facility": Examples(
        good={
            "facility_code": "01001",
            "name": "Bệnh viện Hữu Nghị",
            "level": 1,
            "district_code": "007",
            "status": "active",
            "accepts_citizen_card": "yes",
            "contract_from": date(2024, 1, 1),
            "contract_to": date(2024, 12, 31),
        },
        broken={
            "facility_code.known": breaks(facility_code="01999"),
            "level.allowed": breaks(level=5),
            "status.allowed": breaks(status="asleep"),
            "accepts_citizen_card.allowed": breaks(accepts_citizen_card="perhaps"),
            "district_code.shape": breaks(district_code="7"),
            "district_code.day": breaks(business_day=date(2025, 7, 1), contract_to=None),
            "status.accepts": breaks(status="closed"),
            "contract_from.mapped": breaks("contract_from.by_status", contract_from=None, contract_from__unmapped="?"),
            "contract_from.by_status": breaks(contract_from=None),
            "contract_from.day": breaks(contract_from=date(2024, 1, 16)),
            "contract_to.order": breaks(
                status="closed", accepts_citizen_card="no",
                contract_from=date(2023, 12, 2), contract_to=date(2023, 12, 1),
            ),
            "contract_to.expired": breaks(contract_to=date(2024, 1, 14)),
        },
        still_good={
            "a station whose code has a letter": {"facility_code": "01A01", "level": 4},
            "closed, its contract over": {
                "status": "closed", "accepts_citizen_card": "no", "contract_from": date(2023, 1, 1),
                "contract_to": date(2023, 12, 31),
            },
            "closed, its contract never known": {
                "status": "closed", "accepts_citizen_card": "no", "contract_from": None, "contract_to": None,
            },
            "a contract without end": {"contract_to": None},
            "a contract that ends on the business day": {"contract_to": DAY},
            "district and level unknown": {"district_code": None, "level": None},
        },
    ),
    "insurance.facility_lookup": Examples(
        good={
            "lookup_code": "TC-20240115-000001",
            "facility_code": "01001",
            "document": "citizen_card",
            "result": "found",
            "occurred_at": noon(15),
        },
        broken={
            "facility_code.known": breaks(facility_code="01999"),
            "document.allowed": breaks(document="passport"),
            "result.allowed": breaks(result="perhaps"),
            "occurred_at.day": breaks(occurred_at=TOMORROW),
            "occurred_at.stale": breaks(occurred_at=noon(14, 12, 2023)),
        },
        still_good={
            "told a month late": {"occurred_at": noon(15, 12, 2023)},
            "by insurance card, nothing found": {"document": "insurance_card", "result": "not_found"},
        },
    ),
}  # fmt: skip
