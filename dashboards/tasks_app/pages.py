"""The pages of supervision tasks."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="tasks",
        icon=":material/task:",
        group="do",
        rights=("task.issue", "task.view"),
        all_units=True,
        shows="place",
        draw="dashboards.tasks_app.tasks:draw",
        digest="dashboards.tasks_app.digest:said",
        keeps=(
            "view",
            "group",
            "colour",
            "step",
            "unit",
            "source",
            "q",
            "figure",
            "part",
            "since",
            "until",
            "asof",
            "lead",
        ),
    ),
    PageSpec(
        key="mytasks",
        icon=":material/assignment_ind:",
        group="do",
        rights=("task.work",),
        shows="place",
        draw="dashboards.tasks_app.mytasks:draw",
    ),
    PageSpec(
        key="progress",
        icon=":material/flag:",
        group="do",
        rights=("task.instruct",),
        shows="place",
        draw="dashboards.tasks_app.progress:draw",
        digest="dashboards.tasks_app.digest:progress",
        keeps=(),
    ),
)
