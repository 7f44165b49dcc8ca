"""What those who deliver are called."""

from __future__ import annotations

import duckdb
import pytest


def test_every_supplier_has_one_name_in_each_language(facts: duckdb.DuckDBPyConnection) -> None:
    counts = (
        "SELECT kind, count(DISTINCT supplier), count(*), count(DISTINCT name_vi) FROM reference.supplier GROUP BY 1"
    )
    assert sorted(facts.execute(counts).fetchall()) == [
        ("commune", 126, 126, 126),
        ("department", 17, 17, 17),
        ("district", 30, 30, 30),
        ("ministry", 5, 5, 5),
    ]
    lacking = (
        "SELECT count(*) FROM reference.supplier WHERE name_vi IS NULL OR name_en IS NULL OR NOT is_ascii(name_en)"
    )
    facts.execute("CREATE OR REPLACE TEMP MACRO is_ascii(word) AS NOT regexp_matches(word, '[^ -~]')")
    assert facts.execute(lacking).fetchall() == [(0,)]
    composed = "SELECT count(*) FROM reference.supplier WHERE name_vi <> nfc_normalize(name_vi)"
    assert facts.execute(composed).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("supplier", "kind", "name_vi", "name_en"),
    [
        (
            "x00004",
            "commune",
            "Trung tâm phục vụ hành chính công phường Ba Đình",
            "Public Administration Service Centre of Ba Dinh Ward",
        ),
        (
            "x00376",
            "commune",
            "Trung tâm phục vụ hành chính công xã Sóc Sơn",
            "Public Administration Service Centre of Soc Son Commune",
        ),
        (
            "sldtbxh",
            "department",
            "Sở Lao động - Thương binh và Xã hội",
            "Department of Labour, Invalids and Social Affairs",
        ),
        ("d001", "district", "Quận Ba Đình", "Ba Dinh District"),
    ],
)
def test_a_supplier_is_called_as_people_call_it(
    facts: duckdb.DuckDBPyConnection, supplier: str, kind: str, name_vi: str, name_en: str
) -> None:
    found = facts.execute("SELECT kind, name_vi, name_en FROM reference.supplier WHERE supplier = ?", [supplier])
    assert found.fetchall() == [(kind, name_vi, name_en)]
