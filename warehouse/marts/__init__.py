"""Report tables of a publication: one `<report>.sql` each, and the meaning of its columns in `<report>.yaml` beside."""

from warehouse.marts.build import REPORTS, broken_sums, build_marts, definition, findings
from warehouse.marts.reconciliation import Findings, Rule, rules
from warehouse.marts.words import Report, report

__all__ = [
    "REPORTS",
    "Findings",
    "Report",
    "Rule",
    "broken_sums",
    "build_marts",
    "definition",
    "findings",
    "report",
    "rules",
]
