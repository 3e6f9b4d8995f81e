"""The list of tickets: a page of rows, a click opens one beside it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboards.components.list_beside import open_clicked, page_buttons, row_addresses
from dashboards.components.tables import on_paper_and_phone
from dashboards.shell.context import BesideContext
from dashboards.tickets_app import address
from dashboards.tickets_app.address import PAGE, View
from data_access.search.find import Found
from style.texts import text
from style.wording import moment_table, number

_SHORT = 11
WIDE = ("accepted", "title", "area", "unit", "category", "status", "deadline")
"""Columns that a screen of 1,280 has room for; the ticket itself and the download have all."""
WIDTHS = {
    "accepted": 128, "title": 244, "area": 88, "unit": 128, "category": 128, "status": 64,
    "deadline": 134,
}  # fmt: skip
NARROW = ("title", "status")
"""Columns that there is room for beside an open ticket."""
BESIDE = {"title": 290, "status": 72}


def show(context: BesideContext, view: View, found: Found) -> None:
    """Draw a page of the list."""
    if found.rows.empty:
        st.info(text("tickets.empty"), icon=":material/info:")
        return
    first = view.page * PAGE + 1
    last = first + len(found.rows) - 1
    st.caption(text("tickets.listed", first=number(first), last=number(last)))
    names, widths = (NARROW, BESIDE) if view.ticket else (WIDE, WIDTHS)
    heads = [text(f"tickets.col_{name}") for name in names]
    shown = frame(context, found)
    if view.ticket:
        shown = shown[heads]
    numbers = found.rows["ticket_no"].astype(str).tolist()
    event = st.dataframe(
        shown, hide_index=True, height=560 if len(shown) > _SHORT else "content",
        on_select="rerun", selection_mode="single-cell", key=f"tickets_{hash(tuple(numbers))}",
        column_order=heads,
        column_config={
            head: st.column_config.TextColumn(width=widths[n])
            for n, head in zip(names, heads, strict=True)
        },
    )  # fmt: skip
    on_paper_and_phone(
        shown, text("tickets.col_title"), row_addresses("ticket", numbers),
        named=(text("tickets.col_deadline"),), left_out=(text("tickets.col_channel"),),
    )  # fmt: skip
    more = not found.exact or (view.page + 1) * PAGE < found.count
    page_buttons("tickets", view.page, address.turned, more=more)
    clicked = [cell[0] for cell in event.selection.cells]
    open_clicked("tickets", numbers, clicked, view.ticket, address.opened)


def frame(context: BesideContext, found: Found) -> pd.DataFrame:
    """Return tickets with Chinese heads and names for codes."""
    rows, names = found.rows, context.directory.categories
    columns: dict[str, Iterable[object]] = {
        "accepted": [moment_table(_moment(at)) for at in rows["t_accept"]],
        "title": [t or s for t, s in zip(rows["title"], rows["snippet"], strict=True)],
        "area": [context.area_name(code) for code in rows["area_code"]],
        "unit": rows["org_lead"].fillna(""),
        "category": [names.get(str(c), str(c)) if c else "" for c in rows["category_code"]],
        "channel": rows["source_channel"].fillna(""),
        "status": rows["status"].fillna(""),
        "deadline": [moment_table(_moment(at)) for at in rows["deadline"]],
        "number": rows["ticket_no"],
    }
    return pd.DataFrame({text(f"tickets.col_{name}"): list(v) for name, v in columns.items()})


def _moment(at: object) -> pd.Timestamp | None:
    return at if isinstance(at, pd.Timestamp) and not pd.isna(at) else None
