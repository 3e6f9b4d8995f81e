"""The colours of every page, chart and report, and the arithmetic that checks their contrast.

One thing has one colour everywhere: our city's data blue, comparison and history grey, what needs
action the accent. Colour never stands alone: a word, a dash pattern or a label says the same, so
that a grey print and colour-blind readers lose nothing.

The constants are the light colours, which pictures and paper are drawn in. ``palette`` gives the
colours of an appearance by meaning; the style sheets know them as ``--weisu-<meaning>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Appearance = Literal["light", "dark"]

BLUE = "#1F5FAE"
"""Our city's data."""
GREY = "#8C96A3"
"""Comparison and history."""
ACCENT = "#C8451B"
"""What needs action."""

INK = "#1B2733"
"""Text."""
MUTED = "#56616F"
"""Secondary text: units, sources, as-of lines."""
RULE = "#D9DEE5"
"""Axis lines and borders."""
PAPER = "#FFFFFF"
"""Page and picture background (pictures are pasted into documents)."""
GROUND = "#F3F6F9"
"""Behind a page that is a sheet of its own, such as the sign-in."""
FIELD = "#7A8594"
"""The edge of a field to type in: seen against paper by whoever needs contrast."""
BLUE_DARK = "#184C8C"
"""A button of ours under the pointer."""
ACCENT_GROUND = "#FBF0ED"
"""Behind a message that needs action."""
BAND = "#E3E8EE"
"""The expected range behind a line."""
BAND_MIDDLE = "#C6D6E9"
"""A likelier range inside it."""
BLUE_SOFT = "#A9C4E4"
"""Our city's data where it is not the point of the picture."""

BACKDROP = "#92B6C840"
"""Lies over the page behind a dialog; the last two digits say how much of the page it hides."""

SHADES = ("#F3F6FA", "#E4ECF6", "#D2E0F1", "#BCD1EA", BLUE_SOFT)
"""Our city's data as a ground for figures, from little to much."""
MAP_SHADES = ("#EAF0F8", "#D2E0F1", "#AFC8E6", "#8AB0DB", "#6A99CE")
"""Areas of a map, from little to much: text stands on all of them, and a grey print parts them."""
MAP_HIGH, MAP_LOW = "#EC9F86", "#7FA8D6"
"""Areas that stand out, paler than ``ACCENT`` and ``BLUE``: their names stand on them."""
MAP_LEVELS: dict[str, str] = {
    "红": "#DF7466",
    "橙": "#E9963F",
    "黄": "#E3BE55",
    "蓝": "#BDD3EE",
}
"""Areas by the highest warning there: hues of ``WARNING_LEVELS``, the more urgent the darker, which
a grey print keeps; names stand on all of them."""
MAP_NAME = "#16202C"
"""Names on areas of a map."""
CLEAR = "rgba(0,0,0,0)"
"""Nothing."""
VEIL = "rgba(255,255,255,0.75)"
"""Paper that lets through what lies under a label."""

WARNING_LEVELS: dict[str, str] = {
    "红": "#C4261D",
    "橙": "#E07B00",
    "黄": "#D9A800",
    "蓝": "#2F6FC4",
}
"""Warning colours by their word; the word is always shown with the colour."""

LEVEL_MARKS = tuple(f"level-{n}" for n in range(len(WARNING_LEVELS)))
SHADE_GROUNDS = tuple(f"shade-{n}" for n in range(len(SHADES)))
"""Meanings that are counted, in the order of ``WARNING_LEVELS`` and ``SHADES``."""

MAP_COLOURS: dict[str, str] = {
    "map-bare": BAND,
    **{f"map-{n}": shade for n, shade in enumerate(MAP_SHADES)},
    "map-high": MAP_HIGH,
    "map-low": MAP_LOW,
    **{f"map-level-{n}": colour for n, colour in enumerate(MAP_LEVELS.values())},
}
"""Areas of a map by meaning, in the light colours that they are drawn in; each is another one."""

_LIGHT: dict[str, str] = {
    "blue": BLUE,
    "grey": GREY,
    "accent": ACCENT,
    "ink": INK,
    "muted": MUTED,
    "rule": RULE,
    "paper": PAPER,
    "ground": GROUND,
    "field": FIELD,
    "blue-dark": BLUE_DARK,
    "accent-ground": ACCENT_GROUND,
    "band": BAND,
    "band-middle": BAND_MIDDLE,
    "blue-soft": BLUE_SOFT,
    "backdrop": BACKDROP,
    **dict(zip(LEVEL_MARKS, WARNING_LEVELS.values(), strict=True)),
    **dict(zip(SHADE_GROUNDS, SHADES, strict=True)),
    **MAP_COLOURS,
}
_DARK: dict[str, str] = {
    "blue": "#7CB0F2",
    "grey": "#707B88",
    "accent": "#FF9166",
    "ink": "#E3E9F0",
    "muted": "#A6B2BF",
    "rule": "#364250",
    "paper": "#12181F",
    "ground": "#1A222B",
    "field": "#8593A3",
    "blue-dark": "#9CC4F7",
    "accent-ground": "#3A221A",
    "band": "#2A3440",
    "band-middle": "#2C4668",
    "blue-soft": "#43698F",
    "backdrop": "#04070BB3",
    "level-0": "#FF6B61",
    "level-1": "#F59A3C",
    "level-2": "#EBC74A",
    "level-3": "#6FA8F0",
    "shade-0": "#19222C",
    "shade-1": "#1D2E41",
    "shade-2": "#213A57",
    "shade-3": "#26476D",
    "shade-4": "#2C5583",
    "map-bare": "#222B35",
    "map-0": "#1F3145",
    "map-1": "#213D5A",
    "map-2": "#264E77",
    "map-3": "#2A5F96",
    "map-4": "#2D69AA",
    "map-high": "#93432B",
    "map-low": "#2F6199",
    "map-level-0": "#A9352A",
    "map-level-1": "#985012",
    "map-level-2": "#7A6212",
    "map-level-3": "#2E5C96",
}
_PALETTES: dict[Appearance, Mapping[str, str]] = {
    "light": MappingProxyType(_LIGHT),
    "dark": MappingProxyType(_DARK),
}


def palette(appearance: Appearance) -> Mapping[str, str]:
    """Return the colours of an appearance by their meaning; both know the same meanings."""
    return _PALETTES[appearance]


FONT_FAMILY = '"Noto Sans SC","Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif'
"""System Chinese faces; nothing is downloaded."""


def rgb(colour: str) -> str:
    """Return ``#RRGGBB`` as browsers write it: ``rgb(27, 39, 51)``."""
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white), of ``#RRGGBB`` (WCAG 2.2)."""

    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2; AA asks 4.5 for text)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
