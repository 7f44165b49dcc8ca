"""A good record of each feed, and for every rule a change that makes it break just that rule, or more where named."""

from __future__ import annotations

from datetime import UTC, date, datetime

from expectations.fixed import UNMAPPED
from pipelines.contract import Contract
from tests.unit.expectations import insurance, population, procedures, welfare
from tests.unit.expectations.examples import DAY, Breaking, Record, breaks, noon

__all__ = ["DAY", "GOOD", "STILL_GOOD", "Record", "examples_of", "noon"]

GOOD: dict[str, Record] = {
    "population.citizen": {
        "citizen_id": "001190012345",
        "full_name": "Nguyễn Thị Hòa",
        "sex": "female",
        "birth_year": 1990,
        "birth_on": date(1990, 5, 20),
        "commune_code": "00001",
        "residence": "permanent",
        "phone": "0912345678",
        "card_issued_on": date(2021, 7, 1),
        "died_on": None,
        "updated_at": noon(15),
        "operation": "upsert",
    },
    "insurance.card": {
        "card_number": "HS4010120878811",
        "bhxh_number": "0120878811",
        "citizen_id": "001190012345",
        "full_name": "Nguyễn Thị Hòa",
        "sex": "female",
        "birth_year": 1990,
        "birth_on": date(1990, 5, 20),
        "object_code": "HS",
        "benefit_level": 4,
        "commune_code": "00001",
        "facility_code": "01001",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2024, 12, 31),
    },
    "procedures.dossier": {
        "dossier_code": "000.00.01.H26-240112-0001",
        "procedure_code": "1.000005",
        "applicant_name": "Nguyễn Thị Hòa",
        "applicant_id": "001190012345",
        "applicant_sex": "female",
        "applicant_phone": "0912345678",
        "applicant_type": "citizen",
        "channel": "online",
        "status_code": 10,
        "received_at": noon(12),
        "due_at": noon(19),
        "processing_hours": 40,
        "finished_at": noon(14),
        "returned_at": noon(15),
        "fee_vnd": 20_000,
        "updated_at": noon(15),
    },
}


BROKEN: dict[str, dict[str, Breaking]] = {
    "population.citizen": {
        "sex.allowed": breaks("citizen_id.sex", sex="other"),
        "commune_code.known": breaks(commune_code="99999"),
        "residence.allowed": breaks(residence="visiting"),
        "operation.allowed": breaks(operation="replace"),
        "citizen_id.shape": breaks(citizen_id="00119001234"),
        "citizen_id.province": breaks(citizen_id="003190012345"),
        "citizen_id.sex": breaks(sex="male"),
        "citizen_id.birth_year": breaks(citizen_id="001191012345"),
        "birth_year.plausible": breaks("citizen_id.birth_year", birth_year=1890, birth_on=None),
        "birth_on.year": breaks(birth_on=date(1991, 5, 20)),
        "birth_on.day": breaks(
            "card_issued_on.after_birth",
            citizen_id="001324012345", birth_year=2024, birth_on=date(2024, 1, 16),
        ),
        "card_issued_on.day": breaks(card_issued_on=date(2024, 1, 16)),
        "card_issued_on.after_birth": breaks(card_issued_on=date(1990, 5, 19)),
        "died_on.day": breaks(died_on=date(2024, 1, 16)),
        "died_on.after_birth": breaks(died_on=date(1990, 5, 19), card_issued_on=None),
        "died_on.after_card": breaks(died_on=date(2021, 6, 30)),
        "updated_at.day": breaks(updated_at=datetime(2024, 1, 15, 17, 0, tzinfo=UTC)),
        "phone.shape": breaks(phone="912345678"),
    },
    "insurance.card": {
        "sex.allowed": breaks("citizen_id.sex", sex="unknown"),
        "object_code.known": breaks("card_number.object", object_code="ZZ"),
        "benefit_level.allowed": breaks("card_number.benefit", benefit_level=6),
        "commune_code.known": breaks(commune_code="99999"),
        "facility_code.known": breaks(facility_code="01999"),
        "card_number.shape": breaks(card_number="HS401012087881"),
        "card_number.object": breaks(object_code="DN"),
        "card_number.benefit": breaks(benefit_level=3),
        "card_number.bhxh": breaks(bhxh_number="0120878812"),
        "bhxh_number.shape": breaks("card_number.bhxh", bhxh_number="120878811"),
        "citizen_id.shape": breaks(citizen_id="1190012345"),
        "citizen_id.province": breaks(citizen_id="003190012345"),
        "citizen_id.sex": breaks(sex="male"),
        "citizen_id.birth_year": breaks(citizen_id="001191012345"),
        "birth_year.plausible": breaks("citizen_id.birth_year", birth_year=1890, birth_on=None),
        "birth_on.year": breaks(birth_on=date(1989, 5, 20)),
        "birth_on.day": breaks(
            "starts_on.after_birth", citizen_id=None, birth_year=2024, birth_on=date(2024, 1, 16),
        ),
        "ends_on.order": breaks(starts_on=date(2024, 2, 1), ends_on=date(2024, 1, 31)),
        "ends_on.expired": breaks(ends_on=date(2024, 1, 14)),
        "starts_on.after_birth": breaks(starts_on=date(1990, 5, 19)),
    },
    "procedures.dossier": {
        "procedure_code.pattern": breaks("procedure_code.known", procedure_code="1.00022"),
        "procedure_code.known": breaks(procedure_code="9.999999"),
        "applicant_sex.allowed": breaks("applicant_id.sex", applicant_sex="other"),
        "applicant_type.allowed": breaks(applicant_type="tourist"),
        "channel.allowed": breaks(channel="telegraph"),
        "status_code.allowed": breaks(status_code=11),
        "dossier_code.shape": breaks(dossier_code="000.00.01.H26-240112-001"),
        "dossier_code.day": breaks(dossier_code="000.00.01.H26-240111-0001"),
        "applicant_id.shape": breaks(applicant_id="1190012345"),
        "applicant_id.province": breaks(applicant_id="003190012345"),
        "applicant_id.sex": breaks(applicant_sex="male"),
        "updated_at.after_receipt": breaks(updated_at=noon(11)),
        "updated_at.day": breaks(updated_at=datetime(2024, 1, 15, 17, 0, tzinfo=UTC)),
        "finished_at.after_receipt": breaks(finished_at=noon(11)),
        "returned_at.after_receipt": breaks("returned_at.after_finish", returned_at=noon(11)),
        "returned_at.after_finish": breaks(returned_at=noon(13)),
        "finished_at.by_status": breaks(finished_at=None),
        "finished_at.mapped": breaks("finished_at.by_status", finished_at=None, finished_at__unmapped="?"),
        "returned_at.mapped": breaks("returned_at.by_status", returned_at=None, returned_at__unmapped="?"),
        "returned_at.by_status": breaks(returned_at=None),
        "due_at.after_receipt": breaks(due_at=noon(11)),
        "processing_hours.positive": breaks(processing_hours=0),
        "fee_vnd.positive": breaks(fee_vnd=-1),
        "applicant_phone.shape": breaks(applicant_phone="12345"),
    },
}  # fmt: skip

