"""Good and bad records of the feeds of the area population besides the citizens themselves."""

from __future__ import annotations

from datetime import date

from tests.unit.expectations.examples import DAY, TOMORROW, Examples, breaks, noon

TOO_LATE = date(2024, 1, 16)

EXAMPLES = {
    "population.id_application": Examples(
        good={
            "application_code": "CC-001-2024-0000001",
            "citizen_id": "001190012345",
            "kind": "renewal",
            "commune_code": "00001",
            "received_on": date(2024, 1, 5),
            "approved_on": date(2024, 1, 10),
            "issued_on": date(2024, 1, 15),
            "status": "issued",
            "updated_at": noon(15),
        },
        broken={
            "kind.allowed": breaks(kind="gift"),
            "commune_code.known": breaks(commune_code="99999"),
            "status.allowed": breaks("approved_on.by_status", "issued_on.by_status", status="lost"),
            "citizen_id.shape": breaks(citizen_id="1190012345"),
            "citizen_id.province": breaks(citizen_id="003190012345"),
            "received_on.day": breaks(
                received_on=TOO_LATE, approved_on=None, issued_on=None, status="received",
            ),
            "approved_on.order": breaks(approved_on=date(2024, 1, 4)),
            "approved_on.day": breaks(approved_on=TOO_LATE, issued_on=None, status="approved"),
            "approved_on.mapped": breaks("approved_on.by_status", approved_on=None, approved_on__unmapped="?"),
            "approved_on.by_status": breaks(approved_on=None),
            "issued_on.order": breaks(issued_on=date(2024, 1, 9)),
            "issued_on.day": breaks(issued_on=TOO_LATE),
            "issued_on.mapped": breaks("issued_on.by_status", issued_on=None, issued_on__unmapped="?"),
            "issued_on.by_status": breaks(issued_on=None),
            "updated_at.day": breaks(updated_at=TOMORROW),
        },
        still_good={
            "received and not yet looked at": {"status": "received", "approved_on": None, "issued_on": None},
            "approved and not yet issued": {"status": "approved", "issued_on": None},
            "refused": {"status": "refused", "approved_on": None, "issued_on": None},
            "received, approved and issued on the business day": {
                "received_on": DAY, "approved_on": DAY, "issued_on": DAY,
            },
        },
    ),
    "population.eid_account": Examples(
        good={
            "account_code": "VN0000012345",
            "citizen_id": "001190012345",
            "birth_year": 1990,
            "commune_code": "00001",
            "level": 2,
            "registered_on": date(2024, 1, 5),
            "approved_on": date(2024, 1, 10),
            "activated_on": date(2024, 1, 15),
            "status": "activated",
            "updated_at": noon(15),
        },
        broken={
            "commune_code.known": breaks(commune_code="99999"),
            "level.allowed": breaks(level=3),
            "status.allowed": breaks("approved_on.by_status", "activated_on.by_status", status="lost"),
            "citizen_id.shape": breaks(citizen_id="1190012345"),
            "citizen_id.birth_year": breaks(citizen_id="001191012345"),
            "birth_year.plausible": breaks("citizen_id.birth_year", birth_year=1890),
            "level.by_age": breaks(citizen_id="001319012345", birth_year=2019),
            "registered_on.day": breaks(
                registered_on=TOO_LATE, approved_on=None, activated_on=None, status="registered",
            ),
            "approved_on.order": breaks(approved_on=date(2024, 1, 4)),
            "approved_on.day": breaks(approved_on=TOO_LATE, activated_on=None, status="approved"),
            "approved_on.mapped": breaks("approved_on.by_status", approved_on=None, approved_on__unmapped="?"),
            "approved_on.by_status": breaks(approved_on=None),
            "activated_on.order": breaks(activated_on=date(2024, 1, 9)),
            "activated_on.day": breaks(activated_on=TOO_LATE),
            "activated_on.mapped": breaks("activated_on.by_status", activated_on=None, activated_on__unmapped="?"),
            "activated_on.by_status": breaks(status="approved"),
            "updated_at.day": breaks(updated_at=TOMORROW),
        },
        still_good={
            "registered and not yet looked at": {"status": "registered", "approved_on": None, "activated_on": None},
            "rejected": {"status": "rejected", "approved_on": None, "activated_on": None},
            "approved and not yet activated": {"status": "approved", "activated_on": None},
            "locked after it was activated": {"status": "locked"},
            "locked before it was approved": {"status": "locked", "approved_on": None, "activated_on": None},
            "a child of five with level 1": {"citizen_id": "001319012345", "birth_year": 2019, "level": 1},
            "a child that may be six with level 2, on request": {"citizen_id": "001318012345", "birth_year": 2018},
        },
    ),
    "population.digital_signature": Examples(
        good={
            "certificate_code": "5404FFEB7033FB316D672201B7BE4A3C",
            "citizen_id": "001190012345",
            "provider": "VNPT-CA",
            "is_free": "yes",
            "occurred_at": noon(15),
            "expires_on": date(2025, 1, 14),
        },
        broken={
            "is_free.allowed": breaks(is_free="perhaps"),
            "citizen_id.shape": breaks(citizen_id="1190012345"),
            "citizen_id.province": breaks(citizen_id="003190012345"),
            "occurred_at.day": breaks(occurred_at=TOMORROW),
            "occurred_at.stale": breaks(occurred_at=noon(14, 12, 2023)),
            "expires_on.order": breaks(expires_on=date(2024, 1, 14)),
            "expires_on.mapped": breaks("expires_on.missing", expires_on=None, expires_on__unmapped="?"),
            "expires_on.missing": breaks(expires_on=None),
        },
        still_good={
            "told a month late": {"occurred_at": noon(15, 12, 2023)},
            "it ends on the day of issue": {"expires_on": DAY},
            "it costs something": {"is_free": "no"},
        },
    ),
}  # fmt: skip
