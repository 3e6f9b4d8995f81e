"""The custom properties of the style sheets, made of the palette: ``--weisu-ink`` and the like.

Dark holds on the screen alone: paper has the light colours, whatever its reader chose. A browser
says by ``data-weisu-appearance`` at its root which one it shows (``dashboards/server``).
"""

from __future__ import annotations

from collections.abc import Iterable

from style.palette import FONT_FAMILY, Appearance, palette, rgb
from style.wording import COLON

ATTRIBUTE = "data-weisu-appearance"
DARK_ROOT = f'html[{ATTRIBUTE}="dark"]'
PREFIX = "--weisu-"

_PICTURE_COLOURS = (
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
    dark = _block(DARK_ROOT, ("color-scheme: dark;", *_colours("dark")))
    return f"{light}\n@media screen {{\n{dark}\n}}\n"


def pictures_css() -> str:
    """Return the sheet that shows pictures in the colours of the dark appearance.

    Plotly takes no custom properties. Pictures are always drawn in light colours, which it writes
    into each mark's style; here each of them is replaced by the same meaning's colour. So a picture
    changes with the page, is light on paper, and is light where it is saved as a file.
    """
    rules = []
    for name in _PICTURE_COLOURS:
        drawn = rgb(palette("light")[name])
        for part in ("fill", "stroke", "background"):
            place = f'{DARK_ROOT} .js-plotly-plot [style*="{part}: {drawn}"]'
            rules.append(f"{place} {{ {part}: var({PREFIX}{name}) !important; }}")
    return "@media screen {\n" + "\n".join(rules) + "\n}\n"


def _colours(appearance: Appearance) -> list[str]:
    return [f"{PREFIX}{name}: {colour};" for name, colour in palette(appearance).items()]


def _block(place: str, lines: Iterable[str]) -> str:
    return "\n".join((f"{place} {{", *(f"  {line}" for line in lines), "}"))
