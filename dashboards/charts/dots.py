"""Differences with their intervals: a dot a row, a band of no clear difference read off its bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.bars import label_width, names_axis
from dashboards.charts.changes import figures, figures_width, zero_line
from dashboards.charts.picture import Caption, Frame, Picture, build
from style.palette import ACCENT, BLUE, GREY, INK, PAPER

ROW = 32
_ROOM = 1.05


@dataclass(frozen=True, slots=True)
class Dot:
    """One difference. ``side``: ``better``, ``worse`` or anything else for no clear difference.

    A row without ``value`` is the heading of the rows below it.
    """

    label: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    text: str = ""
    hover: str = ""
    side: str = "same"
    opens: str = ""
    """The address that a click opens."""
    counted: float | None = None
    """How many tickets these are: what the difference rests on."""


_MARKS = {"better": (BLUE, "circle"), "worse": (ACCENT, "diamond")}


def dots(caption: Caption, rows: Sequence[Dot]) -> Picture:
    """Return the rows in the order given, with a line at zero."""
    known = [(n, row, row.value) for n, row in enumerate(rows) if row.value is not None]
    ends = [0.0, *(d.low for _, d, _ in known), *(d.high for _, d, _ in known)]
    low, high = min(ends) * _ROOM, max(ends) * _ROOM
    marks = [_MARKS.get(row.side, (GREY, "circle-open")) for _, row, _ in known]
    labels = [row.label if row.value is not None else "" for row in rows]
    headings = [_heading(n, row.label) for n, row in enumerate(rows) if row.value is None]
    return build(
        caption,
        [
            {
                "type": "scatter",
                "mode": "markers",
                "y": [n for n, _, _ in known],
                "x": [value for _, _, value in known],
                "marker": {
                    "color": [colour for colour, _ in marks],
                    "symbol": [shape for _, shape in marks],
                    "size": 10,
                    "line": {"width": 2, "color": [colour for colour, _ in marks]},
                },
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [row.high - value for _, row, value in known],
                    "arrayminus": [value - row.low for _, row, value in known],
                    "color": GREY,
                    "thickness": 2,
                    "width": 0,
                },
                "cliponaxis": False,
                "customdata": [row.hover or row.label for _, row, _ in known],
                "hovertemplate": "%{customdata}<extra></extra>",
                "opens": [row.opens for _, row, _ in known],
                "counts": [row.counted for _, row, _ in known],
            }
        ],
        Frame(
            left=label_width(labels),
            right=figures_width([row.text for row in rows]),
            below=4,
            plot_height=max(1, len(rows)) * ROW,
        ),
        xaxis={"visible": False, "range": [low, high if high > low else low + 1]},
        yaxis=names_axis(labels),
        shapes=[zero_line()],
        annotations=[*figures([row.text for row in rows]), *headings],
    )


def _heading(row: int, words: str) -> dict[str, Any]:
    return {
        "text": f"<b>{words}</b>", "x": 0, "xref": "paper", "xanchor": "left", "xshift": 0,
        "y": row, "yanchor": "middle", "showarrow": False, "font": {"color": INK},
        "bgcolor": PAPER,
    }  # fmt: skip
