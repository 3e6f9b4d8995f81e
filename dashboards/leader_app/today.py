"""今日要情: one sentence, three numbers, four pictures, details on demand."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.leader_app import pictures, tables, to_tickets
from dashboards.leader_app.content import Against, Tile, TodayData, Tone
from dashboards.leader_app.pressing import pressing
from dashboards.leader_app.reading import gather
from dashboards.leader_app.sentences import with_pressing
from dashboards.shell.context import BesideContext, PageContext
from dashboards.shell.expectation import Expecting
from dashboards.shell.freshness import show_freshness
from dashboards.shell.headline import headline
from dashboards.shell.kept import kept
from dashboards.shell.picture_box import box_with_table
from dashboards.shell.plain import plain
from dashboards.shell.ticket_link import tickets_line
from style.texts import text

_TONES: dict[Tone, str] = {"better": "blue", "worse": "red", "neutral": "gray"}


def draw(context: BesideContext) -> None:
    """Draw the page."""
    data = _content(context)
    # Judgements change at any moment: what presses is read anew each time.
    risen = tuple(row.code for row in data.rises.notable)
    finding = with_pressing(data.finding, pressing(context), risen)
    counted = text("filter.by_matter") if context.by_matter else ""
    headline(
        context,
        finding.sentence,
        finding.context + finding.advice,
        acts=finding.acts,
        counted=counted,
    )
    show_freshness(context)
    _tiles(context, data)
    _pictures(context, data)


@kept(300)
def _content(context: BesideContext) -> TodayData:
    return gather(
        context.extract,
        context.scope,
        context.filters,
        context.summary,
        context.directory,
        by_matter=context.by_matter,
        expecting=Expecting.over(context),
    )


def _tiles(context: PageContext, data: TodayData) -> None:
    with st.grid(columns=3, min_column_width=200, gap="small", key="tiles"):
        for tile in data.tiles:
            _tile(context, tile)


def _tile(context: PageContext, tile: Tile) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        first = tile.against[0] if tile.against else None
        st.metric(
            tile.label,
            tile.value,
            delta=first.words if first else None,
            delta_color=_TONES[first.tone] if first else "off",  # type: ignore[arg-type]
            delta_arrow="off",
            help=plain(tile.definition),
        )
        lines = [_against_line(a) for a in tile.against[1:]]
        lines += [f"<p class='weisu-note'>{html.escape(w)}</p>" for w in _notes(tile)]
        st.html("".join(lines))
        address = to_tickets.of_tile(context, tile)
        if address:
            tickets_line(context, address, text("today.to_tickets"))


def _against_line(against: Against) -> str:
    return f"<p class='weisu-against weisu-{against.tone}'>{html.escape(against.words)}</p>"


def _notes(tile: Tile) -> list[str]:
    notes = [tile.instead, tile.basis, tile.assessed, *(a.note for a in tile.against)]
    return [n for n in notes if n]


def _pictures(context: PageContext, data: TodayData) -> None:
    filters, source = context.filters, context.source
    as_of = filters.as_of or context.filters.period.last
    whole = context.summary.name if not filters.area else text("today.all_areas")
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        box_with_table(
            context,
            "trend",
            text("today.title_trend"),
            lambda: pictures.trend_picture(
                data.days, data.trend_note, filters.period, source, as_of
            ),
            tables.day_table(data.days),
            opens=to_tickets.of_days(context, data.days),
        )
        box_with_table(
            context,
            "rises",
            text("today.title_rises"),
            lambda: pictures.rise_picture(data.rises, source, as_of),
            tables.rise_table(data.rises),
            opens=to_tickets.of_rises(context, data.rises),
            missing=data.rises.missing or ("" if data.rises.rows else text("today.no_rises")),
        )
        box_with_table(
            context,
            "areas",
            text("today.title_areas"),
            lambda: pictures.area_picture(data.areas, whole, source, as_of),
            tables.area_table(data.areas),
            opens=to_tickets.of_areas(context, data.areas),
            missing=data.areas.missing,
        )
        lacking = all(not s.months for s in data.rates)
        box_with_table(
            context,
            "rates",
            text("today.title_rates"),
            lambda: pictures.rate_picture(data.rates, filters.period.last, source, as_of),
            tables.rate_table(data.rates),
            missing="".join(s.missing for s in data.rates) if lacking else "",
        )
