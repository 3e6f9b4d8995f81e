"""The tickets of a topic or a matter, as far as the scope sees them, and taking them along."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.tables import download, on_paper, show_linked
from dashboards.components.ticket_link import held_address, one_address, tickets_line
from dashboards.hotspots_app.context import HotContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import figure
from hotspots.topic_reads import topic_tickets
from style.texts import text
from style.wording import number

SHOWN = 200
COLUMNS = {
    "day": "topic.col_day",
    "title": "topic.col_title",
    "area_street": "topic.col_street",
    "org_lead": "topic.col_unit",
    "status": "topic.col_status",
    "source_channel": "topic.col_channel",
    "ticket_no": "topic.col_no",
    "content": "topic.col_content",
    "weight": "topic.col_fit",
}
WIDE = (text("topic.col_content"), text("topic.col_fit"))
"""Columns that are too wide for a sheet, or of use only where a table can be sorted."""


def ticket_table(context: HotContext, tickets: pd.DataFrame) -> pd.DataFrame:
    """Return tickets with Chinese heads and names for codes, without empty columns."""
    shown = tickets[[c for c in COLUMNS if c in tickets]].copy()
    if "day" in shown:
        shown["day"] = pd.to_datetime(shown["day"]).dt.date
    if "area_street" in shown:
        shown["area_street"] = shown["area_street"].map(context.area_name)
    if "weight" in shown:
        shown["weight"] = shown["weight"].astype(float).round(2)
    kept = [c for c in COLUMNS if c in shown]
    kept = [c for c in kept if shown[c].notna().any() and (shown[c].astype(str) != "").any()]
    return shown[kept].rename(columns={c: text(COLUMNS[c]) for c in kept})


@kept(100, shared=True)
def _newest(context: HotContext, topic_id: str) -> tuple[pd.DataFrame, list[str]]:
    """Return a topic's newest tickets as a table and their numbers; nobody may change it."""
    found = topic_tickets(
        context.results, context.scope, context.run, context.cut, topic_id, limit=SHOWN
    )
    return ticket_table(context, found), found["ticket_no"].astype(str).tolist()


def show(context: HotContext, topic: dict[str, Any]) -> None:
    """Draw a topic's newest tickets; the download has all of them and is logged."""
    asked = (context.results, context.scope, context.run, context.cut, topic["topic_id"])
    table, numbers = _newest(context, str(topic["topic_id"]))
    whole = int(figure(topic["n"]) or len(table))
    st.subheader(text("topic.members"))
    key = "topic.members_what" if whole > len(table) else "topic.members_all"
    st.caption(text(key, n=number(whole), shown=number(len(table))))
    address = held_address(context, "topic", str(topic["topic_id"]), context.cut)
    tickets_line(context, address, text("topic.to_tickets", n=number(whole)), whole)
    opens = [one_address(context, no) for no in numbers]
    show_linked(context, table, opens, line=True)
    on_paper(table, WIDE)
    title = text("topic.file", name=topic["name"])
    download(context, "members", title, lambda: ticket_table(context, topic_tickets(*asked)))
