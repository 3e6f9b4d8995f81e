"""The list of tickets: a page of rows, a click opens one beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.list_with_detail import Columns, OnPhone, page_buttons, show_list
from dashboards.shell.context import BesideContext
from dashboards.tickets_app import address
from dashboards.tickets_app.address import PAGE, View
from data_access.search.find import Found
from style.texts import text
from style.wording import moment_table, number

LIST = Columns(
    lambda name: text(f"tickets.col_{name}"),
    ("accepted", "title", "area", "unit", "category", "status", "deadline", "channel", "number"),
    ("accepted", "title", "status"),
)


def show(context: BesideContext, view: View, found: Found) -> None:
    """Draw a page of the list."""
    if found.rows.empty:
        show_empty(text("tickets.empty"))
        return
    first = view.page * PAGE + 1
    last = first + len(found.rows) - 1
    st.caption(text("tickets.listed", first=number(first), last=number(last)))
    whole = frame(context, found)
    shown = LIST.shown(whole, beside=bool(view.ticket))
    numbers = found.rows["ticket_no"].astype(str).tolist()
    phone = OnPhone(
        whole, text("tickets.col_title"), "ticket", named=(text("tickets.col_deadline"),),
        left_out=(text("tickets.col_channel"),),
    )  # fmt: skip
    show_list("tickets", shown, numbers, view.ticket, address.opened, phone=phone)
    more = not found.exact or (view.page + 1) * PAGE < found.count
    page_buttons("tickets", view.page, address.turned, more=more)


def frame(context: BesideContext, found: Found) -> pd.DataFrame:
    """Return tickets with Chinese heads and names for codes."""
    rows, names = found.rows, context.directory.categories
    cells: dict[str, Sequence[object]] = {
        "accepted": [moment_table(_moment(at)) for at in rows["t_accept"]],
        "title": [t or s for t, s in zip(rows["title"], rows["snippet"], strict=True)],
        "area": [context.area_name(code) for code in rows["area_code"]],
        "unit": list(rows["org_lead"].fillna("")),
        "category": [names.get(str(c), str(c)) if c else "" for c in rows["category_code"]],
        "channel": list(rows["source_channel"].fillna("")),
        "status": list(rows["status"].fillna("")),
        "deadline": [moment_table(_moment(at)) for at in rows["deadline"]],
        "number": list(rows["ticket_no"]),
    }
    return LIST.frame(cells)


def _moment(at: object) -> pd.Timestamp | None:
    return at if isinstance(at, pd.Timestamp) and not pd.isna(at) else None
