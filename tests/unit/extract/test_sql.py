"""Registers in a database: what lands of them, and what is said when they fail."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract import Outcome, Source, gather
from pipelines.extract.secret import Secret
from pipelines.land import Manifest, manifest, manifests
from pipelines.settings import Settings
from tests.unit.extract.builders import AT, DAY, NEXT, table_source
from tests.unit.extract.database import NAME, PASSWORD, Database, rows_of, running_database, types_of

Ask = Callable[..., Source]


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with running_database() as started:
        yield started


@pytest.fixture
def password(tmp_path: Path) -> Secret:
    return secret(tmp_path, PASSWORD)


@pytest.fixture
def register(database: Database, password: Secret) -> Ask:
    """A function that makes the source of a table of the register."""

    def source(table: str = "the_bhyt", role: str = "reader", **facts: Any) -> Source:
        known: dict[str, Any] = {"options": {"schema": "bhxh", "table": table}, "secret": password}
        return table_source(database.url(role), **known | facts)

    return source


@pytest.fixture
def sqlite(home: Settings) -> Path:
    home.home.mkdir()
    path = home.home / "register.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE the_bhyt (ngay_trich TEXT, ma_the TEXT, ho_ten TEXT, den_ngay TEXT, muc_huong INT)")
        con.executemany(
            "INSERT INTO the_bhyt VALUES ('2024-01-15', ?, ?, NULL, ?)",
            [[f"HS401{n:010d}", f"{NAME} {n}", n % 5 + 1] for n in range(40, 0, -1)],
        )
    con.close()
    return path


def secret(folder: Path, text: str) -> Secret:
    path = folder / f"password-{len(text)}"
    path.write_text(text)
    path.chmod(0o600)
    return Secret("bhxh", "file", str(path))


def only_landed(home: Settings, outcome: Outcome) -> Manifest:
    assert outcome.missing == ()
    assert len(outcome.landed) == 1
    return manifest(home, outcome.landed[0])


def only_reason(home: Settings, outcome: Outcome) -> str:
    """Why the one day is missing; nothing landed, nobody's name is told, and no secret."""
    assert outcome.landed == ()
    assert manifests(home, "insurance.card") == []
    assert len(outcome.missing) == 1
    reason = outcome.missing[0].reason
    for hidden in (PASSWORD, "wrong-one", NAME, "HS401"):
        assert hidden not in reason
    assert "bhxh" in reason
    assert "Next:" in reason
    return reason


def test_the_whole_register_of_a_day_lands_in_key_order_as_text(home: Settings, register: Ask) -> None:
    landed = only_landed(home, gather(home, register(), (DAY,), AT))
    rows = rows_of(home, landed)
    assert [row["ma_the"] for row in rows] == [f"HS401{n:010d}" for n in range(1, 41)]
    assert rows[0] == {"ma_the": "HS4010000000001", "ho_ten": f"{NAME} 1", "den_ngay": None, "muc_huong": "2"}
    assert (landed.records_announced, landed.origin, landed.version) == (40, "bhxh.the_bhyt", 1)


def test_each_day_is_a_dated_extract_of_its_own(home: Settings, register: Ask) -> None:
    outcome = gather(home, register(), (NEXT, DAY), AT)
    counts = {manifest(home, one).business_day: manifest(home, one).records_announced for one in outcome.landed}
    assert counts == {DAY: 40, NEXT: 39}


def test_a_column_that_is_empty_everywhere_keeps_its_type(home: Settings, register: Ask) -> None:
    landed = only_landed(home, gather(home, register(), (DAY,), AT))
    assert {row["den_ngay"] for row in rows_of(home, landed)} == {None}
    assert types_of(home, landed) == dict.fromkeys(["ma_the", "ho_ten", "den_ngay", "muc_huong"], "string")


def test_postgresql_and_sqlite_give_the_same_delivery_whatever_order_the_table_has(
    home: Settings, register: Ask, sqlite: Path
) -> None:
    fast = only_landed(home, gather(home, register(), (DAY,), AT))
    slow = only_landed(home, gather(home, table_source(f"sqlite:///{sqlite}"), (DAY,), AT))
    assert slow == fast
    assert types_of(home, slow)["den_ngay"] == "string"


