"""今日要情: the message first, three numbers, then pictures, details on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboards.components.headline import headline
from dashboards.components.picture_box import box_with_table
from dashboards.components.tables import column_heads
from dashboards.leader_app import pictures, tables, to_tickets
from dashboards.leader_app.area_picture import Told, map_of
from dashboards.leader_app.content import Amount, Matter, TodayData
from dashboards.leader_app.live_events import live_events
from dashboards.leader_app.matter_list import show_matters
from dashboards.leader_app.matters import amount_of, first_matters
from dashboards.leader_app.message import content, message
from dashboards.leader_app.pressing import Pressing
from dashboards.leader_app.tile_row import show_tiles
from dashboards.leader_app.tiles import Asker
from dashboards.leader_app.windows import windows_of
from dashboards.shell.context import BesideContext
from dashboards.shell.expectation import Expecting
from dashboards.shell.freshness import show_freshness
from dashboards.shell.kept import kept
from style.texts import text


def draw(context: BesideContext) -> None:
    """Draw the message: the sentence, the matters, the numbers."""
    data = content(context)
    found, finding = message(context)
    headline(
        context,
        finding.sentence,
        finding.context + finding.advice,
        acts=finding.acts,
        counted=text("filter.by_matter") if context.by_matter else "",
    )
    show_matters(context, _matters(context, data, found), len(found))
    show_tiles(context, data.tiles)
    show_freshness(context)


def _matters(
    context: BesideContext, data: TodayData, found: Sequence[Pressing]
) -> tuple[Matter, ...]:
    """Return the matters of the page in their order."""
    return first_matters(
        [p.matter for p in found],
        (*data.matters, *live_events(context)),
        lambda area, category: _amount(context, area, category),
    )


@kept(300)
def _amount(context: BesideContext, area: str, category: str) -> Amount:
    """Return the tickets of a matter's place and category, within what is chosen."""
    filters, summary = context.filters, context.summary
    cut = replace(
        filters,
        area=max(area, filters.area, key=len),
        category=max(category, filters.category, key=len),
    )
    asker = Asker(context.extract, context.scope, filters, summary, context.by_matter)
    windows = windows_of(filters.period, summary.calendar)
    return amount_of(asker, windows, Expecting.over(context), cut)


def draw_below(context: BesideContext) -> None:
    """Draw the pictures; on a phone the first one, the others on demand."""
    data = content(context)
    filters, source = context.filters, context.source
    as_of = filters.as_of or context.filters.period.last
    whole = context.summary.name if not filters.area else text("today.all_areas")
    days = to_tickets.of_days(context, data.days)
    areas = to_tickets.of_areas(context, data.areas)
    rises = to_tickets.of_rises(context, data.rises)
    rates = to_tickets.of_rates(context, data.rates)
    matters = _matters(context, data, message(context)[0])
    mapped = map_of(context, Told(data.areas, matters, areas, whole))
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        box_with_table(
            context,
            "trend",
            text("today.title_trend"),
            lambda: pictures.trend_picture(
                data.days,
                data.trend_note,
                filters.period,
                source,
                as_of,
                opens=days,
                high=pictures.TREND_HEIGHT if mapped is None else pictures.TREND_BY_MAP,
            ),
            tables.day_table(data.days),
            opens=days,
            whole=column_heads("expected", "usual_low", "usual_high"),
        )
        box_with_table(
            context,
            "areas",
            text("today.title_areas"),
            lambda: (
                pictures.area_picture(data.areas, whole, source, as_of, areas)
                if mapped is None
                else mapped.picture
            ),
            tables.area_table(data.areas),
            opens=areas,
            missing=data.areas.missing,
            beneath=mapped.beneath if mapped is not None else "",
        )
        box_with_table(
            context,
            "rises",
            text("today.title_rises"),
            lambda: pictures.rise_picture(data.rises, source, as_of, rises),
            tables.rise_table(data.rises),
            opens=rises,
            whole=column_heads("expected"),
            missing=data.rises.missing or ("" if data.rises.rows else text("today.no_rises")),
        )
        lacking = all(not s.months for s in data.rates)
        box_with_table(
            context,
            "rates",
            text("today.title_rates"),
            lambda: pictures.rate_picture(data.rates, filters.period.last, source, as_of, rates),
            tables.rate_table(data.rates),
            opens=[
                address
                for s, to in zip(data.rates, rates, strict=True)
                for address in (*([""] * len(s.last_year)), *to)
            ],
            missing="".join(dict.fromkeys(s.missing for s in data.rates)) if lacking else "",
        )
    with st.container(key="screen_more_pictures"):
        st.toggle(text("today.more_pictures"), key="more_pictures")
