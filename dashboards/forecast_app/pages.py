"""The page 趋势预测."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="forecast",
        icon=":material/trending_up:",
        group="look",
        rights=("forecast.view",),
        shows="cut",
        room="forecasting",
        draw="dashboards.forecast_app.forecast:draw",
        absent="dashboards.forecast_app.absent:draw",
        keeps=(),
        digest="dashboards.forecast_app.digest:said",
        rehearsed=True,
    ),
)
