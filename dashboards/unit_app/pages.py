"""The page of a unit's day."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="unit",
        group="do",
        first_for="task.work",
        icon=":material/today:",
        rights=("task.work",),
        shows="cut",
        beside=("deadlines",),
        draw="dashboards.unit_app.desk:draw",
        below="dashboards.unit_app.desk:below",
        digest="dashboards.unit_app.digest:said",
        keeps=(),
    ),
)
