"""Changes from zero, left and right: steps that add up (a waterfall), and parts of a change.

Horizontal, so that names are read on a phone, with the figures in one column at the right edge:
a change is drawn from zero whatever the level it starts from, so no axis has to be cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.bars import ROW, label_width, names_axis
from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import TEXT_SIZE, text_width
from style.palette import ACCENT, BLUE, GREY, INK, RULE

_ROOM = 1.06


@dataclass(frozen=True, slots=True)
class Step:
    """A change. ``text`` is its figure in words; ``acts``: it goes the wrong way."""

    label: str
    change: float
    text: str
    hover: str = ""
    acts: bool = False
    total: bool = False
    """The sum of the steps before it: drawn from zero, in grey."""
    opens: str = ""
    """The address that a click opens."""
    counted: float | None = None
    """How many tickets these are: the change itself is none of them."""


def waterfall(caption: Caption, steps: Sequence[Step]) -> Picture:
    """Return steps that each begin where the one before ended; a total begins at zero."""
    starts, at = [], 0.0
    for step in steps:
        starts.append(0.0 if step.total else at)
        at = step.change if step.total else at + step.change
    return _picture(caption, steps, starts)


def diverging(caption: Caption, steps: Sequence[Step]) -> Picture:
    """Return the changes, each from zero, in the order given."""
    return _picture(caption, steps, [0.0] * len(steps))


def _picture(caption: Caption, steps: Sequence[Step], starts: list[float]) -> Picture:
    ends = [start + step.change for start, step in zip(starts, steps, strict=True)]
    low, high = min([0.0, *starts, *ends]) * _ROOM, max([0.0, *starts, *ends]) * _ROOM
    rows = list(range(len(steps)))
    links = [
        _link(row, ends[row])
        for row in rows[:-1]
        if starts[row + 1] or steps[row + 1].total or starts[row]
    ]
    return build(
        caption,
        [
            {
                "type": "bar",
                "orientation": "h",
                "y": rows,
                "x": [step.change for step in steps],
                "base": starts,
                "marker": {"color": [_colour(step) for step in steps]},
                "customdata": [step.hover or step.label for step in steps],
                "hovertemplate": "%{customdata}<extra></extra>",
                "opens": [step.opens for step in steps],
                "counts": [step.counted for step in steps],
            }
        ],
        Frame(
            left=label_width([step.label for step in steps]),
            right=figures_width([step.text for step in steps]),
            below=4,
            plot_height=max(1, len(steps)) * ROW,
        ),
        xaxis={"visible": False, "range": [low, high if high > low else low + 1]},
        yaxis=names_axis([step.label for step in steps]),
        shapes=[zero_line(), *links],
        annotations=figures([step.text for step in steps]),
    )


def _colour(step: Step) -> str:
    return GREY if step.total else ACCENT if step.acts else BLUE


def zero_line() -> dict[str, Any]:
    """Return the line at zero."""
    return {
        "type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
        "line": {"color": GREY, "width": 1},
    }  # fmt: skip


def _link(row: int, x: float) -> dict[str, Any]:
    return {
        "type": "line", "x0": x, "x1": x, "y0": row, "y1": row + 1, "layer": "below",
        "line": {"color": RULE, "width": 1},
    }  # fmt: skip


def figures_width(texts: Sequence[str]) -> float:
    """Return the px that a column of figures takes."""
    return max([text_width(t, TEXT_SIZE) for t in texts] or [0]) + 8


def figures(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return the figures of the rows, in a column right of the plot."""
    return [
        {
            "text": words, "x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": row,
            "yanchor": "middle", "showarrow": False, "align": "left",
            "font": {"size": TEXT_SIZE, "color": INK},
        }
        for row, words in enumerate(texts)
    ]  # fmt: skip
