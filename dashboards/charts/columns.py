"""Upright bars in a fixed order against what is usual, such as the hours of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import NOTE_SIZE
from style.palette import BLUE, GREY, INK

HEIGHT = 210


@dataclass(frozen=True, slots=True)
class Column:
    """One bar and its usual value. ``label`` may have two lines (``<br>``)."""

    label: str
    value: float
    usual: float
    text: str
    hover: str = ""
    opens: str = ""
    """The address that a click opens."""


def columns(caption: Caption, bars: Sequence[Column]) -> Picture:
    """Return the bars from zero, with the usual as a grey mark across each."""
    places = list(range(len(bars)))
    top = 1.15 * max([v for b in bars for v in (b.value, b.usual)] or [1.0]) or 1.0
    hovers = [b.hover or b.label for b in bars]
    return build(
        caption,
        [
            {
                "type": "bar",
                "x": places,
                "y": [b.value for b in bars],
                "marker": {"color": BLUE},
                "text": [b.text for b in bars],
                "textposition": "outside",
                "textangle": 0,
                "textfont": {"size": NOTE_SIZE, "color": INK},
                "constraintext": "none",
                "cliponaxis": False,
                "customdata": hovers,
                "hovertemplate": "%{customdata}<extra></extra>",
                "opens": [b.opens for b in bars],
                "counts": [b.value for b in bars],
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": places,
                "y": [b.usual for b in bars],
                "marker": {
                    "symbol": "line-ew",
                    "size": 18,
                    "line": {"width": 3, "color": GREY},
                },
                "hoverinfo": "skip",
            },
        ],
        Frame(left=0, right=0, below=40, plot_height=HEIGHT),
        bargap=0.3,
        xaxis={
            "tickvals": places,
            "ticktext": [b.label for b in bars],
            "range": [-0.6, len(bars) - 0.4],
            "tickangle": 0,
            "tickfont": {"size": NOTE_SIZE, "color": INK},
            "showgrid": False,
            "showline": True,
        },
        yaxis={"visible": False, "range": [0, top]},
    )
