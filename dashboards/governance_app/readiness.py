"""数据就绪度: which of the guide's fourteen systems the data suffice for, and what lacks."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dashboards.components.headline import headline
from dashboards.components.notes import small
from dashboards.components.ticket_link import mark_address, tickets_note
from dashboards.components.tile import tile, tile_row
from dashboards.components.written_table import show_written
from dashboards.governance_app import sentences
from dashboards.shell.context import PlaceContext
from dashboards.shell.empty import no_data
from dashboards.shell.freshness import show_freshness
from dashboards.shell.kept import kept
from dashboards.shell.plain import plain
from data_access.metrics.place_shares import PlaceShares
from data_access.metrics.readiness import (
    KpiGap,
    Readiness,
    kpi_gaps,
    not_yet,
    sourced,
    systems,
    wanted_fields,
)
from data_access.metrics.readiness_measures import Survey, survey
from data_access.types import Filters
from style.texts import text
from style.wording import clauses, enumerated, labelled, number, punctuate, span_words

_LOOPS = ("governance", "service")


def draw(context: PlaceContext) -> None:
    """Draw the page."""
    found = _survey(context)
    if found is None:
        no_data(context.page, context.scope)
        return
    judged = systems(found.measured, found.tickets)
    gaps = kpi_gaps(found.tickets, found.calls, has_population=found.has_population)
    advice = sentences.advice(judged, wanted_fields(gaps))
    headline(context, sentences.sentence(judged), advice)
    show_freshness(context)
    _numbers(context, judged, gaps, found)
    for loop in _LOOPS:
        _systems(loop, [r for r in judged if r.system.loop == loop])
    _fields(gaps)
    _places(found.places)
    _not_yet()


@kept(50)
def _survey(context: PlaceContext) -> Survey | None:
    return survey(context.extract, context.scope, context.summary.code)


def _numbers(
    context: PlaceContext, judged: tuple[Readiness, ...], gaps: tuple[KpiGap, ...], found: Survey
) -> None:
    ready = sum(r.verdict == "ready" for r in judged)
    lacking = sum(not gap.instead for gap in gaps)
    whole = len(sourced())
    per_day = found.measured.get("tickets_per_day")
    span = span_words(found.span.start, found.span.last, found.span.last)
    tiles = (
        ("ready.tile_systems", f"{ready}/{len(judged)}", text("ready.help_systems"), ""),
        ("ready.tile_kpi", f"{whole - lacking}/{whole}", text("ready.help_kpi"), ""),
        (
            "ready.tile_volume",
            text("ready.per_day", n=number(per_day)),
            text("ready.help_volume", span=span),
            _to_tickets(context, found),
        ),
    )
    with tile_row():
        for label, value, help_words, below in tiles:
            tile(text(label), value, told=help_words, below=below)
    said, adds_up = sentences.sums_words(found.checks)
    if adds_up:
        st.caption(plain(said))
    else:
        st.error(plain(said), icon=":material/error:")


def _to_tickets(context: PlaceContext, found: Survey) -> str:
    """Return the way to the tickets that a day's mean is of, in HTML; none for who reads a part of
    them, as the mean is of all.
    """
    if context.scope.departments is not None or context.scope.areas is not None:
        return ""
    address = mark_address(context, Filters(context.summary.code, found.span))
    return tickets_note(context, address, text("ready.to_tickets"))


def _systems(loop: str, rows: Sequence[Readiness]) -> None:
    st.subheader(text(f"ready.loop_{loop}"))
    # Where nothing lacks, no column says so fourteen times.
    lacks = any(sentences.missing_words(row) for row in rows)
    columns = _COLUMNS if lacks else _COLUMNS[:-1]
    cells = [_system_cells(row)[: len(columns)] for row in rows]
    show_written(_heads(*columns), cells, kind="weisu-systems")


def _heads(*names: str) -> dict[str, str]:
    return {name: text(f"ready.col_{name}") for name in names}


def _system_cells(row: Readiness) -> list[str]:
    system = row.system
    does = small(clauses((system.does, system.effect)))
    name = f"<b>{html.escape(system.label)}</b>{does}{small(system.caution)}"
    lists = [
        "<br>".join(html.escape(told(j)) for j in row.judged) or html.escape(text("ready.no_limit"))
        for told in (sentences.threshold_words, sentences.value_words)
    ]
    if not row.judged:
        lists[1] = "—"
    cells = (
        name,
        f'<span class="weisu-verdict weisu-is-{row.verdict}">{html.escape(row.words)}</span>',
        *lists,
        html.escape(sentences.missing_words(row)) or "—",
    )
    return [punctuate(cell) for cell in cells]


_COLUMNS = ("system", "verdict", "guide", "ours", "missing")


def _fields(gaps: tuple[KpiGap, ...]) -> None:
    st.subheader(text("ready.fields_title"))
    fields = wanted_fields(gaps)
    if not fields:
        st.write(text("ready.fields_none"))
    else:
        rows = [(html.escape(word), html.escape(enumerated(labels))) for word, labels in fields]
        show_written(_heads("field", "opens"), rows)
    stood_in = [gap for gap in gaps if gap.instead]
    if stood_in:
        lines = ("- " + labelled(plain(gap.label), plain(gap.instead)) for gap in stood_in)
        with st.expander(text("ready.instead_title", count=len(stood_in))):
            st.markdown(punctuate("\n".join(lines)))


def _places(found: PlaceShares) -> None:
    """Draw at which level of area the last year's tickets can be told, and what to do about it."""
    st.subheader(text("ready.places_title"))
    st.write(plain(sentences.places_words(found)))
    if found.known:
        rows = [[html.escape(cell) for cell in row] for row in sentences.place_rows(found)]
        show_written(_heads("level", "share", "filed", "found"), rows)


def _not_yet() -> None:
    pending = not_yet()
    with st.expander(text("ready.pending_title", count=len(pending))):
        rows = [
            [punctuate(html.escape(c)) for c in (p.label, p.formula, p.missing)] for p in pending
        ]
        show_written(_heads("kpi", "formula", "needs"), rows)
