"""Horizontal bars from zero with direct labels: a ranking, and observed against expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import NOTE_SIZE, TEXT_SIZE, text_width
from style.palette import ACCENT, BLUE, CLEAR, GREY, INK, MUTED
from style.wording import wrap

LABEL_WIDTH = 7
"""Full-width characters a line of a bar's name; longer names take more lines."""
LINES = 3
"""Lines of a name at most; what is longer ends with a mark."""
ROW = 36
TALL_ROW = 50
"""px of a row; the taller one where a name takes three lines."""
PAIR_ROW = 58


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``text`` stands at its end, ``hover`` says what it was made of."""

    label: str
    value: float
    text: str
    hover: str = ""
    acts: bool = False
    """Needs action: drawn in the accent colour; the caption's words say so as well."""
    earlier: bool = False
    """What the others are compared with: drawn in grey."""
    opens: str = ""
    """The address that a click opens."""
    counted: float | None = None
    """How many tickets these are, where the mark itself shows another figure."""


@dataclass(frozen=True, slots=True)
class PairBar:
    """What was observed and what was expected of one thing."""

    label: str
    observed: float
    expected: float
    observed_text: str
    expected_text: str
    hover: str = ""
    acts: bool = False
    opens: str = ""
    """The address that a click on what was observed opens."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a ranking: what the bars compare with, such as the whole city's rate."""

    value: float
    text: str


def ranking(
    caption: Caption, bars: Sequence[Bar], mark: Mark | None = None, line: int = LABEL_WIDTH
) -> Picture:
    """Return the bars in the order given, the first on top. ``line``: characters of a name's."""
    widest = max([text_width(b.text, TEXT_SIZE) for b in bars] or [0])
    limit = max([b.value for b in bars] + ([mark.value] if mark else []) or [1]) or 1
    return build(
        caption,
        [
            {
                "type": "bar",
                "orientation": "h",
                "y": list(range(len(bars))),
                "x": [b.value for b in bars],
                "marker": {"color": [_colour(b) for b in bars]},
                "opens": [b.opens for b in bars],
                "counts": [b.value if b.counted is None else b.counted for b in bars],
                **_texts([b.text for b in bars], [b.hover or b.label for b in bars]),
            }
        ],
        Frame(
            left=label_width([b.label for b in bars], line),
            right=widest + 8,
            below=4,
            plot_height=max(1, len(bars)) * _row([b.label for b in bars], line),
            above=18 if mark else 0,
        ),
        xaxis={"visible": False, "range": [0, limit]},
        yaxis=names_axis([b.label for b in bars], line),
        shapes=[_mark_line(mark)] if mark else [],
        annotations=[_mark_text(mark, limit)] if mark else [],
    )


def _colour(bar: Bar) -> str:
    return GREY if bar.earlier else ACCENT if bar.acts else BLUE


def observed_expected(caption: Caption, bars: Sequence[PairBar]) -> Picture:
    """Return two bars a row: observed above, expected below in grey."""
    widest = max([text_width(t, TEXT_SIZE) for b in bars for t in _both(b)] or [0])
    limit = max([max(b.observed, b.expected) for b in bars] or [1]) or 1
    rows = list(range(len(bars)))
    hovers = [b.hover or b.label for b in bars]
    common = {"type": "bar", "orientation": "h", "y": rows, "width": 0.36}
    return build(
        caption,
        [
            {
                **common,
                "x": [b.observed for b in bars],
                "offset": -0.38,
                "marker": {"color": [ACCENT if b.acts else BLUE for b in bars]},
                "opens": [b.opens for b in bars],
                "counts": [b.observed for b in bars],
                **_texts([b.observed_text for b in bars], hovers),
            },
            {
                **common,
                "x": [b.expected for b in bars],
                "offset": 0.0,
                "marker": {"color": GREY},
                **_texts([b.expected_text for b in bars], hovers, MUTED),
            },
        ],
        Frame(
            left=label_width([b.label for b in bars]),
            right=widest + 8,
            below=4,
            plot_height=max(1, len(bars)) * PAIR_ROW,
        ),
        xaxis={"visible": False, "range": [0, limit]},
        yaxis=names_axis([b.label for b in bars]),
        barmode="overlay",
    )


def _both(bar: PairBar) -> tuple[str, str]:
    return bar.observed_text, bar.expected_text


def _texts(texts: list[str], hovers: list[str], colour: str = INK) -> dict[str, Any]:
    return {
        "text": texts,
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": TEXT_SIZE, "color": colour},
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": hovers,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def label_width(labels: Sequence[str], width: int = LABEL_WIDTH) -> float:
    """Return the px that the names of bars take."""
    lines = [line for label in labels for line in wrap(label, width)]
    return max([text_width(line, TEXT_SIZE) for line in lines] or [0]) + 8


def names_axis(labels: Sequence[str], width: int = LABEL_WIDTH) -> dict[str, Any]:
    """Return the axis of names, the first on top."""
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": ["<br>".join(_name_lines(label, width)) for label in labels],
        "range": [max(1, len(labels)) - 0.5, -0.5],
        "showgrid": False,
        "tickfont": {"size": TEXT_SIZE, "color": INK},
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": CLEAR,
    }


def _name_lines(label: str, width: int) -> list[str]:
    lines = wrap(label, width)
    if len(lines) <= LINES:
        return lines
    return [*lines[: LINES - 1], f"{lines[LINES - 1][: width - 1]}…"]


def _row(labels: Sequence[str], width: int) -> int:
    """Return how high the rows are for the longest of their names."""
    return TALL_ROW if any(len(_name_lines(label, width)) > 2 for label in labels) else ROW


def _mark_line(mark: Mark) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": mark.value,
        "x1": mark.value,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "layer": "below",
        "line": {"color": GREY, "width": 1, "dash": "dot"},
    }


def _mark_text(mark: Mark, limit: float) -> dict[str, Any]:
    share = mark.value / limit
    return {
        "x": mark.value,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "left" if share < 0.35 else "right" if share > 0.65 else "center",
        "text": mark.text,
        "showarrow": False,
        "font": {"size": NOTE_SIZE, "color": INK},
    }
