"""今日要情: one sentence, three numbers, four pictures, details on demand."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.leader_app import details, pictures
from dashboards.leader_app.model import Against, Tile, TodayData, Tone
from dashboards.leader_app.today_data import gather
from dashboards.server.viewer import current_viewer, get_services
from dashboards.shell.context import PageContext
from dashboards.shell.filters import cut_words, filter_bar, visible_jurisdictions
from dashboards.shell.freshness import show_freshness, show_waiting
from dashboards.shell.part import part
from dashboards.shell.plain import plain
from data_access.extract.query import Extract
from data_access.types import Filters, Scope
from style.texts import text

_TONES: dict[Tone, str] = {"better": "blue", "worse": "red", "neutral": "gray"}


def render() -> None:
    """Draw the page for whoever looks at it."""
    viewer, services = current_viewer(), get_services()
    if viewer is None:
        return
    viewer.scope.require("today.view")
    places = visible_jurisdictions(viewer.scope, services.extract)
    if not places:
        no_data(viewer.scope)
        show_waiting(services.store, services.extract)
        return
    context = filter_bar(viewer.scope, services.extract, places)
    data = _data(
        *context.cache_key(),
        by_matter=context.by_matter,
        _scope=context.scope,
        _extract=context.extract,
    )
    _head(context, data)
    show_freshness(services.store, services.extract, context.summary, viewer.scope)
    _tiles(data)
    _pictures(context, data)


def no_data(scope: Scope, title: str = "page.today") -> None:
    """Say why the page is empty and what fills it."""
    st.title(text(title))
    if scope.jurisdictions is not None and not scope.jurisdictions:
        st.info(text("shell.no_scope"), icon=":material/info:")
        return
    st.subheader(text("shell.no_data_title"))
    can_import = scope.has("import.run")
    st.write(text("shell.no_data_can_import" if can_import else "shell.no_data"))


@st.cache_data(max_entries=300, show_spinner=False)
def _data(
    scope_key: str,
    data_key: str,
    filters: Filters,
    *,
    by_matter: bool,
    _scope: Scope,
    _extract: Extract,
) -> TodayData:
    """Return the page's content; the first four arguments are all that it depends on."""
    del scope_key, data_key
    summary = _extract.manifest.jurisdictions[filters.jurisdiction]
    directory = _extract.directory(_scope, filters.jurisdiction)
    return gather(_extract, _scope, filters, summary, directory, by_matter=by_matter)


def _head(context: PageContext, data: TodayData) -> None:
    cuts = cut_words(context)
    st.caption(
        plain(
            " · ".join(
                [
                    text("page.today"),
                    context.summary.name,
                    *([text("filter.active", cuts=cuts)] if cuts else []),
                    *([text("filter.by_matter")] if context.by_matter else []),
                ]
            )
        )
    )
    mark = " weisu-acts" if data.finding.acts else ""
    st.html(
        f'<h1 class="weisu-finding{mark}">{html.escape(data.finding.sentence)}</h1>'
        f'<p class="weisu-advice">{html.escape(data.finding.context + data.finding.advice)}</p>'
    )


def _tiles(data: TodayData) -> None:
    with st.grid(columns=3, min_column_width=200, gap="small", key="tiles"):
        for tile in data.tiles:
            _tile(tile)


def _tile(tile: Tile) -> None:
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
        part(
            context,
            "trend",
            text("today.title_trend"),
            lambda: pictures.trend_picture(
                data.days, data.trend_note, filters.period, source, as_of
            ),
            details.day_table(data.days),
        )
        part(
            context,
            "rises",
            text("today.title_rises"),
            lambda: pictures.rise_picture(data.rises, source, as_of),
            details.rise_table(data.rises),
            missing=data.rises.missing or ("" if data.rises.rows else text("today.no_rises")),
        )
        part(
            context,
            "areas",
            text("today.title_areas"),
            lambda: pictures.area_picture(data.areas, whole, source, as_of),
            details.area_table(data.areas),
            missing=data.areas.missing,
        )
        lacking = all(not s.months for s in data.rates)
        part(
            context,
            "rates",
            text("today.title_rates"),
            lambda: pictures.rate_picture(data.rates, filters.period.last, source, as_of),
            details.rate_table(data.rates),
            missing="".join(s.missing for s in data.rates) if lacking else "",
        )
