"""Rates over a few periods, one small panel a rate, bars from zero with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import NOTE_SIZE, TEXT_SIZE
from style.palette import BLUE, GREY, INK, MUTED, PAPER
from style.wording import rate

PANEL_HEIGHT = 104
GAP = 34
"""px between two panels: the lower one's name stands there."""


@dataclass(frozen=True, slots=True)
class RatePoint:
    """A rate (0 to 1) in one period with its interval; None where there is too little to say."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    hover: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One rate over the periods, the last of which is the current one."""

    name: str
    points: tuple[RatePoint, ...]
    instead: str = ""
    """Said in the panel's place where the data lack what the rate needs."""


def panels(caption: Caption, rows: Sequence[Panel]) -> Picture:
    """Return the panels one above the other with the periods on one common axis."""
    height = len(rows) * PANEL_HEIGHT + (len(rows) - 1) * GAP
    labels = [p.label for p in max(rows, key=lambda r: len(r.points)).points]
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for i, row in enumerate(rows):
        top = 1 - i * (PANEL_HEIGHT + GAP) / height
        suffix = "" if i == 0 else str(i + 1)
        axes[f"yaxis{suffix}"] = {
            "domain": [max(0.0, top - PANEL_HEIGHT / height), top],
            "range": [0, 1.06],
            "visible": False,
            "anchor": "x",
        }
        notes.append(_name(row, top))
        traces.append(_bars(row, f"y{suffix}"))
    return build(
        caption,
        traces,
        Frame(left=0, right=0, below=24, plot_height=height, above=24),
        annotations=notes,
        bargap=0.18,
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels,
            "range": [-0.5, len(labels) - 0.5],
            "anchor": f"y{'' if len(rows) == 1 else len(rows)}",
            "showline": True,
        },
        **axes,
    )


def _name(row: Panel, top: float) -> dict[str, Any]:
    text = f"<b>{row.name}</b>" + (f" {row.instead}" if row.instead else "")
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 3,
        "showarrow": False,
        "font": {"size": TEXT_SIZE, "color": MUTED if row.instead else INK},
    }


def _bars(row: Panel, axis: str) -> dict[str, Any]:
    last = len(row.points) - 1
    shown = [p.value or 0 for p in row.points]
    return {
        "type": "bar",
        "x": [p.label for p in row.points],
        "y": shown,
        "yaxis": axis,
        "marker": {"color": [BLUE if i == last else GREY for i in range(last + 1)]},
        "text": [rate(p.value) for p in row.points],
        "textposition": ["inside" if v > 0.25 else "outside" for v in shown],
        "insidetextanchor": "start",
        "textangle": 0,
        "textfont": {
            "size": NOTE_SIZE,
            "color": [_ink(p, i == last) for i, p in enumerate(row.points)],
        },
        "constraintext": "none",
        "cliponaxis": False,
        "error_y": _intervals(row),
        "customdata": [p.hover or p.label for p in row.points],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _ink(point: RatePoint, current: bool) -> str:
    return PAPER if current and (point.value or 0) > 0.25 else INK


def _intervals(row: Panel) -> dict[str, Any]:
    known = [(p.value, p.low, p.high) for p in row.points]
    return {
        "type": "data",
        "symmetric": False,
        "array": [h - v if v is not None and h is not None else 0 for v, _, h in known],
        "arrayminus": [v - low if v is not None and low is not None else 0 for v, low, _ in known],
        "color": INK,
        "thickness": 1,
        "width": 4,
    }
