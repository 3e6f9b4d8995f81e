"""重复诉求网络: how many tickets are how many matters, what to cure first, the network."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.event_line import show_event
from dashboards.components.picture_box import picture_box
from dashboards.components.tables import on_paper, table_with_download
from dashboards.components.ticket_link import held_address, tickets_line
from dashboards.hotspots_app import (
    network,
    proposing,
    reading,
    repeat_pictures,
    suggestions,
    tickets,
)
from dashboards.hotspots_app.context import HotContext, headline
from dashboards.shell.context import ResultContext
from dashboards.shell.rows import day_of, figure, listed, records, words_of
from hotspots.frames import CURE, GROUPS, PINGPONG, SUGGESTIONS
from hotspots.repeat_reads import BothCounts, both_counts, group_list, group_tickets
from hotspots.topic_reads import run_period
from style.texts import text
from style.wording import bracketed, count, day_table, enumerated, number, rate

GROUPS_SHOWN = 200
_WIDTHS = {
    "rep.col_name": 255, "rep.col_n": 50, "rep.col_callers": 60, "rep.col_units": 210,
    "rep.col_first": 90, "rep.col_last": 90, "rep.col_kind": 75, "rep.col_returns": 70,
    "rep.col_score": 70,
}  # fmt: skip
"""px by column, so that what matters stands in view: on a phone the matter and how many."""


def draw(found: ResultContext) -> None:
    """Draw the page for whoever looks at it."""
    context = HotContext.over(found)
    counts = both_counts(context.results, context.scope, context.run, context.cut)
    cure = (
        pd.DataFrame() if context.part else context.results.read(context.scope, context.run, CURE)
    )
    _head(context, counts, cure)
    _tiles(context, counts)
    if context.part:
        st.caption(text("hot.part_refused"))
    elif context.run.has(GROUPS):
        _pictures(context, cure)
    decides = context.scope.has("repeat.decide") and not context.part
    if decides and context.run.has(SUGGESTIONS):
        suggestions.show(context)
    _groups(context)
    if not context.part and context.run.has(GROUPS):
        network.show(context)


def _head(context: HotContext, counts: BothCounts, cure: pd.DataFrame) -> None:
    if not counts.ended:
        words = "rep.none" if context.run.has(GROUPS) else "rep.not_run"
        note = reading.facts(context).repeat_note
        headline(context, text(words), note, acts=False, ranked=False)
        return
    sentence = text(
        "rep.sentence",
        tickets=number(counts.tickets),
        matters=number(counts.matters),
        ended=number(counts.ended),
    )
    headline(context, sentence, _advice(cure), acts=not cure.empty, ranked=False)


def _advice(cure: pd.DataFrame) -> str:
    if cure.empty:
        return ""
    rows = records(cure.sort_values("rank").head(3))
    last = rows[-1]
    blanks = {"ended": count(figure(last["cumulative"])), "share": rate(figure(last["share"]), 0)}
    if len(rows) == 1:
        return text("rep.cure_one", label=cure_name(last), **blanks)
    labels = enumerated(cure_name(r) for r in rows)
    return text("rep.cure", label=labels, count=len(rows), **blanks)


def cure_name(row: dict[str, Any]) -> str:
    """Return what is to be cured; a matter is called by a ticket's title, and so is quoted."""
    name = words_of(row["label"])
    return text("rep.matter_name", name=name) if row["kind"] == "matter" else name


def _tiles(context: HotContext, counts: BothCounts) -> None:
    period = run_period(context.run)
    share = rate(counts.ended / counts.tickets if counts.tickets else None, 1)
    blanks = {"first": day_table(period.start), "last": day_table(period.last)}
    tiles = (
        ("tickets", counts.tickets, ""),
        ("matters", counts.matters, ""),
        ("repeated", counts.ended, text("rep.share", share=share)),
    )
    with st.grid(columns=3, min_column_width=200, gap="small", key="tiles"):
        for name, value, note in tiles:
            with st.container(border=True, height="stretch", gap="xsmall"):
                told = text(f"rep.help_{name}", **blanks)
                st.metric(text(f"rep.tile_{name}"), text("hot.count", n=number(value)), help=told)
                if note:
                    st.html(f'<p class="weisu-note">{html.escape(note)}</p>')


def _pictures(context: HotContext, cure: pd.DataFrame) -> None:
    ping = context.results.read(context.scope, context.run, PINGPONG)
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        picture_box(
            "cure",
            lambda: repeat_pictures.cure_picture(context, cure),
            missing=text("rep.no_cure") if cure.empty else "",
        )
        picture_box(
            "pingpong",
            lambda: repeat_pictures.ping_picture(context, ping),
            missing=text("rep.ping_none") if ping.empty else "",
        )


def _groups(context: HotContext) -> None:
    found = group_list(context.results, context.scope, context.run, context.cut, limit=GROUPS_SHOWN)
    if found.empty:
        return
    st.subheader(text("rep.groups_title"))
    st.caption(text("rep.groups_what"))
    title = text("rep.groups_title")
    listed = _group_table(found)
    table_with_download(
        context, "groups", title, listed,
        column_config={text(h): st.column_config.Column(width=w) for h, w in _WIDTHS.items()},
    )  # fmt: skip
    on_paper(listed, (text("rep.col_returns"), text("rep.col_score")))
    rows = {r["group_id"]: r for r in records(found)}
    asked = st.query_params.get("group", "")
    chosen = st.selectbox(
        text("rep.group_open"),
        list(rows),
        index=list(rows).index(asked) if asked in rows else None,
        format_func=lambda g: _group_label(rows[g]),
        placeholder=text("rep.group_choose"),
        key="group",
        width=480,
    )
    if chosen is not None:
        show_event(context, "repeat", str(chosen))
        proposing.repeat_part(context, rows[str(chosen)])
        held = (context.results, context.scope, context.run, context.cut, str(chosen))
        table = tickets.ticket_table(context, group_tickets(*held))
        address = held_address(context, "repeat", str(chosen), context.cut)
        tickets_line(context, address, text("topic.to_tickets", n=number(len(table))))
        table_with_download(context, "group", _group_label(rows[str(chosen)]), table)
        on_paper(table, tickets.WIDE)


def _group_label(row: dict[str, Any]) -> str:
    name = words_of(row["name"]) or row["group_id"]
    return str(name) + bracketed(text("hot.count", n=number(figure(row["n"]))))


def _group_table(groups: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            text("rep.col_name"): groups["name"],
            text("rep.col_n"): groups["n"],
            text("rep.col_callers"): groups["callers"],
            text("rep.col_units"): [enumerated(listed(u)) for u in groups["units"]],
            text("rep.col_first"): [day_of(d) for d in groups["first"]],
            text("rep.col_last"): [day_of(d) for d in groups["last"]],
            text("rep.col_kind"): groups["kind"],
            text("rep.col_returns"): groups["returns"],
            text("rep.col_score"): groups["score"],
        }
    )
