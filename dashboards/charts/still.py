"""A picture that is only looked at: nothing of it answers a pointer."""

from __future__ import annotations

from typing import Any

from dashboards.charts.picture import Picture

_FOR_A_POINTER = frozenset({"customdata", "hovertemplate", "hovertext", "meta"})


def still(picture: Picture) -> dict[str, Any]:
    """Return traces and layout without what a hover would say or a click would open."""
    parts = picture.figure.to_dict()
    traces = [
        {name: value for name, value in trace.items() if name not in _FOR_A_POINTER}
        for trace in parts["data"]
    ]
    return {"data": traces, "layout": parts["layout"]}
