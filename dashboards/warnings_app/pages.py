"""The page 预警."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="warnings",
        icon=":material/warning:",
        group="look",
        rights=("warning.view",),
        shows="cut",
        room="warnings",
        beside=("events",),
        draw="dashboards.warnings_app.warnings_page:draw",
        absent="dashboards.warnings_app.warnings_page:absent",
        digest="dashboards.warnings_app.digest:said",
        keeps=(),
        rehearsed=True,
    ),
)
