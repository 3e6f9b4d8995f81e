"""The pages for leaders."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="today",
        icon=":material/today:",
        group="look",
        rights=("today.view",),
        first_for="task.instruct",
        beside=("forecasting", "warnings", "events"),
        draw="dashboards.leader_app.today:draw",
        below="dashboards.leader_app.today:draw_below",
        digest="dashboards.leader_app.digest:said",
        keeps=(),
        rehearsed=True,
    ),
)
