"""重复诉求网络: how many tickets are how many matters, what to cure first, the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.event_line import show_event
from dashboards.components.picture_box import picture_box
from dashboards.components.tables import on_paper, table_with_download
from dashboards.components.ticket_link import one_address, tickets_line, tickets_note
from dashboards.components.tile import tile, tile_row
from dashboards.hotspots_app import (
    matter_names,
    message,
    network,
    proposing,
    reading,
    repeat_pictures,
    suggestions,
    tickets,
    to_tickets,
)
from dashboards.hotspots_app.context import HotContext, headline
from dashboards.shell.context import ResultContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, day_of, figure, listed, records, words_of
from hotspots.frames import GROUPS, PINGPONG, SUGGESTIONS
from hotspots.repeat_reads import BothCounts, group_list, group_tickets
from hotspots.topic_reads import run_period
from style.texts import text
from style.wording import bracketed, day_words, enumerated, number, rate

GROUPS_SHOWN = 200


def draw(found: ResultContext) -> None:
    """Draw the page for whoever looks at it."""
    context = HotContext.asked(found, st.query_params.to_dict())
    counts = reading.counts_of_matters(context)
    cure = message.cure_of(context)
    said = message.of_repeats(context, counts, cure)
    headline(context, said.sentence, said.advice, acts=said.acts, ranked=False)
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


def _tiles(context: HotContext, counts: BothCounts) -> None:
    period = run_period(context.run)
    share = rate(counts.ended / counts.tickets if counts.tickets else None, 1)
    blanks = {
        "first": day_words(period.start, context.as_of),
        "last": day_words(period.last, context.as_of),
    }
    tiles = (
        ("tickets", counts.tickets, ""),
        ("matters", counts.matters, ""),
        ("repeated", counts.ended, text("rep.share", share=share)),
    )
    opens, way = to_tickets.of_counts(context), text("today.to_tickets")
    with tile_row():
        for name, value, beneath in tiles:
            told = text(f"rep.help_{name}", **blanks)
            below = tickets_note(context, opens[name], way, value)
            shown = text("hot.count", n=number(value))
            tile(text(f"rep.tile_{name}"), shown, [beneath], told=told, below=below)


def _pictures(context: HotContext, cure: pd.DataFrame) -> None:
    ping = reading.whole(context, PINGPONG)
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
    rows, largest = _largest(context)
    if not rows:
        return
    st.subheader(text("rep.groups_title"))
    st.caption(text("rep.groups_what"))
    title = text("rep.groups_title")
    score = st.column_config.NumberColumn(format="%.2f")
    opens = [to_tickets.of_group(context, group) for group in rows]
    config = {text("rep.col_score"): score}
    table_with_download(context, "groups", title, largest, opens=opens, config=config)
    on_paper(largest, (text("rep.col_returns"), text("rep.col_score")))
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
        mine = group_tickets(*held)
        table = tickets.ticket_table(context, mine)
        address = to_tickets.of_group(context, str(chosen))
        words = text("topic.to_tickets", n=number(len(table)))
        tickets_line(context, address, words, len(table))
        opens = [one_address(context, str(no)) for no in mine["ticket_no"]]
        name = _group_label(rows[str(chosen)])
        table_with_download(context, "group", name, table, opens=opens, line=True)
        on_paper(table, tickets.WIDE)


@kept(50, shared=True)
def _largest(context: HotContext) -> tuple[Mapping[str, Row], pd.DataFrame]:
    """Return the largest groups by number, and as a table; nobody may change them."""
    found = group_list(context.results, context.scope, context.run, context.cut, limit=GROUPS_SHOWN)
    found = matter_names.called(context, found, "group_id", "name")
    return {str(r["group_id"]): r for r in records(found)}, _group_table(context, found)


def _group_label(row: dict[str, Any]) -> str:
    name = words_of(row["name"]) or row["group_id"]
    return str(name) + bracketed(text("hot.count", n=number(figure(row["n"]))))


def _group_table(context: HotContext, groups: pd.DataFrame) -> pd.DataFrame:
    shown = pd.DataFrame(
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
    # It says how many called in all: beside the callers of a part it would contradict them.
    return shown.drop(columns=text("rep.col_kind")) if context.limited else shown