NOTHING_ELSE = {"full_name": None, "sex": None, "birth_year": None, "birth_on": None, "commune_code": None,
                "residence": None, "phone": None, "card_issued_on": None}  # fmt: skip

STILL_GOOD: dict[str, dict[str, Record]] = {
    "population.citizen": {
        "a deletion tells key, instant and operation alone": {"operation": "delete", **NOTHING_ELSE},
        "born, registered and carded on the business day": {
            "citizen_id": "001324012345", "birth_year": 2024, "birth_on": DAY, "card_issued_on": DAY,
        },
        "died on the business day, the day the card came": {"died_on": DAY, "card_issued_on": DAY},
        "only the year of birth is known": {"birth_on": None},
        "born in 1900": {"citizen_id": "001100012345", "birth_year": 1900, "birth_on": None},
        "a man of the 21st century": {
            "citizen_id": "001205012345", "sex": "male", "birth_year": 2005, "birth_on": date(2005, 1, 1),
        },
        "no phone and no card": {"phone": None, "card_issued_on": None},
        "the last second of the business day": {"updated_at": datetime(2024, 1, 15, 16, 59, 59, tzinfo=UTC)},
    },
    "insurance.card": {
        "an ID the register does not know": {"citizen_id": None},
        "a card without end": {"ends_on": None},
        "a card that ends on the business day": {"ends_on": DAY},
        "a card of one day": {"starts_on": DAY, "ends_on": DAY},
        "a sex the ID cannot tell": {"sex": "other"},
        "a station whose code has a letter": {"facility_code": "01A01"},
    },
    "procedures.dossier": {
        "an enterprise has no ID and no sex": {
            "applicant_id": None, "applicant_sex": None, "applicant_type": "enterprise",
        },
        "a dossier still in work": {"status_code": 4, "finished_at": None, "returned_at": None},
        "a desk that gives hours and no day": {"due_at": None},
        "received, finished and returned at one moment": {
            "dossier_code": "000.00.01.H26-240115-0001", "received_at": noon(15), "finished_at": noon(15),
            "returned_at": noon(15),
        },
        "a code issued again has five digits": {"dossier_code": "000.00.01.H26-240112-00012"},
        "received after midnight in Hanoi, before it in UTC": {
            "received_at": datetime(2024, 1, 11, 17, 30, tzinfo=UTC),
        },
        "free of charge": {"fee_vnd": 0},
    },
}  # fmt: skip


for _area in (insurance, population, procedures, welfare):
    for _feed, _examples in _area.EXAMPLES.items():
        GOOD[_feed] = _examples.good
        BROKEN[_feed] = dict(_examples.broken)
        STILL_GOOD[_feed] = dict(_examples.still_good)


def examples_of(contract: Contract) -> dict[str, Breaking]:
    """For every rule of a feed a record that breaks it: what follows from the contract is made here."""
    made: dict[str, Breaking] = {}
    for column in contract.columns:
        nothing = {column.name: None}
        if column.required:
            made[f"{column.name}.required"] = Breaking(nothing)
        made[f"{column.name}.mapped"] = Breaking({**nothing, column.name + UNMAPPED: "?"})
    return made | BROKEN[contract.feed]
