"""Rates over a few periods: one panel a rate, lines on an axis that is cut and says so.

A rate moves within a few points: bars from zero would hide it. Each panel has an axis of its own,
from the lowest to the highest of what it shows; its ends are written at the side, and a break at
its foot tells that it does not begin at zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.clear_of_lines import clear_place
from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import LINE_WIDTH, NOTE_SIZE, TEXT_SIZE, text_width
from style.palette import ACCENT, BLUE, GREY, INK, MUTED, VEIL
from style.texts import text
from style.wording import rate

PANEL_HEIGHT = 112
GAP = 40
"""px between two panels: the lower one's name stands there."""
LEFT = 44
_ROOM = 0.22
_LEAST = 0.02
"""Share of an axis left free above and below; the shortest axis, as a share."""


@dataclass(frozen=True, slots=True)
class RatePoint:
    """A rate (0 to 1) in one period with its interval; None where there is too little to say."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    hover: str = ""
    opens: str = ""
    """The address that a click opens: of what the rate rests on."""
    counted: float | None = None
    """How many tickets these are."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One rate over the periods, the last of which is the current one. ``last_year``: the values of
    the same periods a year earlier; ``target``: None for none."""

    name: str
    points: tuple[RatePoint, ...]
    instead: str = ""
    """Said in the panel's place where the data lack what the rate needs."""
    last_year: tuple[float | None, ...] = ()
    target: float | None = None


def panels(caption: Caption, rows: Sequence[Panel]) -> Picture:
    """Return the panels one above the other with the periods on one common axis."""
    height = len(rows) * PANEL_HEIGHT + (len(rows) - 1) * GAP
    labels = [p.label for p in max(rows, key=lambda r: len(r.points)).points]
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for i, row in enumerate(rows):
        top = 1 - i * (PANEL_HEIGHT + GAP) / height
        foot = max(0.0, top - PANEL_HEIGHT / height)
        axis = f"y{'' if i == 0 else i + 1}"
        low, high = span_of(row)
        axes[f"yaxis{'' if i == 0 else i + 1}"] = {
            "domain": [foot, top], "range": [low, high], "anchor": "x", "rangemode": "normal",
            "tickmode": "array", "tickvals": [low, high],
            "ticktext": [rate(low, 0), rate(high, 0)],
        }  # fmt: skip
        notes += [_name(row, top), *_values(row, axis)]
        shapes += _target(row, axis) + (_break(foot) if low > 0 and row.points else [])
        traces += _lines(row, axis)
    return build(
        caption,
        traces,
        Frame(left=LEFT, right=14, below=24, plot_height=height, above=24),
        annotations=notes,
        shapes=shapes,
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels,
            "range": [-0.4, len(labels) - 0.6],
            "anchor": f"y{'' if len(rows) == 1 else len(rows)}",
            "showline": True,
        },
        **axes,
    )


def span_of(row: Panel) -> tuple[float, float]:
    """Return where a panel's axis begins and ends, in whole per cents: around all that it shows."""
    known = [p.value for p in row.points if p.value is not None]
    known += [v for v in row.last_year if v is not None]
    known += [row.target] if row.target is not None else []
    if not known:
        return 0.0, 1.0
    room = _ROOM * max(_LEAST, max(known) - min(known))
    low = math.floor((min(known) - room) * 100)
    high = math.ceil((max(known) + room) * 100)
    return max(0, low) / 100, min(100, max(high, low + 2)) / 100


def _name(row: Panel, top: float) -> dict[str, Any]:
    words = f"<b>{row.name}</b>" + (f" {row.instead}" if row.instead else "")
    return {
        "text": words,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xshift": -LEFT,
        "y": top,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 6,
        "showarrow": False,
        "font": {"size": TEXT_SIZE, "color": MUTED if row.instead else INK},
    }


def _lines(row: Panel, axis: str) -> list[dict[str, Any]]:
    labels = [p.label for p in row.points]
    now = {
        "type": "scatter", "mode": "lines+markers", "x": labels,
        "y": [p.value for p in row.points], "yaxis": axis, "cliponaxis": False,
        "line": {"color": BLUE, "width": LINE_WIDTH}, "marker": {"color": BLUE, "size": 7},
        "customdata": [p.hover or p.label for p in row.points],
        "hovertemplate": "%{customdata}<extra></extra>",
        "opens": [p.opens for p in row.points], "counts": [p.counted for p in row.points],
    }  # fmt: skip
    if not any(v is not None for v in row.last_year):
        return [now]
    before = {
        "type": "scatter", "mode": "lines", "x": labels, "y": list(row.last_year), "yaxis": axis,
        "cliponaxis": False, "line": {"color": GREY, "width": LINE_WIDTH, "dash": "dash"},
        "hoverinfo": "skip",
    }  # fmt: skip
    return [before, now]


def _values(row: Panel, axis: str) -> list[dict[str, Any]]:
    """Return each period's value, above or below its point, where the fewest lines run."""
    low, high = span_of(row)
    values = [p.value for p in row.points]
    lines = [values, row.last_year, [row.target] * len(values)]
    found = []
    for n, point in enumerate(row.points):
        if point.value is None:
            continue
        words, last = rate(point.value, 1), n == len(row.points) - 1
        width = text_width(words, NOTE_SIZE)
        side, above = clear_place(n, point.value, lines, width, (high - low) / PANEL_HEIGHT)
        found.append({
            "text": f"<b>{words}</b>" if last else words, "xanchor": side,
            "x": point.label, "y": point.value, "yref": axis, "showarrow": False,
            "yanchor": "bottom" if above else "top", "yshift": 5 if above else -5,
            "bgcolor": VEIL, "borderpad": 0,
            "font": {"size": NOTE_SIZE, "color": BLUE if last else INK},
        })  # fmt: skip
    return found


def _target(row: Panel, axis: str) -> list[dict[str, Any]]:
    if row.target is None or not row.points:
        return []
    return [{
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": axis,
        "y0": row.target, "y1": row.target,
        "line": {"color": ACCENT, "width": 1.5, "dash": "dot"},
        "label": {
            "text": text("chart.target", value=rate(row.target, 0)), "textposition": "start",
            "yanchor": "bottom", "padding": 1, "font": {"size": NOTE_SIZE, "color": ACCENT},
        },
    }]  # fmt: skip


def _break(foot: float) -> list[dict[str, Any]]:
    """Return the mark of an axis that does not begin at zero: two short strokes at its foot."""
    return [
        {
            "type": "line", "xref": "paper", "xsizemode": "pixel", "xanchor": 0, "x0": -7, "x1": 5,
            "yref": "paper", "ysizemode": "pixel", "yanchor": foot, "y0": up, "y1": up + 6,
            "line": {"color": MUTED, "width": 1.5},
        }
        for up in (9, 14)
    ]  # fmt: skip
