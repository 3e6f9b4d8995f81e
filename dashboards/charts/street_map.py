"""A map without a network: places as points or outlines in degrees, those that matter as circles.

The ground is drawn from what the city imported (points, and outlines where it has them); no tiles
are fetched, so it works behind any wall and on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import NOTE_SIZE, text_width
from style.palette import ACCENT, BLUE, GREY, INK, PAPER, RULE
from style.wording import number

HEIGHT = 300
NARROW = 330
"""Pixels that a map has on a phone."""
LARGEST = 34
SMALLEST = 8
NAMED = 3
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: longitude, latitude, and what it has; 0 is ground that only helps to find one's
    way. ``acts``: drawn in the colour of what needs action. ``rings``: its outlines, if known.
    ``opens``: the address that a click on its circle opens.
    """

    name: str
    lon: float
    lat: float
    value: float = 0
    acts: bool = False
    rings: tuple[Ring, ...] = ()
    opens: str = ""


def street_map(caption: Caption, spots: Sequence[Spot], *, named: int = NAMED) -> Picture:
    """Return the map; the ``named`` places with most are labelled with their value.

    Circles are in proportion to the value by area. Degrees are drawn so that north is up and
    lengths are true at the middle latitude. Raises ``ValueError`` without any place.
    """
    if not spots:
        raise ValueError("a map needs a place")
    marked = sorted((s for s in spots if s.value > 0), key=lambda s: (-s.value, s.name))
    middle = sum(s.lat for s in spots) / len(spots)
    return build(
        caption,
        [*_outlines(spots), _ground(spots), *([_circles(marked)] if marked else [])],
        Frame(left=0, right=0, below=4, plot_height=HEIGHT),
        annotations=_labels(marked[:named], spots),
        xaxis=_axis(spots, "lon") | {"constrain": "domain"},
        yaxis=_axis(spots, "lat")
        | {
            "scaleanchor": "x",
            "scaleratio": 1 / max(cos(radians(middle)), 0.01),
            "constrain": "domain",
        },
    )


def _axis(spots: Sequence[Spot], which: str) -> dict[str, Any]:
    """Return the hidden axis: all places and some air."""
    values = [getattr(s, which) for s in spots]
    values += [p[which == "lat"] for s in spots for ring in s.rings for p in ring]
    low, high = min(values), max(values)
    air = 0.12 * (high - low) or 0.01
    return {"visible": False, "range": [low - air, high + air], "fixedrange": True}


def _outlines(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Return all outlines as one broken line."""
    points: list[tuple[float | None, float | None]] = []
    for ring in (ring for spot in spots for ring in spot.rings):
        points += [*ring, (None, None)]
    if not points:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for x, _ in points],
            "y": [y for _, y in points],
            "line": {"color": RULE, "width": 1},
            "hoverinfo": "skip",
        }
    ]


def _ground(spots: Sequence[Spot]) -> dict[str, Any]:
    rest = [s for s in spots if s.value <= 0]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [s.lon for s in rest],
        "y": [s.lat for s in rest],
        "marker": {"size": 4, "color": GREY, "opacity": 0.45},
        "customdata": [s.name for s in rest],
        "hovertemplate": "%{customdata} 0<extra></extra>",
    }


def _circles(marked: Sequence[Spot]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [s.lon for s in marked],
        "y": [s.lat for s in marked],
        "marker": {
            "size": [_size(s, marked) for s in marked],
            "color": [ACCENT if s.acts else BLUE for s in marked],
            "opacity": 0.75,
            "line": {"width": 1, "color": PAPER},
        },
        "customdata": [f"{s.name} {number(s.value)}" for s in marked],
        "opens": [s.opens for s in marked],
        "counts": [s.value for s in marked],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _size(spot: Spot, marked: Sequence[Spot]) -> float:
    return max(LARGEST * sqrt(spot.value / marked[0].value), SMALLEST)


def _labels(named: Sequence[Spot], spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Name the circles on the side where a name covers least of the others, none on another name.

    Of sides that are alike the one away from the nearer border of the map comes first.
    """
    if not named:
        return []
    east, north = _pixels(spots)
    marked = [s for s in spots if s.value > 0]
    most = max(s.value for s in marked)
    circles = [
        (s, _Box(s.lon * east, s.lat * north, *[max(LARGEST * sqrt(s.value / most), SMALLEST)] * 2))
        for s in marked
    ]
    middle = (min(s.lon for s in spots) + max(s.lon for s in spots)) / 2
    taken: list[_Box] = []
    found = []
    for spot in named:
        words = f"{spot.name} {number(spot.value)}"
        others = [box for other, box in circles if other is not spot]
        circle = next(box for other, box in circles if other is spot)
        sides = _sides(circle, text_width(words, NOTE_SIZE) + 4, left=spot.lon > middle)
        free = [s for s in sides if not any(_shared(s[1], box) for box in taken)]
        if not free:
            continue
        at, box = min(free, key=lambda s: sum(_shared(s[1], box) for box in others))
        taken.append(box)
        away = circle.high / 2 + 4
        found.append({
            "x": spot.lon, "y": spot.lat, "text": words, "showarrow": False,
            **{name: value * away if "shift" in name else value for name, value in at.items()},
            "font": {"size": NOTE_SIZE, "color": INK, "weight": 600},
            "bgcolor": PAPER, "opacity": 0.85, "borderpad": 0,
        })  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle in pixels: middle, width, height."""

    x: float
    y: float
    wide: float
    high: float


_ANCHORS: dict[str, dict[str, Any]] = {
    "right": {"xanchor": "left", "xshift": 1},
    "left": {"xanchor": "right", "xshift": -1},
    "above": {"yanchor": "bottom", "yshift": 1},
    "below": {"yanchor": "top", "yshift": -1},
}


def _pixels(spots: Sequence[Spot]) -> tuple[float, float]:
    """Return about how many pixels a degree of longitude and of latitude takes, on a phone too."""
    wide, high = (
        max(getattr(s, n) for s in spots) - min(getattr(s, n) for s in spots)
        for n in ("lon", "lat")
    )
    shrink = max(cos(radians(sum(s.lat for s in spots) / len(spots))), 0.01)
    scale = min(HEIGHT / (1.24 * high or 0.02), NARROW / (1.24 * wide * shrink or 0.02))
    return scale * shrink, scale


def _sides(circle: _Box, wide: float, *, left: bool) -> list[tuple[dict[str, Any], _Box]]:
    """Return where a name of that width may stand beside its circle, the likeliest first."""
    high = NOTE_SIZE + 4
    aside, over = circle.wide / 2 + 4 + wide / 2, circle.high / 2 + 4 + high / 2
    boxes = {
        "right": _Box(circle.x + aside, circle.y, wide, high),
        "left": _Box(circle.x - aside, circle.y, wide, high),
        "above": _Box(circle.x, circle.y + over, wide, high),
        "below": _Box(circle.x, circle.y - over, wide, high),
    }
    first = ("left", "right") if left else ("right", "left")
    return [(_ANCHORS[n], boxes[n]) for n in (*first, "above", "below")]


def _shared(one: _Box, other: _Box) -> float:
    """Return the area that two rectangles share."""
    wide = (one.wide + other.wide) / 2 - abs(one.x - other.x)
    high = (one.high + other.high) / 2 - abs(one.y - other.y)
    return max(wide, 0.0) * max(high, 0.0)
