"""指标对比: one metric, what it was before, why it changed, and its units among their like."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards.compare_app import pictures, sentences, tables, to_tickets
from dashboards.compare_app.choice import choose, knows_excluded
from dashboards.compare_app.content import content
from dashboards.compare_app.reading import CompareData
from dashboards.components.headline import headline
from dashboards.components.links import anchor
from dashboards.components.notes import note_of
from dashboards.components.picture_box import box_with_table
from dashboards.components.tables import column_heads
from dashboards.components.ticket_link import tickets_note
from dashboards.components.tile import Against, tile, tile_row
from dashboards.shell.context import BesideContext, PageContext
from dashboards.shell.freshness import show_freshness
from dashboards.shell.plain import plain
from data_access.extract.query import Directory
from data_access.metrics.comparison import tone_of
from data_access.metrics.registry import ask, definition_text
from style.texts import text
from style.wording import labelled, punctuate


def draw(context: BesideContext) -> None:
    """Draw the page."""
    asked = choose(by_matter=context.by_matter, knows_excluded=knows_excluded(context.summary))
    data = content(context, asked)
    names = names_of(context.directory)
    with context.on_top():
        _head(context, data, names)
        show_freshness(context)
        _sums(data)
    if data.known:
        _tiles(context, data)
        _pictures(context, data, names)
    _definition(data)


def names_of(directory: Directory) -> dict[str, str]:
    """Return the names of categories and areas by code."""
    return {**directory.categories, **directory.area_names}


def _head(context: PageContext, data: CompareData, names: dict[str, str]) -> None:
    period = sentences.period_words(context.filters)
    tone = tone_of(data.chosen.comparison, ask(data.asked.name).metric.direction)
    headline(
        context,
        sentences.sentence(data, period),
        sentences.advice(data, names),
        acts=data.known and tone == "worse",
    )


def _sums(data: CompareData) -> None:
    said, adds_up = sentences.checks_words(data)
    if not adds_up:
        st.error(plain(said), icon=":material/error:")
    elif said:
        st.caption(plain(said))


def _tiles(context: PageContext, data: CompareData) -> None:
    asked, metric = ask(data.asked.name), ask(data.asked.name).metric
    chosen = data.chosen.comparison
    year = context.filters.period.last.year
    notes = [
        "" if metric.kind == "count" else sentences.interval_words(metric, data.row),
        sentences.target_words(data.asked.name, data.row, year),
        str(data.row["missing"]),
    ]
    with tile_row():
        tile(
            punctuate(asked.label),
            sentences.value_words(metric, data.row["value"]),
            notes,
            told=definition_text(data.asked.name),
            against=Against(punctuate(chosen.wording), tone_of(chosen, metric.direction)),
            below=_to_tickets(context, data.asked.name, data.row),
        )
        for name in data.others:
            label, value, gap = sentences.other_words(data, name)
            below = _to_tickets(context, name, data.others[name])
            tile(label, value, [gap], told=definition_text(name), below=below)


def _to_tickets(context: PageContext, name: str, row: Mapping[Any, Any]) -> str:
    counted = to_tickets.counted(ask(name).metric, row)
    tasks = to_tickets.tasks_of_figure(context, name)
    if tasks and counted:
        return note_of(anchor(tasks, text("compare.to_tasks"), counted), screen=True)
    address = to_tickets.of_figure(context, name)
    return tickets_note(context, address, text("compare.to_tickets"), counted)


def _pictures(context: PageContext, data: CompareData, names: dict[str, str]) -> None:
    filters, source = context.filters, context.source
    as_of = filters.as_of or filters.period.last
    found = data.explained
    parts = found.by_category if found.is_rate else found.by_place
    earlier = to_tickets.of_earlier(context, data)
    by_category = to_tickets.of_parts(context, data, found.by_category)
    by_part = to_tickets.of_parts(context, data, parts)
    units = to_tickets.of_peers(context, data)
    effects = to_tickets.of_changes(context, data, found.by_category, names)
    changes = to_tickets.of_changes(context, data, parts, names)
    peers = data.peers_missing
    if not peers and not pictures.shown_peers(data.peers):
        peers = text("compare.no_peers")
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        box_with_table(
            context,
            "earlier",
            text("compare.title_earlier"),
            lambda: pictures.earlier_picture(data, filters.period, source, as_of, earlier),
            tables.earlier_table(data, filters.period),
            opens=to_tickets.of_rows(context, data, earlier),
            whole=column_heads("value", "low", "high")
            if ask(data.asked.name).metric.kind == "count"
            else (),
        )
        box_with_table(
            context,
            "effects",
            text("compare.title_effects"),
            lambda: pictures.effects_picture(data, names, source, as_of, effects),
            tables.effects_table(found)
            if found.is_rate
            else tables.parts_table(found.by_category, names, is_rate=False),
            opens=() if found.is_rate else [by_category.get(p.key, "") for p in found.by_category],
            missing=punctuate(found.missing),
        )
        if not found.missing:
            box_with_table(
                context,
                "parts",
                text("compare.title_parts"),
                lambda: pictures.parts_picture(data, names, source, as_of, changes),
                tables.parts_table(parts, names, is_rate=found.is_rate),
                opens=[by_part.get(p.key, "") for p in parts],
            )
        if not peers:
            box_with_table(
                context,
                "peers",
                text("compare.title_peers"),
                lambda: pictures.peers_picture(data, source, as_of, units),
                tables.peers_table(data),
                opens=[units.get(p.unit, "") for p in data.peers],
            )
    if peers:
        st.caption(plain(labelled(text("compare.title_peers"), punctuate(peers))))


def _definition(data: CompareData) -> None:
    metric = ask(data.asked.name).metric
    source = text("compare.definition_source", source=metric.source)
    with st.container(border=True, key="compare_definition"):
        st.html(
            note_of(
                f"<b>{html.escape(text('compare.definition'))}</b> "
                f"{html.escape(punctuate(definition_text(data.asked.name)))}"
                f"{html.escape(punctuate(source))}"
            )
        )
