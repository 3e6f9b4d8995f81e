"""指标对比: one metric, what it was before, why it changed, and its units among their like."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.compare_app import pictures, tables, words
from dashboards.compare_app.choice import Asked, choose
from dashboards.compare_app.gather import CompareData, gather
from dashboards.leader_app.today import no_data
from dashboards.server.viewer import current_viewer, get_services
from dashboards.shell.context import PageContext
from dashboards.shell.filters import cut_words, filter_bar, visible_jurisdictions
from dashboards.shell.freshness import show_freshness, show_waiting
from dashboards.shell.part import part
from dashboards.shell.plain import plain
from data_access.extract.query import Directory, Extract
from data_access.metrics.registry import MATTER_COLUMNS, ask, definition_text
from data_access.types import Filters, Scope
from style.texts import text
from style.wording import punctuate

_TONES = {"better": "blue", "worse": "red", "neutral": "gray"}


def render() -> None:
    """Draw the page for whoever looks at it."""
    viewer, services = current_viewer(), get_services()
    if viewer is None:
        return
    viewer.scope.require("metric.view")
    places = visible_jurisdictions(viewer.scope, services.extract)
    if not places:
        no_data(viewer.scope, "page.compare")
        show_waiting(services.store, services.extract)
        return
    context = filter_bar(viewer.scope, services.extract, places)
    filled = context.summary.columns_present
    knows_excluded = filled.get("keep_flag", 0.0) > 0
    knows_repeats = any(filled.get(column, 0.0) > 0 for column in MATTER_COLUMNS)
    asked = choose(by_matter=context.by_matter, knows_excluded=knows_excluded)
    data = _data(
        *context.cache_key(),
        asked,
        knows_excluded=knows_excluded,
        knows_repeats=knows_repeats,
        _scope=context.scope,
        _extract=context.extract,
    )
    names = names_of(context.directory)
    _head(context, data, names)
    show_freshness(services.store, services.extract, context.summary, viewer.scope)
    _sums(data)
    if data.known:
        _tiles(context, data)
        _pictures(context, data, names)
    _definition(data)


@st.cache_data(max_entries=200, show_spinner=False)
def _data(
    scope_key: str,
    data_key: str,
    filters: Filters,
    asked: Asked,
    *,
    knows_excluded: bool,
    knows_repeats: bool,
    _scope: Scope,
    _extract: Extract,
) -> CompareData:
    """Return the page's content; all but the last two arguments are what it depends on."""
    del scope_key, data_key
    return gather(
        _extract,
        _scope,
        filters,
        asked,
        knows_excluded=knows_excluded,
        knows_repeats=knows_repeats,
    )


def names_of(directory: Directory) -> dict[str, str]:
    """Return the names of categories and areas by code."""
    return {**directory.categories, **{c: p.name for c, p in directory.areas.items()}}


def _head(context: PageContext, data: CompareData, names: dict[str, str]) -> None:
    cuts = cut_words(context)
    parts = [text("page.compare"), context.summary.name]
    parts += [text("filter.active", cuts=cuts)] if cuts else []
    st.caption(plain(" · ".join(parts)))
    period = words.period_words(context.filters)
    acts = words.tone(data.chosen.comparison, ask(data.asked.name).metric.direction) == "worse"
    mark = " weisu-acts" if data.known and acts else ""
    st.html(
        f'<h1 class="weisu-finding{mark}">{html.escape(words.sentence(data, period))}</h1>'
        f'<p class="weisu-advice">{html.escape(words.advice(data, names))}</p>'
    )


def _sums(data: CompareData) -> None:
    said, adds_up = words.checks_words(data)
    if not adds_up:
        st.error(plain(said), icon=":material/error:")
    elif said:
        st.caption(plain(said))


def _tiles(context: PageContext, data: CompareData) -> None:
    asked, metric = ask(data.asked.name), ask(data.asked.name).metric
    definition = plain(punctuate(definition_text(data.asked.name)))
    with st.grid(columns=3, min_column_width=200, gap="small", key="tiles"):
        with st.container(border=True, height="stretch", gap="xsmall"):
            chosen = data.chosen.comparison
            st.metric(
                punctuate(asked.label),
                words.value_words(metric, data.row["value"]),
                delta=punctuate(chosen.wording),
                delta_color=_TONES[words.tone(chosen, metric.direction)],  # type: ignore[arg-type]
                delta_arrow="off",
                help=definition,
            )
            target = words.target_words(data.asked.name, data.row, context.filters.period.last.year)
            notes = [words.interval_words(metric, data.row), target, str(data.row["missing"])]
            _notes(notes)
        for name in data.others:
            label, value, gap = words.other_words(data, name)
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(label, value, help=plain(punctuate(definition_text(name))))
                _notes([gap])


def _notes(lines: list[str]) -> None:
    st.html(
        "".join(
            f"<p class='weisu-note'>{html.escape(punctuate(line))}</p>" for line in lines if line
        )
    )


def _pictures(context: PageContext, data: CompareData, names: dict[str, str]) -> None:
    filters, source = context.filters, context.source
    as_of = filters.as_of or filters.period.last
    found = data.explained
    parts = found.by_category if found.is_rate else found.by_place
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        part(
            context,
            "earlier",
            text("compare.title_earlier"),
            lambda: pictures.earlier_picture(data, filters.period, source, as_of),
            tables.earlier_table(data, filters.period),
        )
        part(
            context,
            "effects",
            text("compare.title_effects"),
            lambda: pictures.effects_picture(data, names, source, as_of),
            tables.effects_table(found)
            if found.is_rate
            else tables.parts_table(found.by_category, names, is_rate=False),
            missing=punctuate(found.missing),
        )
        if not found.missing:
            part(
                context,
                "parts",
                text("compare.title_parts"),
                lambda: pictures.parts_picture(data, names, source, as_of),
                tables.parts_table(parts, names, is_rate=found.is_rate),
            )
        missing = data.peers_missing
        if not missing and not pictures.shown_peers(data.peers):
            missing = text("compare.no_peers")
        part(
            context,
            "peers",
            text("compare.title_peers"),
            lambda: pictures.peers_picture(data, source, as_of),
            tables.peers_table(data),
            missing=punctuate(missing),
        )


def _definition(data: CompareData) -> None:
    metric = ask(data.asked.name).metric
    source = text("compare.definition_source", source=metric.source)
    with st.container(border=True, key="compare_definition"):
        st.html(
            f"<p class='weisu-note'><b>{html.escape(text('compare.definition'))}</b> "
            f"{html.escape(punctuate(definition_text(data.asked.name)))}"
            f"{html.escape(punctuate(source))}</p>"
        )
