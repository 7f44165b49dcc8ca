"""What a home holds, and what is done to it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from pipelines.clock import night_of
from pipelines.settings import Settings
from tests import warm
from tests.integration.conftest import LAST
from warehouse.session import session

AT = night_of(LAST)
CARDS, DOSSIERS = "insurance.card", "procedures.dossier"


def rows(settings: Settings, statement: str) -> list[tuple[object, ...]]:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        return con.execute(statement).fetchall()


def delivery(settings: Settings, feed: str, supplier: str, day: object = LAST) -> str:
    ((found,),) = rows(
        settings,
        f"SELECT arg_max(delivery_id, version) FROM ops.delivery WHERE feed = '{feed}' AND supplier = '{supplier}' "
        f"AND business_day = '{day}'",
    )
    return str(found)


def line(settings: Settings, delivery_id: str) -> dict[str, object]:
    with session(settings, settings.warehouse_file, read_only=True) as con:
        found = con.execute("FROM ops.delivery WHERE delivery_id = ?", [delivery_id])
        columns = [column[0] for column in found.description]
        return dict(zip(columns, found.fetchall()[0], strict=True))


def content(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """All of history and what is open in quarantine."""
    with session(settings, settings.warehouse_file, read_only=True) as con:
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'history'").fetchall()
        found = {table: con.execute(f"FROM history.{table} ORDER BY ALL").fetchall() for (table,) in tables}
        held = "SELECT delivery_id, position, rule_ids FROM quarantine.record WHERE state = 'open' ORDER BY ALL"
        return found | {"quarantine": con.execute(held).fetchall()}


def everything(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        tables = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name <> 'reference'"
        ).fetchall()
        return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for (table,) in tables}


def soften(rules: Path, rule_id: str) -> None:
    """Make a critical rule a warning."""
    suite = rules / "procedures_dossier.json"
    facts = json.loads(suite.read_text(encoding="utf-8"))
    (rule,) = (e for e in facts["expectations"] if e["meta"]["rule_id"] == rule_id)
    rule["meta"]["severity"] = "warning"
    suite.write_text(json.dumps(facts), encoding="utf-8")


def citydb(settings: Settings, *words: str) -> tuple[int, dict[str, object]]:
    """How the program ends, and its JSON document."""
    code = warm.run([*words, "--json"], settings.home)
    return code, json.loads(warm.said(settings.home))
