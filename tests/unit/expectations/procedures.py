"""Good and bad records of the feeds of the area procedures besides the dossiers of the desks."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.unit.expectations.examples import DAY, TOMORROW, Examples, breaks, noon

NO_PAYMENT = {"payment_announced_on": None, "payment_tested_on": None, "payment_received_on": None}
SCORES = ("time", "contacts", "agencies", "organisation", "publicity", "attitude")

EXAMPLES = {
    "procedures.catalogue": Examples(
        good={
            "procedure_code": "1.000005",
            "name": "Đăng ký khai sinh",
            "field": "Hộ tịch",
            "agency": "stp",
            "level": "commune",
            "is_decentralised": "yes",
            "delegation_planned": "yes",
            "delegation_decided_on": date(2023, 12, 1),
            "has_internal_process": "yes",
            "needs_electronic_process": "yes",
            "has_electronic_process": "yes",
            "online_level": "full",
            "needs_payment": "yes",
            "payment_announced_on": date(2023, 11, 1),
            "payment_tested_on": date(2023, 11, 20),
            "payment_received_on": date(2023, 12, 10),
            "bottleneck_no": None,
        },
        broken={
            "procedure_code.pattern": breaks(procedure_code="1.00022"),
            "level.allowed": breaks(level="ministry"),
            "is_decentralised.allowed": breaks(is_decentralised="perhaps"),
            "delegation_planned.allowed": breaks("delegation_decided_on.by_plan", delegation_planned="perhaps"),
            "has_internal_process.allowed": breaks(has_internal_process="perhaps"),
            "needs_electronic_process.allowed": breaks(
                "has_electronic_process.by_need", needs_electronic_process="perhaps"
            ),
            "has_electronic_process.allowed": breaks(has_electronic_process="perhaps"),
            "online_level.allowed": breaks(online_level="half"),
            "needs_payment.allowed": breaks(needs_payment="perhaps"),
            "bottleneck_no.allowed": breaks(bottleneck_no=7),
            "delegation_decided_on.by_plan": breaks(delegation_planned="no"),
            "delegation_decided_on.day": breaks(delegation_decided_on=date(2024, 1, 16)),
            "has_electronic_process.by_need": breaks(needs_electronic_process="no"),
            "payment_announced_on.by_need": breaks(needs_payment="no"),
            "payment_announced_on.day": breaks(payment_received_on=date(2024, 1, 16)),
            "payment_tested_on.order": breaks(payment_tested_on=date(2023, 10, 31)),
            "payment_received_on.order": breaks(payment_received_on=date(2023, 11, 19)),
        },
        still_good={
            "nothing to pay": {"needs_payment": "no", **NO_PAYMENT},
            "payment announced and no more": {**NO_PAYMENT, "payment_announced_on": DAY},
            "payment announced, tested and taken on the business day": dict.fromkeys(NO_PAYMENT, DAY),
            "payment taken without a test that is known": {"payment_tested_on": None},
            "delegation planned and not decided": {"delegation_decided_on": None},
            "no delegation": {"delegation_planned": "no", "delegation_decided_on": None},
            "decided on the business day": {"delegation_decided_on": DAY},
            "no electronic process where none is needed": {
                "needs_electronic_process": "no", "has_electronic_process": "no",
            },
            "in a group of bottlenecks": {"bottleneck_no": 6},
        },
    ),
    "procedures.portal_dossier": Examples(
        good={
            "dossier_code": "000.00.01.H26-240112-0001",
            "procedure_code": "1.000005",
            "status_code": 10,
            "received_at": noon(12),
            "due_at": noon(19),
            "finished_at": noon(14),
            "updated_at": noon(15),
        },
        broken={
            "procedure_code.pattern": breaks("procedure_code.known", procedure_code="1.00022"),
            "procedure_code.known": breaks(procedure_code="9.999999"),
            "status_code.allowed": breaks(status_code=11),
            "dossier_code.shape": breaks(dossier_code="000.00.01.H26-240112-001"),
            "dossier_code.day": breaks(dossier_code="000.00.01.H26-240111-0001"),
            "due_at.after_receipt": breaks(due_at=noon(11)),
            "finished_at.after_receipt": breaks(finished_at=noon(11)),
            "finished_at.day": breaks(finished_at=TOMORROW),
            "finished_at.mapped": breaks("finished_at.by_status", finished_at=None, finished_at__unmapped="?"),
            "finished_at.by_status": breaks(finished_at=None),
            "updated_at.after_receipt": breaks(updated_at=noon(11)),
            "updated_at.day": breaks(updated_at=TOMORROW),
        },
        still_good={
            "still in work, with no day promised": {"status_code": 4, "finished_at": None, "due_at": None},
            "a code issued again has five digits": {"dossier_code": "000.00.01.H26-240112-00012"},
            "received after midnight in Hanoi, before it in UTC": {
                "received_at": datetime(2024, 1, 11, 17, 30, tzinfo=UTC),
            },
        },
    ),
    "procedures.satisfaction": Examples(
        good={
            "form_code": "HL-d001-240115-001",
            "dossier_code": "000.00.01.H26-240112-0001",
            "procedure_code": "1.000005",
            "occurred_at": noon(15),
            **{f"score_{criterion}": 2 for criterion in SCORES},
        },
        broken={
            "procedure_code.pattern": breaks("procedure_code.known", procedure_code="1.00022"),
            "procedure_code.known": breaks(procedure_code="9.999999"),
            **{f"score_{criterion}.allowed": breaks(**{f"score_{criterion}": 3}) for criterion in SCORES},
            "dossier_code.shape": breaks(dossier_code="000.00.01.H26-240112-001"),
            "occurred_at.day": breaks(occurred_at=TOMORROW),
            "occurred_at.stale": breaks(
                dossier_code="000.00.01.H26-231201-0001", occurred_at=noon(14, 12, 2023),
            ),
            "occurred_at.after_receipt": breaks(occurred_at=noon(11)),
        },
        still_good={
            "satisfied with nothing": {f"score_{criterion}": 0 for criterion in SCORES},
            "rated on the day of receipt": {"occurred_at": noon(12)},
        },
    ),
    "procedures.reform_index": Examples(
        good={
            "index_name": "SIPAS",
            "year": 2022,
            "province_code": "H26",
            "province_name": "Hà Nội",
            "score_hundredths": 8058,
            "rank": 24,
        },
        broken={
            "index_name.allowed": breaks(index_name="PAPI"),
            "province_code.known": breaks(province_code="H99"),
            "year.plausible": breaks(year=2011),
            "score_hundredths.mapped": breaks(
                "rank.by_score", score_hundredths=None, score_hundredths__unmapped="?"
            ),
            "score_hundredths.range": breaks(score_hundredths=10_001),
            "rank.range": breaks(rank=64),
            "rank.by_score": breaks(score_hundredths=None),
        },
        still_good={
            "not yet published": {"year": 2024, "score_hundredths": None, "rank": None},
            "a score without a rank": {"rank": None},
            "everything": {"score_hundredths": 10_000, "rank": 1},
            "nothing": {"score_hundredths": 0, "rank": 63},
        },
    ),
}  # fmt: skip
