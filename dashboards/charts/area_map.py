"""A map of areas in shades, without a network: outlines from our own server, no tiles, no WebGL.

The outlines come from an address of this server that browsers keep (``Ground.address``), so that a
page sends only numbers. plotly asks for the coasts of the world before it draws any area; its own
address is outside, so ``picture.config`` names an empty one of ours (``static/maps/``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asinh, degrees, radians, tan
from typing import Any, Literal

from dashboards.charts.picture import Caption, Frame, Picture, build, text_width
from style.chart_style import NOTE_SIZE
from style.palette import BAND, INK, MAP_HIGH, MAP_LOW, MAP_SHADES, PAPER
from style.texts import text
from style.wording import number

HEIGHT = 420
NARROW = 340
"""Pixels that a map has in height, and in width on a phone: names that fit there fit anywhere."""
AIR = 0.03
_LINE = 1.35
Paint = Literal["shade", "high", "low", "plain"]


@dataclass(frozen=True, slots=True)
class Ground:
    """The outlines of a level: where browsers get them (GeoJSON, a feature's ``id`` its area's
    code), and the box around them in degrees: west, south, east, north.
    """

    address: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """One area: what it has, how that is written, and where its name stands (degrees).

    ``paint``: ``shade`` by its value, ``high`` and ``low`` what stands out, ``plain`` what does
    not or has no value. ``opens``: the address that a click opens, ``n`` how many tickets that are.
    """

    code: str
    name: str
    value: float | None
    written: str
    lon: float
    lat: float
    paint: Paint = "shade"
    opens: str = ""
    n: float | None = None


def area_map(
    caption: Caption,
    ground: Ground,
    areas: Sequence[Area],
    bounds: Sequence[float] = (),
    written: Callable[[float], str] = number,
) -> Picture:
    """Return the map; ``bounds`` parts the shades (ascending), ``written`` writes a bound.

    As many names are written, those with most first, as fit a phone without overlapping. Raises
    ``ValueError`` without any area.
    """
    if not areas:
        raise ValueError("a map needs an area")
    key = _key_lines(_key(areas, bounds, written))
    above = len(key) * NOTE_SIZE * _LINE + 6
    return build(
        caption,
        [*_fills(ground, areas, bounds), _names(ground, areas)],
        Frame(left=0, right=0, below=4, plot_height=HEIGHT, above=above),
        annotations=[
            {
                "text": line,
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "borderpad": 0,
                "yshift": above - (row + 1) * NOTE_SIZE * _LINE,
                "align": "left",
                "font": {"size": NOTE_SIZE, "color": INK},
            }
            for row, line in enumerate(key)
        ],
        geo=_frame(ground),
    )


def shade_bounds(values: Sequence[float], shades: int = len(MAP_SHADES)) -> list[float]:
    """Return the numbers that part ``values`` into about equally full shades, each only once."""
    ordered = sorted(values)
    if not ordered:
        return []
    cuts = [ordered[min(len(ordered) * k // shades, len(ordered) - 1)] for k in range(1, shades)]
    return sorted({cut for cut in cuts if cut > ordered[0]})


def shade_of(value: float, bounds: Sequence[float]) -> int:
    """Return which shade a value has: how many bounds it has reached."""
    return sum(value >= bound for bound in bounds)


def _key(
    areas: Sequence[Area], bounds: Sequence[float], written: Callable[[float], str]
) -> list[tuple[str, str]]:
    """Return the colours that the map has and what each means."""
    painted = {area.paint for area in areas}
    found = []
    if "shade" in painted and bounds:
        words = [text("map.below", to=written(bounds[0]))]
        words += [
            text("map.between", low=written(low), to=written(to)) for low, to in pairwise(bounds)
        ]
        words.append(text("map.from", low=written(bounds[-1])))
        found += list(zip(_colours(bounds), words, strict=True))
    found += [(MAP_HIGH, text("map.high"))] if "high" in painted else []
    found += [(MAP_LOW, text("map.low"))] if "low" in painted else []
    found += [(BAND, text("map.plain"))] if "plain" in painted else []
    if any(area.paint == "shade" and area.value is None for area in areas):
        found.append((BAND, text("map.unknown")))
    return found


def _key_lines(key: Sequence[tuple[str, str]]) -> list[str]:
    """Return the key as lines that fit a phone."""
    lines: list[str] = []
    room = 0.0
    for colour, words in key:
        piece = f'<span style="color:{colour}">■</span> {words}'
        wide = text_width(f"■ {words}　", NOTE_SIZE)
        if lines and wide <= room:
            lines[-1] += f"　{piece}"
            room -= wide
        else:
            lines.append(piece)
            room = NARROW - wide
    return lines


def _colours(bounds: Sequence[float]) -> list[str]:
    """Return as many shades as there are steps, from the palest to the darkest."""
    steps, last = len(bounds) + 1, len(MAP_SHADES) - 1
    return [MAP_SHADES[round(last * (k + 1) / steps)] for k in range(steps)]


def _fills(ground: Ground, areas: Sequence[Area], bounds: Sequence[float]) -> list[dict[str, Any]]:
    """Return one trace a colour: shades, what stands out, and what does not."""
    painted: dict[str, list[Area]] = {}
    shades = _colours(bounds)
    for area in areas:
        colour = {"high": MAP_HIGH, "low": MAP_LOW, "plain": BAND}.get(area.paint, "")
        if not colour:
            colour = BAND if area.value is None else shades[shade_of(area.value, bounds)]
        painted.setdefault(colour, []).append(area)
    return [_fill(ground, colour, found) for colour, found in painted.items()]


def _fill(ground: Ground, colour: str, areas: Sequence[Area]) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "geojson": ground.address,
        "featureidkey": "id",
        "locations": [area.code for area in areas],
        "z": [1] * len(areas),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, colour], [1, colour]],
        "showscale": False,
        "marker": {"line": {"color": PAPER, "width": 1}},
        "customdata": [f"{area.name} {area.written}" for area in areas],
        "opens": [area.opens for area in areas],
        "counts": [area.n for area in areas],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _frame(ground: Ground) -> dict[str, Any]:
    """Return the part of the earth that is shown: the box and some air, north up."""
    west, south, east, north = ground.box
    wide, high = AIR * (east - west) or 0.01, AIR * (north - south) or 0.01
    return {
        "visible": False,
        "bgcolor": PAPER,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [west - wide, east + wide]},
        "lataxis": {"range": [south - high, north + high]},
    }


def _names(ground: Ground, areas: Sequence[Area]) -> dict[str, Any]:
    """Return the names that fit, as words at their places; what stands out has its sign before."""
    fitting = _fit(ground, [a for a in areas if a.value is not None])
    return {
        "type": "scattergeo",
        "mode": "text",
        "lon": [a.lon for a in fitting],
        "lat": [a.lat for a in fitting],
        "text": [_label(a) for a in fitting],
        "textfont": {
            "size": NOTE_SIZE,
            "color": INK,
            # A pale edge: names stand on any shade, and over the border to the next one.
            "shadow": ", ".join([f"0 0 2px {PAPER}"] * 3),
        },
        "hoverinfo": "skip",
    }


def _label(area: Area) -> str:
    sign = {"high": "▲", "low": "▼"}.get(area.paint, "")
    return f"{sign}{area.name}"


def _fit(ground: Ground, areas: Sequence[Area]) -> list[Area]:
    """Return the areas whose names stand free of each other on a phone: what stands out first,
    then the largest values, then by code.
    """
    west, south, east, north = ground.box
    across = _mercator(north) - _mercator(south)
    scale = min(NARROW / max(east - west, 1e-6), HEIGHT / max(across, 1e-6)) / (1 + 2 * AIR)
    first = sorted(areas, key=lambda a: (a.paint == "plain", -(a.value or 0), a.code))
    found: list[Area] = []
    taken: list[tuple[float, float, float]] = []
    for area in first:
        x, y = (area.lon - west) * scale, (_mercator(area.lat) - _mercator(south)) * scale
        half = text_width(_label(area), NOTE_SIZE) / 2 + 3
        inside = half <= x + AIR * NARROW and x + half <= (east - west) * scale + 2 * AIR * NARROW
        if inside and all(
            abs(x - at) >= half + other or abs(y - up) >= NOTE_SIZE + 4 for at, up, other in taken
        ):
            taken.append((x, y, half))
            found.append(area)
    return found


def _mercator(lat: float) -> float:
    """Return the height of a latitude in Mercator's projection, in degrees at the equator."""
    return degrees(asinh(tan(radians(lat))))
