"""A network of things and what ties them, at places worked out beforehand."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import NOTE_SIZE, text_width
from style.palette import ACCENT, BLUE, BLUE_SOFT, GREY, INK, PAPER, RULE, VEIL
from style.wording import wrap

HEIGHT, NARROWEST, USUAL = 520, 340, 700
"""px: how high it is, how wide on a phone, and how wide on most screens."""
LABELS = 14
"""How many of the largest nodes carry their name, so that it stays legible."""
TRIED = 40
"""How many of the largest are tried for them, half of them matters."""
LINE, LINES = 10, 3
"""Characters of a name's line, and lines of a name; a longer one ends with a mark."""
_LINE_HEIGHT, _GAP = 16, 4
"""px: of a line, and from a node's edge to its name."""
_SMALLEST, _GROWS = 4, 11
"""px: from the middle of a node's symbol to its edge at least, and how much more at most."""
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
    matters = [n for n in largest if n.kind == "matter"][: TRIED // 2]
    others = [n for n in largest if n.kind != "matter"][: TRIED - len(matters)]
    few = LABELS // 2
    named = [*matters[:few], *others[:few], *matters[few:], *others[few:]]
    reach = max([abs(v) for n in nodes for v in (n.x, n.y)] or [1.0]) * 1.08 or 1.0
    return build(
        caption,
        [_ties(lines), _points(nodes)],
        Frame(left=0, right=0, below=4, plot_height=HEIGHT),
        annotations=_names(named, nodes, reach),
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
    most = most_of(nodes)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [n.x for n in nodes],
        "y": [n.y for n in nodes],
        "marker": {
            "size": [2 * half_width(n, most) for n in nodes],
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


def most_of(nodes: Sequence[Node]) -> float:
    """Return the size of the largest node."""
    return max([n.size for n in nodes] or [1.0])


def half_width(node: Node, most: float) -> float:
    """Return how far a node's symbol reaches from its middle, in px; ``most``: the largest size."""
    return float(_SMALLEST + _GROWS * (node.size / most) ** 0.5)


def name_lines(label: str) -> list[str]:
    """Return a name in lines; what there is no room for is marked as left out."""
    lines = wrap(label, LINE)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LINE - 1]}…"]
    return lines


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a name may stand: its middle, half its width on a phone, half its height; its anchor
    and its distance in px from the node.
    """

    x: float
    y: float
    wide: float
    high: float
    anchor: tuple[str, str]
    shift: tuple[int, int]

    def meets(self, other: _Spot) -> bool:
        """Tell whether two names would lie on each other on a phone."""
        across = abs(self.x - other.x) < self.wide + other.wide
        return across and abs(self.y - other.y) < self.high + other.high

    def covers(self, node: Node, half: float, reach: float) -> bool:
        """Tell whether the name lies on a node's symbol, ``half`` px to its edge, on a usual
        screen."""
        own = self.wide * NARROWEST / USUAL
        side = {"left": -1, "right": 1}.get(self.anchor[0], 0)
        middle = self.x + side * (self.wide - own)  # a narrower name begins at the same edge
        wide = own + half * 2 * reach / USUAL
        high = self.high + half * 2 * reach / HEIGHT
        return abs(middle - node.x) < wide and abs(self.y - node.y) < high


def _names(named: Sequence[Node], nodes: Sequence[Node], reach: float) -> list[dict[str, Any]]:
    """Name the largest nodes where a name hides nothing; one that finds no room shows on hover."""
    found: list[dict[str, Any]] = []
    taken: list[_Spot] = []
    most = most_of(nodes)
    for node in named:
        lines = name_lines(node.label)
        free = (
            spot
            for spot in _spots(node, lines, reach, half_width(node, most))
            if not any(spot.meets(other) for other in taken)
            and not any(
                spot.covers(n, half_width(n, most), reach) for n in nodes if n.key != node.key
            )
        )
        spot = next(free, None)
        if spot is None or len(found) == LABELS:
            continue
        taken.append(spot)
        found.append(
            {
                "x": node.x,
                "y": node.y,
                "text": "<br>".join(map(html.escape, lines)),
                "showarrow": False,
                "align": "left" if spot.anchor[0] == "left" else "center",
                "xanchor": spot.anchor[0],
                "yanchor": spot.anchor[1],
                "xshift": spot.shift[0],
                "yshift": spot.shift[1],
                "font": {"size": NOTE_SIZE, "color": INK},
                "bgcolor": VEIL,
                "borderpad": 0,
            }
        )
    return found


def _spots(node: Node, lines: Sequence[str], reach: float, half: float) -> list[_Spot]:
    """Return where a node's name may stand inside the picture, the best first; ``half``: px from
    the node's middle to its edge."""
    off = round(half) + _GAP
    near = round(0.7 * off)
    per_px, across = 2 * reach / HEIGHT, 2 * reach / NARROWEST
    wide = max(text_width(line, NOTE_SIZE) for line in lines) * across / 2
    high = len(lines) * _LINE_HEIGHT * per_px / 2
    up, beside = off * per_px + high, off * 2 * reach / USUAL + wide
    spots = [
        _Spot(node.x, node.y + up, wide, high, ("center", "bottom"), (0, off)),
        _Spot(node.x, node.y - up, wide, high, ("center", "top"), (0, -off)),
        _Spot(node.x + beside, node.y, wide, high, ("left", "middle"), (off, 0)),
        _Spot(node.x - beside, node.y, wide, high, ("right", "middle"), (-off, 0)),
        *(
            _Spot(
                node.x + across_by * (near * 2 * reach / USUAL + wide),
                node.y + up_by * (near * per_px + high),
                wide,
                high,
                ("left" if across_by > 0 else "right", "bottom" if up_by > 0 else "top"),
                (across_by * near, up_by * near),
            )
            for across_by in (1, -1)
            for up_by in (1, -1)
        ),
    ]
    return [s for s in spots if abs(s.x) + s.wide <= reach and abs(s.y) + s.high <= reach]
