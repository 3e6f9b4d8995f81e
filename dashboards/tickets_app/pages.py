"""The page of tickets."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="tickets",
        icon=":material/search:",
        group="find",
        rights=("hotspot.view",),
        shows="period",
        beside=("warnings", "hotspots", "events", "deadlines"),
        draw="dashboards.tickets_app.tickets:draw",
        digest="dashboards.tickets_app.digest:said",
        keeps=("q", "status", "sort", "metric", "part", "group", "of", "within", "whole"),
    ),
)
