"""The same map as SVG for paper: vectors only, no script, readable in grey.

What stands out is hatched besides its colour, because a grey printer turns both colours into the
same grey; names are the ones that fit the width on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from xml.sax.saxutils import escape, quoteattr

from geo.maps.names import AIR, fitting
from geo.maps.painted import Area, Ground, Shown, colour_of, key
from style.chart_style import NOTE_SIZE, text_width
from style.palette import BAND, FONT_FAMILY, INK, MAP_HIGH, MAP_LOW, MUTED, PAPER

Ring = Sequence[tuple[float, float]]
_HATCHED = {"high": "rising", "low": "falling"}
_SQUARE, _LINE = 10, 18
_PATTERNS = (
    '<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="{ground}"/>'
    '<path d="{path}" stroke="{ink}" stroke-width="0.7"/></pattern>'
)
_PATHS = {"rising": "M0 6L6 0", "falling": "M0 0L6 6"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A map on paper: ``wide`` px (96 an inch) and at most ``high`` px; ``alt`` says what it shows
    to whoever hears the document.
    """

    wide: float
    high: float
    alt: str


def area_svg(
    sheet: Sheet, ground: Ground, outlines: Mapping[str, Sequence[Ring]], shown: Shown
) -> str:
    """Return the map as an SVG document without a size of its own beyond its view box.

    ``outlines``: the rings of each area by code, degrees, holes among them. Areas without an
    outline are left out; raises ``ValueError`` where none has one.
    """
    drawn = [area for area in shown.areas if outlines.get(area.code)]
    if not drawn:
        raise ValueError("no area has an outline")
    at, high = _placing(sheet, ground)
    rows = _key_rows(key(shown), sheet.wide)
    names = fitting(ground, [a for a in drawn if a.value is not None], sheet.wide, sheet.high)
    parts = [
        f"<title>{escape(sheet.alt)}</title>",
        f"<defs>{_patterns()}</defs>",
        *(_shape(area, outlines[area.code], at, shown.bounds) for area in drawn),
        *(_name(area, at) for area in names),
        *_key(rows, high),
    ]
    whole = high + len(rows) * _LINE + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(sheet.alt)} '
        f'viewBox="0 0 {sheet.wide:g} {whole:.1f}" font-family={quoteattr(FONT_FAMILY)} '
        f'font-size="{NOTE_SIZE}">{"".join(parts)}</svg>'
    )


def _placing(
    sheet: Sheet, ground: Ground
) -> tuple[Callable[[float, float], tuple[float, float]], float]:
    """Return where degrees come to stand, and how high the map is; true at the middle latitude."""
    west, south, east, north = ground.box
    shrink = max(cos(radians((south + north) / 2)), 0.01)
    wide, tall = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
    scale = min(sheet.wide / wide, sheet.high / tall) / (1 + 2 * AIR)
    high = tall * scale * (1 + 2 * AIR)
    left = (sheet.wide - wide * scale) / 2
    top = AIR * tall * scale

    def at(lon: float, lat: float) -> tuple[float, float]:
        return left + (lon - west) * shrink * scale, top + (north - lat) * scale

    return at, high


def _patterns() -> str:
    grounds = {"rising": MAP_HIGH, "falling": MAP_LOW}
    return "".join(
        _PATTERNS.format(name=name, ground=grounds[name], path=path, ink=MUTED)
        for name, path in _PATHS.items()
    )


def _shape(
    area: Area,
    rings: Sequence[Ring],
    at: Callable[[float, float], tuple[float, float]],
    bounds: Sequence[float],
) -> str:
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (at(*point) for point in ring)) + "Z"
        for ring in rings
    )
    hatched = _HATCHED.get(area.paint)
    fill = f"url(#{hatched})" if hatched else colour_of(area, bounds)
    return (
        f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{PAPER}" stroke-width="0.8">'
        f"<title>{escape(f'{area.name} {area.written}')}</title></path>"
    )


def _name(area: Area, at: Callable[[float, float], tuple[float, float]]) -> str:
    x, y = at(area.lon, area.lat)
    return (
        f'<text x="{x:.1f}" y="{y + NOTE_SIZE / 3:.1f}" text-anchor="middle" fill="{INK}" '
        f'stroke="{PAPER}" stroke-width="2.5" stroke-linejoin="round" paint-order="stroke">'
        f"{escape(area.label)}</text>"
    )


def _key_rows(
    colours: Sequence[tuple[str, str]], wide: float
) -> list[list[tuple[str, str, float]]]:
    """Return the key in rows that fit: colour, words, and where each begins."""
    rows: list[list[tuple[str, str, float]]] = []
    x = wide
    for colour, words in colours:
        needs = _SQUARE + 4 + text_width(words, NOTE_SIZE) + NOTE_SIZE
        if not rows or x + needs > wide:
            rows.append([])
            x = 0.0
        rows[-1].append((colour, words, x))
        x += needs
    return rows


def _key(rows: Sequence[Sequence[tuple[str, str, float]]], top: float) -> list[str]:
    hatched = {MAP_HIGH: "url(#rising)", MAP_LOW: "url(#falling)"}
    return [
        f'<rect x="{x:.1f}" y="{top + row * _LINE + 4:.1f}" width="{_SQUARE}" height="{_SQUARE}" '
        f'fill="{hatched.get(colour, colour)}" stroke="{BAND}" stroke-width="0.5"/>'
        f'<text x="{x + _SQUARE + 4:.1f}" y="{top + row * _LINE + 4 + _SQUARE:.1f}" '
        f'fill="{INK}">{escape(words)}</text>'
        for row, pieces in enumerate(rows)
        for colour, words, x in pieces
    ]
