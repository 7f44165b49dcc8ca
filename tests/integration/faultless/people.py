"""Citizens as the register's pages have them, cards as the insurer's table has them."""

from datetime import UTC, datetime

from tests.integration.faultless.text import HANOI, birth, instant, mapped, name


def citizen(item):
    if not isinstance(item, dict):
        return None
    record = {"citizen_id": item["soDinhDanh"] or None, "operation": {"U": "upsert", "D": "delete"}[item["thaoTac"]]}
    record["updated_at"] = datetime.fromisoformat(item["capNhatLuc"]).astimezone(UTC)
    if record["operation"] == "delete":
        return record
    year, on = birth(item["ngaySinh"], item["loaiNgaySinh"])
    plain = instant("%Y%m%d")
    return record | {
        "full_name": name(item["hoTen"]),
        "sex": {"1": "male", "2": "female"}[item["gioiTinh"]],
        "birth_year": year,
        "birth_on": on,
        "commune_code": item["maXaCuTru"],
        "residence": {"1": "permanent", "2": "temporary"}[item["tinhTrangCuTru"]],
        "phone": item["soDienThoai"] or None,
        "card_issued_on": mapped(item["ngayCapThe"], lambda t: plain(t).astimezone(HANOI).date()),
        "died_on": mapped(item["ngayMat"], lambda t: plain(t).astimezone(HANOI).date()),
    }


def card(row):
    year, on = birth(row[5], str(row[6]))
    return {
        "card_number": row[1],
        "bhxh_number": row[2],
        "citizen_id": row[3],
        "full_name": name(row[4]),
        "sex": {1: "male", 2: "female", 3: "other"}[row[7]],
        "birth_year": year,
        "birth_on": on,
        "object_code": row[8],
        "benefit_level": row[9],
        "commune_code": row[10],
        "facility_code": row[11],
        "starts_on": row[12],
        "ends_on": row[13],
    }
