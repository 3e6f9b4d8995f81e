"""The custom properties of the style sheets, made of the palette: ``--weisu-ink`` and the like.

Dark holds on the screen alone: paper has the light colours, whatever its reader chose. What was
chosen (light, dark, system) stands at the page's root (``dashboards/server/appearance.py``).
"""

from __future__ import annotations

from collections.abc import Iterable

from style.palette import FONT_FAMILY, MAP_COLOURS, MAP_NAME, Appearance, palette, rgb
from style.wording import COLON

ATTRIBUTE = "data-weisu-appearance"
PREFIX = "--weisu-"

_LOGO: dict[Appearance, str] = {"light": "none", "dark": "invert(1) hue-rotate(180deg)"}
"""The logo is an image with ink in it: on dark ground it is turned over, with its hues kept."""

PICTURE_COLOURS = (
    "blue",
    "grey",
    "accent",
    "ink",
    "muted",
    "rule",
    "paper",
    "band",
    "band-middle",
    "blue-soft",
)
"""What pictures are drawn in; each is another colour than the others."""


def variables_css() -> str:
    """Return the sheet that gives the custom properties their values."""
    fixed = (f"{PREFIX}font: {FONT_FAMILY};", f'{PREFIX}colon: "{COLON}";')
    light = _block(":root", (*fixed, *_colours("light")))
    dark = [
        f"@media screen{when} {{\n{_block(_root(choice), _colours('dark'))}\n}}"
        for choice, when in (("dark", ""), ("system", " and (prefers-color-scheme: dark)"))
    ]
    return "\n".join((light, *dark))


def pictures_css() -> str:
    """Return the sheet that shows pictures in the colours of the appearance.

    Plotly takes no custom properties. Pictures are always drawn in light colours, which it writes
    into each mark's style; here each of them is replaced by the same meaning's colour. So a picture
    changes with the page, is light on paper, and is light where it is saved as a file.
    """
    rules = []
    for name in PICTURE_COLOURS:
        drawn = rgb(palette("light")[name])
        for part in ("fill", "stroke", "background"):
            place = f'.js-plotly-plot [style*="{part}: {drawn}"]'
            rules.append(f"{place} {{ {part}: var({PREFIX}{name}) !important; }}")
    return "\n".join([*rules, *_map_rules()])


def _map_rules() -> Iterable[str]:
    """Yield the rules of maps: areas have their colour as an attribute, its square in the key has
    it as it was written; names stand on it with an edge of the page's colour."""
    for name, colour in MAP_COLOURS.items():
        drawn = rgb(colour)
        area = f'.js-plotly-plot .choroplethlocation[fill="{drawn}"]'
        square = f'.js-plotly-plot tspan[style*="fill:{colour}"]'
        yield f"{area}, {square} {{ fill: var({PREFIX}{name}) !important; }}"
    edge = ", ".join([f"0 0 2px var({PREFIX}paper)"] * 3)
    drawn = rgb(MAP_NAME)
    names = f'.js-plotly-plot text[style*="fill: {drawn}"]'
    yield f"{names} {{ fill: var({PREFIX}ink) !important; text-shadow: {edge} !important; }}"


def _root(choice: str) -> str:
    return f'html[{ATTRIBUTE}="{choice}"]'


def _colours(appearance: Appearance) -> list[str]:
    colours = [f"{PREFIX}{name}: {colour};" for name, colour in palette(appearance).items()]
    return [f"color-scheme: {appearance};", f"{PREFIX}logo: {_LOGO[appearance]};", *colours]


def _block(place: str, lines: Iterable[str]) -> str:
    return "\n".join((f"{place} {{", *(f"  {line}" for line in lines), "}"))
