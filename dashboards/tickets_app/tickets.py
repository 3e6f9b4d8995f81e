"""查工单: one sentence, the search, the list, one ticket open beside it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards.components.headline import headline
from dashboards.components.list_with_detail import list_with_detail
from dashboards.components.tables import download
from dashboards.shell import view_address
from dashboards.shell.context import BesideContext
from dashboards.tickets_app import address, detail, listing, reading
from dashboards.tickets_app.address import SORTS, View
from dashboards.tickets_app.reading import Listed
from dashboards.tickets_app.sentences import sentence
from data_access.schemas import STATES
from data_access.types import WeisuError
from style.texts import text


def draw(context: BesideContext) -> None:
    """Draw the page."""
    view = _bar(address.read())
    try:
        seen = reading.listed(context, replace(view, ticket=""))
    except WeisuError as error:
        headline(context, text("tickets.refused"), str(error))
        _free(view)
        return
    if seen is None:
        headline(context, text("tickets.gone"), text("tickets.gone_do"))
        _free(view)
        return
    headline(context, sentence(context, view, seen), _advice(view))
    _free(view)
    list_with_detail(
        lambda: listing.show(context, view, seen.found),
        (lambda: detail.show(context, view.ticket)) if view.ticket else None,
    )
    _download(context, view, seen)


def _bar(view: View) -> View:
    """Draw what may be chosen, and return it; it goes into the address."""
    turn = view_address.turn()
    with st.container(horizontal=True, vertical_alignment="bottom", key="tickets_bar"):
        words = st.text_input(
            text("tickets.search"), value=view.q, placeholder=text("tickets.search_in"),
            key=f"tickets_q_{turn}", width=420, icon=":material/search:",
        )  # fmt: skip
        states = ["", *STATES]
        status = st.selectbox(
            text("tickets.by_status"), states, index=states.index(view.status), width=160,
            format_func=lambda s: s or text("filter.all"), key=f"tickets_status_{turn}",
        )  # fmt: skip
        sort = st.selectbox(
            text("tickets.by_sort"), SORTS, index=SORTS.index(view.sort), width=180,
            format_func=lambda s: text(f"tickets.sort_{s}"), key=f"tickets_sort_{turn}",
        )  # fmt: skip
        whole = st.checkbox(
            text("tickets.whole"), value=bool(view.whole), key=f"tickets_whole_{turn}"
        )
    chosen = replace(view, q=words.strip(), status=status, sort=sort, whole="1" if whole else "")
    if chosen != view:
        chosen = replace(chosen, page=0)
    address.write(chosen)
    return chosen


def _free(view: View) -> None:
    """Draw the way back to all tickets from those of a figure or of what holds them."""
    if view.metric or view.of or view.group:
        st.button(
            text("tickets.free"), icon=":material/filter_alt_off:", key="tickets_free",
            on_click=address.freed,
        )  # fmt: skip


def _advice(view: View) -> str:
    return text("tickets.advice_held" if view.all_days else "tickets.advice")


def _download(context: BesideContext, view: View, seen: Listed) -> None:
    if seen.found.rows.empty:
        return

    def table() -> pd.DataFrame:
        found = reading.exported(context, view)
        return listing.frame(context, seen.found if found is None else found)

    download(context, "tickets", text("tickets.file"), table)
