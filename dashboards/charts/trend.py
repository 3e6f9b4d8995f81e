"""Daily values against what was to be expected, with the range in which days usually lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboards.charts.picture import Caption, Frame, Picture, build
from style.chart_style import LINE_WIDTH, NOTE_SIZE, text_width
from style.palette import ACCENT, BAND, BLUE, GREY, INK, MUTED, PAPER
from style.texts import text
from style.wording import day_table, day_words, month_words, number, weekday, without_first

PLOT_HEIGHT = 210


@dataclass(frozen=True, slots=True)
class DailyPoint:
    """One day: its value, and where a baseline exists the expected value and its usual range."""

    day: date
    value: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    opens: str = ""
    """The address that a click opens."""

    @property
    def stands_out(self) -> bool:
        """Whether the day lies above its usual range."""
        return self.value is not None and self.high is not None and self.value > self.high


def trend(
    caption: Caption,
    points: Sequence[DailyPoint],
    since: date | None = None,
    *,
    expected: str = "chart.expected",
    plot_height: int = PLOT_HEIGHT,
) -> Picture:
    """Return the line of ``points``; ``since`` marks the first day of the period asked for.

    ``expected``: the text that says what the dashed line is. ``plot_height``: of the picture that
    it stands beside, so that both end alike.
    """
    days = [p.day for p in points]
    top = 1.12 * max([v for p in points for v in (p.value, p.high, p.expected) if v] or [1])
    labels = _end_labels(points, top / plot_height, expected)
    vals, texts = date_ticks(days)
    axis_width = text_width(number(top), NOTE_SIZE) + 8
    return build(
        caption,
        [*_band(points, days), *_expected(points, days), *_actual(points, days, since, expected)],
        Frame(
            left=axis_width,
            right=max([text_width(str(a["text"]), NOTE_SIZE) for a in labels] or [0]) + 8,
            below=24,
            plot_height=plot_height,
            above=16 if since else 0,
        ),
        annotations=[*labels, *(_since_label(since, days) if since else [])],
        shapes=_since_shape(since, days) if since else [],
        hovermode="x",
        xaxis={
            "type": "date",
            "tickvals": vals,
            "ticktext": texts,
            "range": [
                str(days[0] - timedelta(hours=12)) if days else None,
                str(days[-1] + timedelta(hours=12)) if days else None,
            ],
            "showline": True,
        },
        # Tickets are whole: half of one is no mark of an axis.
        yaxis={
            "range": [0, top],
            "tickformat": ",",
            **({"dtick": 1} if top < 5 else {"nticks": 5}),
        },
    )


def _band(points: Sequence[DailyPoint], days: list[date]) -> list[dict[str, Any]]:
    if not any(p.high is not None for p in points):
        return []
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": days,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    return [
        {**edge, "y": [p.low for p in points]},
        {**edge, "y": [p.high for p in points], "fill": "tonexty", "fillcolor": BAND},
    ]


def _expected(points: Sequence[DailyPoint], days: list[date]) -> list[dict[str, Any]]:
    if not any(p.expected is not None for p in points):
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": days,
            "y": [p.expected for p in points],
            "line": {"color": GREY, "width": 2, "dash": "dash"},
            "hoverinfo": "skip",
        }
    ]


def _actual(
    points: Sequence[DailyPoint], days: list[date], since: date | None, expected: str
) -> list[dict[str, Any]]:
    out = [p.stands_out and (since is None or p.day >= since) for p in points]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": days,
            "y": [p.value for p in points],
            "line": {"color": BLUE, "width": LINE_WIDTH},
            "marker": {
                "size": [9 if o else 3 for o in out],
                "color": [ACCENT if o else BLUE for o in out],
                "symbol": ["diamond" if o else "circle" for o in out],
                "line": {"width": [1 if o else 0 for o in out], "color": PAPER},
            },
            "cliponaxis": False,
            "customdata": [_hover(p, expected) for p in points],
            "opens": [p.opens for p in points],
            "counts": [p.value for p in points],
            "hovertemplate": "%{customdata}<extra></extra>",
        }
    ]


def _hover(point: DailyPoint, expected: str) -> str:
    lines = [f"{day_table(point.day)} {weekday(point.day)}{point.note}", number(point.value)]
    if point.expected is not None:
        lines.append(text(expected, n=number(point.expected)))
    if point.low is not None and point.high is not None:
        usual = text("chart.usual", low=number(point.low), high=number(point.high))
        lines.append(usual)
    return "<br>".join(lines)


def _end_labels(points: Sequence[DailyPoint], a_px: float, expected: str) -> list[dict[str, Any]]:
    """Name both lines at their right end, pushed apart where they would overlap. ``a_px``: how
    much a pixel of the axis is."""
    last = next((p for p in reversed(points) if p.value is not None), None)
    if last is None or last.value is None:
        return []
    labels = [(last.value, text("chart.actual", n=number(last.value)), BLUE)]
    if last.expected is not None:
        labels.append((last.expected, text(expected, n=number(last.expected)), MUTED))
    heights, shifts = [value for value, _, _ in labels], [0.0, 0.0]
    room = NOTE_SIZE * 1.4
    if len(labels) == 2 and abs(heights[0] - heights[1]) / a_px < 2 * room:
        # Both hang from the middle by pixels: they stay apart where a picture is drawn smaller.
        gap = (heights[0] - heights[1]) / a_px
        half = max(abs(gap), room) / 2 * (1 if gap >= 0 else -1)
        heights, shifts = [sum(heights) / 2] * 2, [half, -half]
    return [
        {
            "x": str(last.day),
            "y": height,
            "text": words,
            "xanchor": "left",
            "xshift": 8,
            "yshift": shift,
            "showarrow": False,
            "font": {"size": NOTE_SIZE, "color": colour, "weight": 600},
        }
        for (_, words, colour), height, shift in zip(labels, heights, shifts, strict=False)
    ]


def _since_shape(since: date, days: list[date]) -> list[dict[str, Any]]:
    if not days or since <= days[0]:
        return []
    edge = str(since - timedelta(hours=12))
    return [
        {
            "type": "line",
            "x0": edge,
            "x1": edge,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": INK, "width": 1, "dash": "dot"},
        }
    ]


def _since_label(since: date, days: list[date]) -> list[dict[str, Any]]:
    if not days or since <= days[0]:
        return []
    late = (since - days[0]).days > len(days) / 2
    return [
        {
            "x": str(since),
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "xanchor": "right" if late else "left",
            "text": text("chart.since_left" if late else "chart.since"),
            "showarrow": False,
            "font": {"size": NOTE_SIZE, "color": INK},
        }
    ]


def date_ticks(days: Sequence[date], most: int = 5) -> tuple[list[str], list[str]]:
    """Return at most ``most`` + 1 tick places and their texts, months in order, never English.

    Spans up to about four months get days (``10月31日``, within the same month ``7日``), longer
    ones the first of months (``2026年10月``, within the same year ``11月``).
    """
    if not days:
        return [], []
    if (days[-1] - days[0]).days <= 120:
        step = max(1, -(-len(days) // most))
        step = 7 * -(-step // 7) if step > 4 else step
        chosen = list(days)[::-1][::step][::-1]
        return [str(d) for d in chosen], _shortened([(day_words(d), d.month) for d in chosen])
    firsts = [d for d in days if d.day == 1]
    step = max(1, -(-len(firsts) // most))
    chosen = firsts[::step]
    return [str(d) for d in chosen], _shortened([(month_words(d), d.year) for d in chosen])


def _shortened(ticks: Sequence[tuple[str, int]]) -> list[str]:
    """Return the texts of ticks without the month, or year, that the tick before has said."""
    before = [None, *(whole for _, whole in ticks)]
    return [
        without_first(words) if whole == said else words
        for (words, whole), said in zip(ticks, before, strict=False)
    ]
