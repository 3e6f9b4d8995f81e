"""The warnings of a run as one reader sees them, read once for all pages that name them."""

from __future__ import annotations

from dashboards.shell.context import RunContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, records
from early_warning.warning_reads import warning_list


@kept(40, shared=True)
def warnings_of(seen: RunContext) -> list[Row]:
    """Return a run's warnings; nobody may change them."""
    return records(warning_list(seen.results, seen.scope, seen.run))
