"""One look for every chart, as the plain dictionary that plotly takes as a layout template.

``style`` knows no chart library: the same sizes and colours serve reports as well.
"""

from __future__ import annotations

from typing import Any

from style.palette import BLUE, FONT_FAMILY, GREY, INK, MUTED, PAPER, RULE

TITLE_SIZE = 16
TEXT_SIZE = 13
NOTE_SIZE = 12
"""Sizes in px; nothing in a picture is smaller than ``NOTE_SIZE``."""

TITLE_WIDTH = 20
NOTE_WIDTH = 25
"""Full-width characters a line that fit a phone of 390 px at the sizes above."""

GAP = "\u3000"
"""Between the parts of a line: as wide as a Chinese character."""
LINE_WIDTH = 2.5

TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT_FAMILY, "size": TEXT_SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": [BLUE, GREY],
        "separators": ".,",
        "showlegend": False,
        "bargap": 0.35,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": RULE,
            "font": {"family": FONT_FAMILY, "size": TEXT_SIZE, "color": INK},
            "align": "left",
        },
        "xaxis": {
            "showgrid": False,
            "zeroline": False,
            "linecolor": RULE,
            "tickcolor": RULE,
            "ticks": "",
            "tickangle": 0,
            # The margins are worked out for them: no label has to be measured once more.
            "ticklabeloverflow": "allow",
            "fixedrange": True,
            "automargin": False,
            "tickfont": {"size": NOTE_SIZE, "color": MUTED},
        },
        "yaxis": {
            "gridcolor": RULE,
            "gridwidth": 1,
            "zeroline": False,
            "ticks": "",
            "ticklabeloverflow": "allow",
            "fixedrange": True,
            "automargin": False,
            "rangemode": "tozero",
            "tickfont": {"size": NOTE_SIZE, "color": MUTED},
        },
    }
}


def text_width(text: str, size: float) -> float:
    """Return about how many px a line of text takes at a font size."""
    return size * sum(0.58 if ord(c) < 0x2E80 else 1.0 for c in text)
