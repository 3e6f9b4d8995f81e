"""The pages for those who run the system."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="import",
        icon=":material/upload_file:",
        rights=("import.run", "batch.view", "quarantine.view"),
        shows="visit",
        draw="dashboards.admin_app.imports:draw",
    ),
)
