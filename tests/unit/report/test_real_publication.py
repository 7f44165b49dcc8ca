from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.contract import areas
from pipelines.night.due import due
from pipelines.night.settle import give_up
from pipelines.publish import Publication, publish
from pipelines.settings import Settings
from tests.unit.report.made_up_city import empty_publication

DAY = date(2024, 1, 16)
AT = datetime(2024, 1, 16, 22, 30, tzinfo=UTC)
COLUMNS = """
    SELECT schema_name || '.' || table_name, list(column_name || ' ' || data_type ORDER BY column_index)
    FROM duckdb_columns()
    WHERE database_name = current_database() AND NOT internal
    GROUP BY ALL
"""


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The publication of a night on which the watchdog gave every area up."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), threads=1)
    for area in areas():
        due(settings, area, DAY, AT, "night")
        give_up(settings, area, DAY, "night", AT, "it had not ended at 05:30")
    made = publish(settings, AT, "night")
    assert made is not None
    return made


def test_the_tables_the_page_is_tested_with_are_those_that_are_published(
    first_night: Publication, tmp_path: Path
) -> None:
    (tmp_path / "made_up.duckdb").write_bytes(empty_publication())
    with duckdb.connect(str(tmp_path / "made_up.duckdb"), read_only=True) as con:
        made_up = dict(con.execute(COLUMNS).fetchall())
    with duckdb.connect(str(first_night.city), read_only=True) as con:
        real = dict(con.execute(COLUMNS).fetchall())
    assert {name: real.get(name) for name in made_up} == made_up


def test_the_page_of_a_night_that_never_settled_says_so_and_has_its_scorecard(first_night: Publication) -> None:
    page = first_night.report.read_text(encoding="utf-8")
    assert "0 trong 30 quận, huyện, thị xã đã giao dữ liệu" in page
    assert "Mảng chưa chốt: bảo hiểm, dân cư, thủ tục hành chính" in page
    assert "it had not ended at 05:30" in page
    assert "99,80" in page
