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
from style.chart_style import NOTE_SIZE
from style.palette import ACCENT, BLUE, GREY, INK, PAPER, RULE
from style.wording import number

HEIGHT = 300
LARGEST = 34
SMALLEST = 8
NAMED = 3
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: longitude, latitude, and what it has; 0 is ground that only helps to find one's
    way. ``acts``: drawn in the colour of what needs action. ``rings``: its outlines, if known.
    """

    name: str
    lon: float
    lat: float
    value: float = 0
    acts: bool = False
    rings: tuple[Ring, ...] = ()


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
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _size(spot: Spot, marked: Sequence[Spot]) -> float:
    return max(LARGEST * sqrt(spot.value / marked[0].value), SMALLEST)


def _labels(named: Sequence[Spot], spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Name the circles on the side where there is more room, none on top of another."""
    west, east = min(s.lon for s in spots), max(s.lon for s in spots)
    south, north = min(s.lat for s in spots), max(s.lat for s in spots)
    line = 0.07 * (north - south or 1.0)
    taken: list[tuple[float, bool]] = []
    found = []
    for spot in named:
        left = spot.lon > (west + east) / 2
        if any(side == left and abs(lat - spot.lat) < line for lat, side in taken):
            continue
        taken.append((spot.lat, left))
        words = f"{spot.name} {number(spot.value)}"
        away = _size(spot, named) / 2 + 4
        found.append({
            "x": spot.lon, "y": spot.lat, "text": words, "showarrow": False,
            "xanchor": "right" if left else "left", "xshift": -away if left else away,
            "font": {"size": NOTE_SIZE, "color": INK, "weight": 600},
            "bgcolor": PAPER, "opacity": 0.85, "borderpad": 0,
        })  # fmt: skip
    return found
