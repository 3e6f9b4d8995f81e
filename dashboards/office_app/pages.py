"""The page of the office's day."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="daily",
        group="do",
        first_for="task.issue",
        icon=":material/checklist:",
        rights=("task.issue",),
        all_units=True,
        shows="cut",
        beside=("warnings", "hotspots", "events"),
        draw="dashboards.office_app.daily:draw",
        keeps=("kind",),
        digest="dashboards.office_app.digest:said",
        rehearsed=True,
    ),
)
