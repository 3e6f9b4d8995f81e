"""A picture for a dark ground, only to be looked at: the same drawing in other colours."""

from __future__ import annotations

from typing import Any

from dashboards.charts.picture import Picture
from style.palette import ON_DARK

_FOR_A_POINTER = frozenset({"customdata", "hovertemplate", "hovertext", "meta"})


def on_dark(picture: Picture) -> dict[str, Any]:
    """Return traces and layout with every colour changed and nothing that answers a pointer: what
    a hover would say is not part of them."""
    parts = picture.figure.to_dict()
    traces = [
        {name: value for name, value in trace.items() if name not in _FOR_A_POINTER}
        for trace in parts["data"]
    ]
    return {"data": [_dark(trace) for trace in traces], "layout": _dark(parts["layout"])}


def _dark(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _dark(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_dark(inner) for inner in value]
    return ON_DARK.get(value, value) if isinstance(value, str) else value
