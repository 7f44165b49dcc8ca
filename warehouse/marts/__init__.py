"""Report tables of a publication: one `<report>.sql` each, and the meaning of its columns in `<report>.yaml` beside."""

from warehouse.marts.build import REPORTS, broken_sums, build_marts

__all__ = ["REPORTS", "broken_sums", "build_marts"]
