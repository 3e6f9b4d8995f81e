"""The pages of topics and repeats."""

from __future__ import annotations

from dashboards.shell.page_spec import PageSpec


def _page(key: str, icon: str) -> PageSpec:
    return PageSpec(
        key=key,
        icon=icon,
        rights=("hotspot.view",),
        shows="cut",
        room="hotspots",
        beside=("events",),
        draw=f"dashboards.hotspots_app.{key}:draw",
        absent="dashboards.hotspots_app.context:absent",
    )


PAGES = (
    _page("hotspots", ":material/local_fire_department:"),
    _page("topic", ":material/topic:"),
    _page("repeats", ":material/hub:"),
)
