"""The pages of topics and repeats."""

from __future__ import annotations

from dashboards.shell.page_spec import Group, PageSpec

_WINDOW = ("window", "span")
"""Either says which days heat is told for."""


def _page(
    key: str, icon: str, group: Group, first_for: str = "", keeps: tuple[str, ...] = ()
) -> PageSpec:
    return PageSpec(
        key=key,
        icon=icon,
        group=group,
        rights=("hotspot.view",),
        first_for=first_for,
        shows="cut",
        room="hotspots",
        beside=("events",),
        draw=f"dashboards.hotspots_app.{key}:draw",
        keeps=keeps,
        digest=f"dashboards.hotspots_app.digest:{key}",
        absent="dashboards.hotspots_app.context:absent",
        rehearsed=True,
    )


PAGES = (
    _page("hotspots", ":material/local_fire_department:", "look", "hotspot.edit", keeps=_WINDOW),
    _page("topic", ":material/topic:", "find", keeps=("topic", *_WINDOW)),
    _page("repeats", ":material/hub:", "find"),
)