def test_a_day_without_an_extract_is_missing_until_there_is_one(home: Settings, register: Ask, sqlite: Path) -> None:
    for source in (register(), table_source(f"sqlite:///{sqlite}")):
        outcome = gather(home, source, (DAY - timedelta(days=1),), AT)
        assert "has no extract" in only_reason(home, outcome)
        assert "2024-01-14" in outcome.missing[0].reason


def test_a_date_is_written_the_same_whatever_habits_the_server_has(
    home: Settings, database: Database, register: Ask
) -> None:
    database.run("""
        CREATE VIEW bhxh.ends AS
            SELECT ngay_trich, ma_the, ho_ten, muc_huong, date '2024-12-31' AS den_ngay FROM bhxh.the_bhyt;
        GRANT SELECT ON bhxh.ends TO reader;
        ALTER ROLE reader SET datestyle = 'SQL, DMY'""")
    try:
        landed = only_landed(home, gather(home, register("ends"), (DAY,), AT))
    finally:
        database.run("ALTER ROLE reader RESET datestyle; DROP VIEW bhxh.ends")
    assert {row["den_ngay"] for row in rows_of(home, landed)} == {"2024-12-31"}


def test_a_dropped_column_lands_without_and_is_said(home: Settings, database: Database, register: Ask) -> None:
    database.run("CREATE VIEW bhxh.narrow AS SELECT ngay_trich, ma_the, ho_ten, den_ngay FROM bhxh.the_bhyt; "
                 "GRANT SELECT ON bhxh.narrow TO reader")  # fmt: skip
    outcome = gather(home, register("narrow"), (DAY,), AT)
    assert list(types_of(home, only_landed(home, outcome))) == ["ma_the", "ho_ten", "den_ngay"]
    (note,) = outcome.notes
    assert "bhxh.narrow of bhxh has no column muc_huong" in note


def test_a_table_that_lost_its_day_cannot_be_asked_for_one(home: Settings, database: Database, register: Ask) -> None:
    database.run("CREATE VIEW bhxh.dayless AS SELECT ma_the, ho_ten FROM bhxh.the_bhyt; "
                 "GRANT SELECT ON bhxh.dayless TO reader")  # fmt: skip
    assert "has no column ngay_trich" in only_reason(home, gather(home, register("dayless"), (DAY,), AT))


def test_a_wrong_password_is_told_without_any_password_and_not_tried_again(
    home: Settings, register: Ask, tmp_path: Path
) -> None:
    started = time.monotonic()
    source = register(secret=secret(tmp_path, "the-wrong-one"), attempts=5, backoff_seconds=30.0)
    assert "does not let us in" in only_reason(home, gather(home, source, (DAY,), AT))
    assert time.monotonic() - started < 20


def test_no_password_at_all_is_told_as_such(home: Settings, register: Ask) -> None:
    assert "does not let us in" in only_reason(home, gather(home, register(secret=None), (DAY,), AT))


def test_a_table_we_may_not_read_is_told_with_whom_to_ask(home: Settings, register: Ask) -> None:
    reason = only_reason(home, gather(home, register(role="stranger"), (DAY,), AT))
    assert "refuses reading bhxh.the_bhyt (SQLSTATE 42501)" in reason


def test_a_table_that_is_gone_is_told_by_name(home: Settings, register: Ask) -> None:
    assert "has no table bhxh.no_such" in only_reason(home, gather(home, register("no_such"), (DAY,), AT))


@pytest.mark.parametrize(
    "dies_by", ["PERFORM pg_terminate_backend(pg_backend_pid())", "RAISE EXCEPTION 'record of %', name"]
)
def test_a_connection_lost_in_the_middle_lands_nothing_and_the_next_try_lands_all(
    home: Settings, database: Database, register: Ask, dies_by: str
) -> None:
    # called immutable so that counting the rows does not call it; 30 MB, so that some of it has come before the end
    database.run(f"""
        CREATE FUNCTION bhxh.told(n int, name text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
            $$ BEGIN IF n = 55000 THEN {dies_by}; END IF; RETURN name; END $$;
        CREATE VIEW bhxh.mortal AS
            SELECT date '2024-01-15' AS ngay_trich, n::text AS ma_the, bhxh.told(n, repeat('{NAME}', 30)) AS ho_ten,
                NULL::date AS den_ngay, 1 AS muc_huong
            FROM generate_series(1, 60000) n;
        GRANT SELECT ON bhxh.mortal TO reader""")
    try:
        reason = only_reason(home, gather(home, register("mortal"), (DAY,), AT))
        assert "broke off while reading bhxh.mortal" in reason
        assert not list((home.landing / "incoming").glob("[0-9a-f]*"))
        database.run("CREATE OR REPLACE FUNCTION bhxh.told(n int, name text) RETURNS text LANGUAGE sql IMMUTABLE AS "
                     "$$ SELECT name $$")  # fmt: skip
        assert only_landed(home, gather(home, register("mortal"), (DAY,), AT)).records_announced == 60_000
    finally:
        database.run("DROP VIEW bhxh.mortal; DROP FUNCTION bhxh.told")


