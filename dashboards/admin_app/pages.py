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
    PageSpec(
        key="runs",
        icon=":material/bedtime:",
        group="run",
        rights=("pipeline.run",),
        shows="visit",
        draw="dashboards.admin_app.runs:draw",
    ),
    PageSpec(
        key="accounts",
        icon=":material/manage_accounts:",
        group="run",
        rights=("account.manage",),
        first_for="account.manage",
        shows="visit",
        draw="dashboards.admin_app.accounts:draw",
    ),
    PageSpec(
        key="sessions",
        icon=":material/devices:",
        group="run",
        rights=("account.manage",),
        shows="visit",
        draw="dashboards.admin_app.sessions:draw",
    ),
    PageSpec(
        key="audit",
        icon=":material/history_edu:",
        group="run",
        rights=("audit.view",),
        first_for="audit.view",
        shows="visit",
        draw="dashboards.admin_app.audit:draw",
    ),
)
