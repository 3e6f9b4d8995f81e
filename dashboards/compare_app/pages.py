"""The page 指标对比."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="compare",
        icon=":material/balance:",
        group="report",
        rights=("metric.view",),
        first_for="metric.view",
        beside=("forecasting",),
        draw="dashboards.compare_app.compare:draw",
        digest="dashboards.compare_app.digest:said",
        keeps=("metric", "variant", "basis", "against"),
        rehearsed=True,
    ),
)