def test_a_record_fewer_than_the_database_counted_never_lands(
    home: Settings, database: Database, register: Ask
) -> None:
    database.run("""
        CREATE VIEW bhxh.leaky AS
            SELECT * FROM bhxh.the_bhyt WHERE current_query() LIKE '%count(%' OR ma_the <> 'HS4010000000007';
        GRANT SELECT ON bhxh.leaky TO reader""")
    reason = only_reason(home, gather(home, register("leaky"), (DAY,), AT))
    assert "bhxh counted 40 records in bhxh.leaky, but 39 came" in reason


def test_a_server_that_is_not_there_is_missing_with_what_to_check(home: Settings, password: Secret) -> None:
    source = table_source("postgresql+psycopg://reader@127.0.0.1:9/postgres", secret=password)
    assert "cannot be reached" in only_reason(home, gather(home, source, (DAY,), AT))


def test_a_database_file_that_is_not_there_is_missing_and_is_not_made(home: Settings) -> None:
    source = table_source(f"sqlite:///{home.home}/none.db")
    assert "cannot be reached" in only_reason(home, gather(home, source, (DAY,), AT))
    assert not (home.home / "none.db").exists()


def test_a_supplier_that_gives_only_the_present_gives_it_for_the_newest_business_day_alone(
    home: Settings, sqlite: Path
) -> None:
    source = table_source(f"sqlite:///{sqlite}", gives="present_only")
    outcome = gather(home, source, (DAY - timedelta(days=1), DAY), AT)
    assert [manifest(home, one).business_day for one in outcome.landed] == [DAY]
    (missing,) = outcome.missing
    assert missing.day == DAY - timedelta(days=1)
    assert missing.reason.startswith("no longer available: bhxh gives only its present state")
    assert "Ask bhxh for an extract of that day as a file" in missing.reason


def test_an_older_day_of_such_a_supplier_is_what_landed_when_it_was_the_newest(home: Settings, sqlite: Path) -> None:
    source = table_source(f"sqlite:///{sqlite}", gives="present_only")
    then = only_landed(home, gather(home, source, (DAY,), AT))
    with sqlite3.connect(sqlite) as con:
        con.execute("DELETE FROM the_bhyt WHERE muc_huong = 3")
    con.close()
    outcome = gather(home, source, (DAY, NEXT), AT + timedelta(days=1))
    assert outcome.missing == ()
    assert outcome.landed[0] == then.delivery_id
    assert manifest(home, outcome.landed[1]).records_announced == 32
    assert len(rows_of(home, then)) == 40


def test_a_supplier_is_never_asked_by_more_errands_at_once_than_it_allows(
    home: Settings, database: Database, register: Ask
) -> None:
    database.run("CREATE VIEW bhxh.slow AS SELECT ngay_trich, ma_the, ho_ten, den_ngay, "
                 "muc_huong::text || pg_sleep(0.005)::text AS muc_huong FROM bhxh.the_bhyt; "
                 "GRANT SELECT ON bhxh.slow TO reader")  # fmt: skip
    source = register("slow", max_parallel=2)
    days = (DAY, NEXT, DAY, NEXT)  # those for one day wait for each other anyhow
    errands = [threading.Thread(target=gather, args=(home, source, (day,), AT)) for day in days]
    for errand in errands:
        errand.start()
    most = 0
    while any(errand.is_alive() for errand in errands):
        # who has hung up may still be listed for a moment, but asks nothing any more
        asking = "usename = 'reader' AND state = 'active'"
        rows = database.run(f"SELECT count(DISTINCT client_port) FROM pg_stat_activity WHERE {asking}")
        most = max(most, int(str(rows[0][0])))
    for errand in errands:
        errand.join()
    assert most == 2
    assert len(manifests(home, "insurance.card")) == 2
