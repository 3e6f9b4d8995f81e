"""A network of things and what ties them, at places worked out beforehand."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build, text_width
from style.chart_style import NOTE_SIZE
from style.palette import ACCENT, BLUE, BLUE_SOFT, GREY, INK, PAPER, RULE, VEIL
from style.wording import wrap

HEIGHT, NARROWEST = 520, 340
"""px: how high it is, and how wide on a phone."""
LABELS = 14
"""How many of the largest nodes carry their name, so that it stays legible."""
LINE, LINES = 10, 3
"""Characters of a name's line, and lines of a name; a longer one ends with a mark."""
_LINE_HEIGHT, _OFF = 16, 12
"""px: of a line, and from a node's middle to its name."""
SYMBOLS: Mapping[str, str] = {
    "matter": "circle",
    "place": "square",
    "caller": "diamond",
    "unit": "triangle-up",
    "ticket": "x",
}
_COLOURS: Mapping[str, str] = {"matter": BLUE, "place": INK, "unit": GREY, "caller": BLUE_SOFT}


@dataclass(frozen=True, slots=True)
class Node:
    """One thing. ``size`` 1 and more; ``bridge`` is drawn in the accent colour."""

    key: str
    kind: str
    label: str
    size: float
    x: float
    y: float
    hover: str = ""
    bridge: bool = False
    opens: str = ""
    """The address that a click opens, once all that the node is tied to is shown."""


def network(caption: Caption, nodes: Sequence[Node], edges: Sequence[tuple[str, str]]) -> Picture:
    """Return the nodes with their ties; ``customdata`` of a node is (key, hover)."""
    at = {n.key: (n.x, n.y) for n in nodes}
    lines = [(at[a], at[b]) for a, b in edges if a in at and b in at]
    largest = sorted(nodes, key=lambda n: (-n.size, n.key))
    matters = [n for n in largest if n.kind == "matter"][: LABELS // 2]
    named = [*matters, *[n for n in largest if n.kind != "matter"][: LABELS - len(matters)]]
    reach = max([abs(v) for n in nodes for v in (n.x, n.y)] or [1.0]) * 1.08 or 1.0
    return build(
        caption,
        [_ties(lines), _points(nodes)],
        Frame(left=0, right=0, below=4, plot_height=HEIGHT),
        annotations=_names(named, reach),
        xaxis={"visible": False, "range": [-reach, reach], "fixedrange": True},
        yaxis={"visible": False, "range": [-reach, reach], "fixedrange": True},
        clickmode="event+select",
    )


def _ties(lines: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (x0, y0), (x1, y1) in lines:
        xs += [x0, x1, None]
        ys += [y0, y1, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": RULE, "width": 1},
        "hoverinfo": "skip",
    }


def _points(nodes: Sequence[Node]) -> dict[str, Any]:
    most = max([n.size for n in nodes] or [1.0])
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [n.x for n in nodes],
        "y": [n.y for n in nodes],
        "marker": {
            "size": [8 + 22 * (n.size / most) ** 0.5 for n in nodes],
            "symbol": [SYMBOLS.get(n.kind, "circle") for n in nodes],
            "color": [ACCENT if n.bridge else _COLOURS.get(n.kind, GREY) for n in nodes],
            "line": {"width": 1, "color": PAPER},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 1}},
        "customdata": [[n.key, n.hover or n.label] for n in nodes],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "opens": [n.opens for n in nodes],
        "counts": [n.size for n in nodes],
    }


def name_lines(label: str) -> list[str]:
    """Return a name in lines; what there is no room for is marked as left out."""
    lines = wrap(label, LINE)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LINE - 1]}…"]
    return lines


def _names(nodes: Sequence[Node], reach: float) -> list[dict[str, Any]]:
    """Name the largest nodes, leaving out names that would lie on one already there."""
    found: list[dict[str, Any]] = []
    taken: list[tuple[float, float, float, float]] = []
    per_px, across = 2 * reach / HEIGHT, 2 * reach / NARROWEST
    for node in nodes:
        lines = name_lines(node.label)
        half = max(text_width(line, NOTE_SIZE) for line in lines) * across / 2
        high = len(lines) * _LINE_HEIGHT * per_px / 2
        edge = "left" if node.x < -0.7 * reach else "right" if node.x > 0.7 * reach else "center"
        x = node.x + {"left": half, "right": -half}.get(edge, 0.0)
        # Above a node, but below one at the upper edge, where a name would be cut.
        side = -1 if node.y + _OFF * per_px + 2 * high > reach else 1
        y = node.y + side * (_OFF * per_px + high)
        if any(abs(y - ty) < high + th and abs(x - tx) < half + tw for tx, ty, tw, th in taken):
            continue
        taken.append((x, y, half, high))
        found.append(
            {
                "x": node.x,
                "y": node.y,
                "text": "<br>".join(map(html.escape, lines)),
                "showarrow": False,
                "xanchor": edge,
                "yanchor": "bottom" if side > 0 else "top",
                "yshift": side * _OFF,
                "font": {"size": NOTE_SIZE, "color": INK},
                "bgcolor": VEIL,
                "borderpad": 0,
            }
        )
    return found
