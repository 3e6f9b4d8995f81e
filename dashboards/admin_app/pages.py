"""The pages for those who run the system."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="import",
        icon=":material/upload_file:",
        group="run",
        rights=("import.run", "batch.view", "quarantine.view"),
        first_for="import.run",
        shows="visit",
        draw="dashboards.admin_app.imports:draw",
    ),
)
