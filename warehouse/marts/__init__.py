"""Report tables of a publication: one `<report>.sql` each, and the meaning of its columns in `<report>.yaml` beside."""

from warehouse.marts.build import REPORTS, broken_sums, build_marts, definition
from warehouse.marts.words import Report, report

__all__ = ["REPORTS", "Report", "broken_sums", "build_marts", "definition", "report"]
