"""The page itself: facts, templates, style and script joined into one file that asks no other host for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.publish.report import quarantine
from pipelines.publish.report.coverage import coverage
from pipelines.publish.report.csv_file import csv_address
from pipelines.publish.report.definitions import definitions_of
from pipelines.publish.report.deliveries import deliveries
from pipelines.publish.report.dictionary import dictionary
from pipelines.publish.report.dossiers import dossiers
from pipelines.publish.report.facts import Facts, Indicator
from pipelines.publish.report.highlights import highlights
from pipelines.publish.report.insurance import insurance
from pipelines.publish.report.numbers import day, instant, number, share, weekday
from pipelines.publish.report.scorecard import figure
from pipelines.publish.report.words import word

FOLDER = Path(__file__).resolve().parent


def page(facts: Facts) -> str:
    """The whole page as HTML; the same facts always give the same text."""
    style, script = _asset("page.css"), _asset("page.js")
    stated = {one.indicator: one.stated_value for one in facts.indicators}.get("dossier_on_time_share")
    figures = [figure(one) for one in facts.indicators]
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            about=facts.about,
            day=day(facts.about.business_day),
            weekday=weekday(facts.about.business_day),
            made_at=instant(facts.about.made_at),
            coverage=coverage(facts),
            highlights=highlights(facts),
            figures=figures,
            computed=sum(one.is_computed for one in figures),
            scorecard_csv=csv_address(Indicator, facts.indicators),
            insurance=insurance(facts),
            dossiers=dossiers(facts, None if stated is None else stated / 100),
            deliveries=deliveries(facts),
            rules=quarantine.by_rule(facts),
            supplier_rules=quarantine.by_supplier(facts),
            dictionary=dictionary(facts),
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(definitions_of=definitions_of, word=word, number=number, share=share)
    return environment


def _asset(name: str) -> str:
    return (FOLDER / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
