"""热点地图: which areas stand out, the map of a month, and its table."""

from __future__ import annotations

import html
from datetime import date

import streamlit as st

from dashboards.charts.show import show
from dashboards.components.area_frame import Outlined, outlined
from dashboards.components.empty import show_empty
from dashboards.components.headline import headline
from dashboards.components.links import anchor
from dashboards.components.notes import note, note_of
from dashboards.components.tables import paper_table, table_with_download
from dashboards.geo_app import choice, pictures, reading, sentences, tables, to_tickets
from dashboards.geo_app.context import MapContext, left_out
from dashboards.geo_app.playing import play_through
from dashboards.geo_app.sentences import Shown
from dashboards.shell.context import ResultContext
from dashboards.shell.freshness import show_run, stale_words
from dashboards.shell.plain import plain
from geo.boundaries.levels import WORDS as LEVEL_WORDS
from style.texts import text
from style.wording import day_table, enumerated, listing, month_words

IMPORTS = "import.run"
"""Who may import outlines, and is told how."""
_LINKED = 5


def draw(found: ResultContext) -> None:
    """Draw the page for whoever looks at it."""
    context = MapContext.asked(found, st.query_params.to_dict())
    shown = reading.shown_of(context, context.look.month)
    ground = outlined(context, context.look.level)
    _head(context, shown, left_out(found))
    choice.choose(context.look, context.scope)
    if not shown.figures:
        show_empty(text("map.empty"))
        return
    with st.container(key="map_parts"):
        if choice.PLAYING in st.session_state and ground.address:
            play_through(context, ground)
        else:
            _maps(context, shown, ground)
        _table(context, shown)
    without = sum(f.code not in ground.placed for f in shown.figures) if ground.address else 0
    st.html(note(sentences.basis(shown, without, context.limited)))


def _head(context: MapContext, shown: Shown, cuts: list[str]) -> None:
    said = sentences.said(shown)
    with context.on_top():
        headline(context, said.sentence, said.advice, acts=said.acts)
        fresh = text("map.fresh", as_of=day_table(context.as_of))
        show_run(fresh, text("map.fresh_run", run=context.run.run_id))
        stale = stale_words(context, context.as_of, "map.stale")
        if stale:
            st.caption(plain(stale))
        if cuts:
            st.caption(plain(text("map.left_out", cuts=enumerated(cuts))))


def _maps(context: MapContext, shown: Shown, ground: Outlined) -> None:
    """Draw the month's map, and beside it the one that it is compared with."""
    against = context.look.against
    both = [shown] if against is None else [reading.shown_of(context, against), shown]
    bounds = pictures.bounds_of(both)
    if against is None:
        _map(context, shown, ground, bounds)
        return
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        for one in both:
            _map(context, one, ground, bounds)
    _changes(context, against, shown)


def _map(context: MapContext, shown: Shown, ground: Outlined, bounds: list[float]) -> None:
    name = f"map_{choice.name_of(shown.month)}"
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        if any(f.code in ground.placed for f in shown.figures):
            show(pictures.map_picture(context, shown, ground, bounds), key=f"picture_{name}")
            return
        dots = pictures.dots(context, shown, reading.points(context))
        if dots is not None:
            show(dots, key=f"picture_{name}")
        how = "map.import_how" if context.scope.has(IMPORTS) else "map.import_ask"
        level = LEVEL_WORDS[shown.level]
        st.html(note(text(how, level=level, code=shown.level), screen=True))


def _changes(context: MapContext, before: date, shown: Shown) -> None:
    """Say which areas changed beyond chance between the two months."""
    rose, fell = reading.changed(context, shown.level, shown.measure, before, shown.month)
    blanks = {"before": month_words(before), "after": month_words(shown.month)}
    parts = [
        text(key, names=listing(list(names), _LINKED))
        for key, names in (("map.rose", rose), ("map.fell", fell))
        if names
    ]
    found = enumerated(parts) if parts else text("map.unchanged")
    st.html(note(text("map.changes", found=found, **blanks)))


def _table(context: MapContext, shown: Shown) -> None:
    with st.container(border=True, key="part_map_table", height="stretch"):
        title = text("map.table", month=month_words(shown.month), what=shown.what)
        st.subheader(title)
        table = tables.area_table(shown)
        table_with_download(
            context,
            "map",
            title,
            table,
            opens=[to_tickets.of_area(context, f, shown.month) for f in shown.figures],
            config=tables.number_columns(shown, table),
        )
        paper_table("", tables.words_of(shown, table))
        _only_there(context, shown)


def _only_there(context: MapContext, shown: Shown) -> None:
    """Draw the ways to other pages of one area alone: of what stands out, else of the first."""
    out = [f for f in shown.figures if f.value is not None and f.paint != "plain"]
    first = (out or [f for f in shown.figures if f.value is not None])[:_LINKED]
    if not first:
        return
    links = enumerated(
        anchor(to_tickets.only_there(context, "hotspots", f.code), f.name) for f in first
    )
    words = html.escape(text("map.only_there", links="\0")).replace("\0", links)
    st.html(note_of(words, screen=True))
