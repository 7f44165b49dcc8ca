"""What the server of warm processes has ready before it forks them: modules, facts of the feeds, compiled SQL.

It opens no database and starts no thread, which a fork would not carry over.
"""

from __future__ import annotations

import gc

import httpx
import open_data_contract_standard.model
import psycopg
import pytest

import pipelines.cli.program
import pipelines.extract.http
import pipelines.night.backfill
import pipelines.verify
import warehouse.marts
import warehouse.sql
from expectations import delivery_rules, record_rules
from pipelines.contract import areas, contract_of, feeds, layouts_of, suppliers_of
from pipelines.orchestrate import parts
from pipelines.publish.fingerprint import sources_fingerprint
from pipelines.publish.report.page import _environment
from pipelines.publish.report.spec import pages
from pipelines.reference.tables import fingerprint
from pipelines.settings import REPOSITORY

__all__ = ["open_data_contract_standard", "pipelines", "psycopg", "pytest", "warehouse"]

parts.load(parts.FOR_THE_TASKS)
httpx.Client().close()  # loads what it needs on first use
areas(), delivery_rules(), fingerprint(), sources_fingerprint()
for feed in feeds():
    layouts_of(feed), suppliers_of(feed), record_rules(contract_of(feed), frozenset())
for package in ("warehouse", "pipelines", "expectations"):
    for path in (REPOSITORY / package).rglob("*.sql"):
        warehouse.sql._template(path)
pages(), [warehouse.marts.report(name) for name in warehouse.marts.REPORTS]
for template in _environment().list_templates(["j2"]):
    _environment().get_template(template)
gc.collect()
gc.freeze()
