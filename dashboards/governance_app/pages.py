"""The pages of the governance office."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="readiness",
        icon=":material/fact_check:",
        group="run",
        rights=("batch.view",),
        shows="place",
        draw="dashboards.governance_app.readiness:draw",
    ),
)
