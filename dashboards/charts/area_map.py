"""A map of areas in shades, without a network: outlines from our own server, no tiles, no WebGL.

The outlines come from an address of this server that browsers keep (``Ground.address``), so that a
page sends only numbers. plotly asks for the coasts of the world before it draws any area; its own
address is outside, so ``picture.config`` names an empty one of ours (``static/maps/``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build
from geo.maps import Area, Ground, Shown, colour_of, fitting, key
from geo.maps.names import AIR
from style.chart_style import GAP, NOTE_SIZE, text_width
from style.palette import INK, MAP_NAME, PAPER

HEIGHT = 420
LOW = 300
NARROW = 340
"""Pixels that a map has in height, alone and beside other pictures, and in width on a phone: names
that fit there fit anywhere."""
_LINE = 1.35


def area_map(caption: Caption, ground: Ground, shown: Shown, high: int = HEIGHT) -> Picture:
    """Return the map, ``high`` px high.

    As many names are written, those with most first, as fit a phone without overlapping. Raises
    ``ValueError`` without any area.
    """
    if not shown.areas:
        raise ValueError("a map needs an area")
    lines = _key_lines(key(shown))
    above = len(lines) * NOTE_SIZE * _LINE + 6
    return build(
        caption,
        [*_fills(ground, shown), _names(ground, shown.areas, high)],
        Frame(left=0, right=0, below=4, plot_height=high, above=above),
        annotations=[
            _key_line(line, above - (row + 1) * NOTE_SIZE * _LINE) for row, line in enumerate(lines)
        ],
        geo=_frame(ground),
    )


def _key_lines(colours: Sequence[tuple[str, str]]) -> list[str]:
    """Return the key as lines that fit a phone."""
    lines: list[str] = []
    room = 0.0
    for colour, words in colours:
        piece = f'<span style="color:{colour}">■</span> {words}'
        wide = text_width(f"■ {words}{GAP}", NOTE_SIZE)
        if lines and wide <= room:
            lines[-1] += f"{GAP}{piece}"
            room -= wide
        else:
            lines.append(piece)
            room = NARROW - wide
    return lines


def _key_line(line: str, over: float) -> dict[str, Any]:
    """Return a line of the key, ``over`` px above the map."""
    return {
        "text": line, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "yshift": over,
        "xanchor": "left", "yanchor": "bottom", "align": "left", "showarrow": False,
        "borderpad": 0, "font": {"size": NOTE_SIZE, "color": INK},
    }  # fmt: skip


def _fills(ground: Ground, shown: Shown) -> list[dict[str, Any]]:
    """Return one trace a colour."""
    painted: dict[str, list[Area]] = {}
    for area in shown.areas:
        painted.setdefault(colour_of(area, shown.bounds), []).append(area)
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


def _names(ground: Ground, areas: Sequence[Area], high: int) -> dict[str, Any]:
    """Return the names that fit, as words at their places."""
    named = fitting(ground, [a for a in areas if a.value is not None], NARROW, high)
    return {
        "type": "scattergeo",
        "mode": "text",
        "lon": [a.lon for a in named],
        "lat": [a.lat for a in named],
        "text": [a.label for a in named],
        "textfont": {
            "size": NOTE_SIZE,
            "color": MAP_NAME,
            # A pale edge: names stand on any shade, and over the border to the next one.
            "shadow": ", ".join([f"0 0 2px {PAPER}"] * 3),
        },
        "hoverinfo": "skip",
    }
