"""What every chart has in common: finding, unit, source and as-of line inside the picture.

A picture is pasted into documents and chats without its page, so it carries everything that a
reader needs. Titles are wrapped here because plotly doesn't wrap; margins are worked out from
the texts so that nothing overlaps on a phone of 390 px and nothing jumps while loading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plotly.basedatatypes import BaseFigure

from style.chart_style import NOTE_SIZE, NOTE_WIDTH, TEMPLATE, TITLE_SIZE, TITLE_WIDTH
from style.palette import INK, MUTED
from style.plotly_texts import LOCALE
from style.texts import text
from style.wording import clauses, day_table, number, punctuate, wrap

LINE = 1.35
SIDE = 8
"""Line height in ems; free px left and right."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words of a picture. ``title`` states the finding, ``unit`` and ``key`` how to read it."""

    title: str
    unit: str
    source: str
    as_of: date
    key: str = ""

    def subtitle_lines(self) -> list[str]:
        """Return the unit and how to read the marks, broken into lines."""
        unit = text("chart.unit", unit=self.unit)
        return wrap(punctuate(clauses((unit, self.key))), NOTE_WIDTH)

    def footer_lines(self) -> list[str]:
        """Return source and as-of, broken into lines."""
        line = text("chart.footer", source=self.source, as_of=day_table(self.as_of))
        return wrap(punctuate(line), NOTE_WIDTH)


class Drawing(BaseFigure):  # type: ignore[misc] # plotly ships no types
    """A figure as plotly's front end takes it, written by us and passed on as it is.

    ``plotly.graph_objects.Figure`` checks every property again at every run of a page, which takes
    longer than all else that is drawn; here the tests have that done once.
    """

    def __init__(self, data: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        """Keep traces and layout; the base class's own making is what is left out."""
        self._parts = {"data": data, "layout": layout}

    def to_dict(self) -> dict[str, Any]:
        """Return traces and layout."""
        return self._parts


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with what a screen reader says of it and the name of its image file."""

    figure: Drawing
    alt: str
    file_name: str = field(default="")


@dataclass(frozen=True, slots=True)
class Frame:
    """The px around the plot area that texts and labels need."""

    left: float
    right: float
    below: float
    plot_height: float
    above: float = 0


def build(caption: Caption, traces: list[dict[str, Any]], frame: Frame, **layout: Any) -> Picture:
    """Return the picture of ``traces`` with its words around it.

    ``frame.below`` is the height of the axis labels, to which the footer's is added;
    ``frame.above`` the room for labels between the words and the plot. A trace may say in
    ``opens`` by mark which address a click opens, and in ``counts`` how many tickets these are; its
    hovers then say so.
    """
    for trace in traces:
        _tell_opens(trace)
    title = wrap(punctuate(caption.title), TITLE_WIDTH)
    subtitle, footer = caption.subtitle_lines(), caption.footer_lines()
    note = NOTE_SIZE * LINE
    head = len(subtitle) * note + 8 + frame.above
    top = 4 + len(title) * TITLE_SIZE * LINE + 4 + head
    bottom = frame.below + len(footer) * note + 10
    left = frame.left + SIDE
    edge = SIDE - left
    annotations = [
        *layout.pop("annotations", []),
        _words(title, TITLE_SIZE, INK, edge, y=1, yshift=head, bold=True),
        _words(subtitle, NOTE_SIZE, MUTED, edge, y=1, yshift=frame.above + 6),
        _words(footer, NOTE_SIZE, MUTED, edge, y=0, yshift=-frame.below - 4),
    ]
    figure = Drawing(
        data=traces,
        layout={
            "template": TEMPLATE,
            "height": round(top + frame.plot_height + bottom),
            "margin": {"l": left, "r": frame.right + SIDE, "t": top, "b": bottom, "pad": 0},
            "annotations": annotations,
            **{name: value for name, value in layout.items() if value != []},
        },
    )
    words = punctuate(text("chart.alt", title=caption.title, unit=caption.unit))
    return Picture(figure, alt=words, file_name=punctuate(caption.title))


def _tell_opens(trace: dict[str, Any]) -> None:
    """Put the addresses that a trace's marks open where the page's script finds them, and say in
    the hover of each how many tickets a click opens: what a mark shows may be another figure."""
    opens, counts = trace.pop("opens", []), trace.pop("counts", [])
    # Where there is no ticket, there is none to open.
    opens = ["" if n == 0 else to for to, n in zip(opens, counts, strict=True)]
    if any(opens):
        trace["meta"] = {"opens": opens, "counts": counts}
        trace["customdata"] = [
            _with_click(hover, counted) if address else hover
            for hover, address, counted in zip(trace["customdata"], opens, counts, strict=True)
        ]


def _with_click(hover: Any, counted: float | None) -> Any:
    """Return a hover (alone, or the last of what a mark keeps) with what a click opens."""
    if isinstance(hover, list):
        return [*hover[:-1], _with_click(hover[-1], counted)]
    if counted is None:
        return f"{hover}<br>{text('chart.opens')}"
    return f"{hover}<br>{text('chart.opens_count', n=number(counted))}"


def _words(
    lines: list[str],
    size: int,
    colour: str,
    xshift: float,
    *,
    y: int,
    yshift: float,
    bold: bool = False,
) -> dict[str, Any]:
    """Return lines at the picture's left edge, above (y=1) or below (y=0) the plot area."""
    return {
        "text": "<br>".join(f"<b>{line}</b>" if bold else line for line in lines),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom" if y else "top",
        "xshift": xshift - 1,
        "yshift": yshift,
        "borderpad": 0,
        "align": "left",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def config(picture: Picture) -> dict[str, Any]:
    """Return plotly's own settings: Chinese, no logo, one button (the image), no zooming."""
    return {
        "locale": "zh-CN",
        "locales": {"zh-CN": LOCALE},
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        # Maps ask for the coasts of the world, by themselves outside: an empty file of ours.
        "topojsonURL": "/app/static/maps/",
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": picture.file_name},
    }
