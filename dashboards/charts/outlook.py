"""What was and what will be: a line, its continuation with bands, and an earlier forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build
from dashboards.charts.trend import date_ticks
from style.chart_style import LINE_WIDTH, NOTE_SIZE, text_width
from style.palette import BAND, BAND_MIDDLE, BLUE, BLUE_SOFT, GREY, INK, PAPER
from style.wording import number

PLOT_HEIGHT = 230


@dataclass(frozen=True, slots=True)
class Ahead:
    """One day to come: mean, and the ends of its three bands."""

    day: date
    mean: float
    inner: tuple[float, float]
    middle: tuple[float, float]
    outer: tuple[float, float]
    hover: str


@dataclass(frozen=True, slots=True)
class Past:
    """One day that was: its value, what was forecast of it earlier (None: nothing)."""

    day: date
    value: float
    earlier: float | None
    hover: str
    opens: str = ""
    """The address that a click opens."""


def outlook(
    caption: Caption, past: Sequence[Past], ahead: Sequence[Ahead], now: str, *, inner: bool
) -> Picture:
    """Return the picture.

    ``now`` names the border to the days ahead; ``inner``: draw all bands, not the outer alone.
    """
    days = [p.day for p in past] + [a.day for a in ahead]
    values = [p.value for p in past] + [a.outer[1] for a in ahead]
    values += [p.earlier for p in past if p.earlier is not None]
    top = 1.12 * max([1.0, *values])
    vals, texts = date_ticks(days)
    traces = [*_bands(ahead, inner=inner), *_lines(past, ahead)]
    border = str(ahead[0].day - timedelta(hours=12)) if ahead else str(days[-1])
    return build(
        caption,
        traces,
        Frame(
            left=text_width(number(top), NOTE_SIZE) + 8,
            right=max(8.0, text_width(texts[-1], NOTE_SIZE) / 2 if texts else 0.0),
            below=24,
            plot_height=PLOT_HEIGHT,
            above=16,
        ),
        annotations=[
            {
                "x": border, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "left",
                "text": now, "showarrow": False, "font": {"size": NOTE_SIZE, "color": INK},
            }
        ],
        shapes=[
            {
                "type": "line", "x0": border, "x1": border, "y0": 0, "y1": 1, "yref": "paper",
                "line": {"color": INK, "width": 1, "dash": "dot"},
            }
        ],
        hovermode="x",
        xaxis={
            "type": "date", "tickvals": vals, "ticktext": texts, "showline": True,
            "range": [
                str(days[0] - timedelta(hours=12)), str(days[-1] + timedelta(hours=12)),
            ],
        },
        yaxis={"range": [0, top], "tickformat": ",", "nticks": 5},
    )  # fmt: skip


def _bands(ahead: Sequence[Ahead], *, inner: bool) -> list[dict[str, Any]]:
    days = [a.day for a in ahead]
    drawn = [([a.outer for a in ahead], BAND)]
    if inner:
        drawn.append(([a.middle for a in ahead], BAND_MIDDLE))
        drawn.append(([a.inner for a in ahead], BLUE_SOFT))
    found: list[dict[str, Any]] = []
    for ends, colour in drawn:
        edge = {
            "type": "scatter", "mode": "lines", "x": days, "line": {"width": 0},
            "hoverinfo": "skip",
        }  # fmt: skip
        found.append({**edge, "y": [low for low, _ in ends]})
        found.append(
            {**edge, "y": [high for _, high in ends], "fill": "tonexty", "fillcolor": colour}
        )
    return found


def _lines(past: Sequence[Past], ahead: Sequence[Ahead]) -> list[dict[str, Any]]:
    base = {"type": "scatter", "hovertemplate": "%{customdata}<extra></extra>"}
    earlier = [p for p in past if p.earlier is not None]
    return [
        {
            "type": "scatter", "mode": "lines", "hoverinfo": "skip",
            "x": [p.day for p in earlier], "y": [p.earlier for p in earlier],
            "line": {"color": GREY, "width": 2, "dash": "dot"},
        },
        {
            **base, "mode": "lines+markers",
            "x": [p.day for p in past], "y": [p.value for p in past],
            "customdata": [p.hover for p in past], "opens": [p.opens for p in past],
            "counts": [p.value for p in past],
            "line": {"color": BLUE, "width": LINE_WIDTH}, "marker": {"size": 3, "color": BLUE},
        },
        {
            **base, "mode": "lines+markers",
            "x": [a.day for a in ahead], "y": [a.mean for a in ahead],
            "customdata": [a.hover for a in ahead],
            "line": {"color": BLUE, "width": LINE_WIDTH, "dash": "dash"},
            "marker": {
                "size": 5, "color": PAPER, "line": {"width": 1, "color": BLUE},
            },
        },
    ]  # fmt: skip
