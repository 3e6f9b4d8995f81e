"""The colours of every page, chart and report, and the arithmetic that checks their contrast.

One thing has one colour everywhere: our city's data blue, comparison and history grey, what needs
action the accent. Colour never stands alone: a word, a dash pattern or a label says the same, so
that a grey print and colour-blind readers lose nothing.
"""

from __future__ import annotations

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

SHADES = ("#F3F6FA", "#E4ECF6", "#D2E0F1", "#BCD1EA", BLUE_SOFT)
"""Our city's data as a ground for figures, from little to much."""
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

WALL_GROUND = "#0D1520"
"""Behind everything on a screen that hangs in a hall."""
WALL_PAPER = "#15202D"
"""A part of it."""
WALL_INK = "#F4F7FA"
WALL_MUTED = "#B3C0CE"
WALL_RULE = "#314152"
WALL_BLUE = "#6CB2FF"
WALL_GREY = "#98A5B3"
WALL_ACCENT = "#FF8466"
WALL_BAND = "#33404E"
WALL_LEVELS: dict[str, str] = {
    "红": "#FF6B60",
    "橙": "#FFA23A",
    "黄": "#F5CB3C",
    "蓝": "#6CA8FF",
}
"""Warning colours on a dark ground; dark text stands on them."""

ON_DARK: dict[str, str] = {
    BLUE: WALL_BLUE,
    GREY: WALL_GREY,
    ACCENT: WALL_ACCENT,
    INK: WALL_INK,
    MUTED: WALL_MUTED,
    RULE: WALL_RULE,
    PAPER: WALL_GROUND,
    BAND: WALL_BAND,
    BAND_MIDDLE: "#3F5872",
    BLUE_SOFT: "#44658C",
    VEIL: "rgba(13,21,32,0.75)",
    CLEAR: CLEAR,
}
"""What stands for each colour of a picture on a dark ground."""

FONT_FAMILY = '"Noto Sans SC","Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif'
"""System Chinese faces; nothing is downloaded."""


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
