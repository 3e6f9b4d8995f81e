"""The page 热点地图."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec

PAGES = (
    PageSpec(
        key="map",
        icon=":material/map:",
        group="look",
        rights=("hotspot.view",),
        shows="cut",
        room="geo",
        draw="dashboards.geo_app.map:draw",
        keeps=("level", "measure", "month", "against", "only"),
        digest="dashboards.geo_app.digest:said",
        absent="dashboards.geo_app.context:absent",
        rehearsed=True,
    ),
)
