"""Small numbers are said as tickets: below a declared minimum, a reader of a part of the tickets is
shown these themselves, not a hot spot or a forecast of them."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards.components.entries import entry, show_entries
from dashboards.components.links import anchor
from dashboards.components.ticket_link import figure_address, one_address, tickets_line
from dashboards.shell.context import PageContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import records, words_of
from data_access.search.asked import Asked
from data_access.search.find import find
from data_access.types import Filters
from style.texts import text
from style.wording import moment_table, number

LEAST_HOT = 5
"""Tickets of the days looked at from which a matter is a hot spot of a part of the tickets."""
LEAST_WEEK = 10.0
"""Expected tickets a week from which a part of the tickets is told a forecast."""
SHOWN = 20


@dataclass(frozen=True)
class Few:
    """The newest tickets of some days, and how many there are."""

    filters: Filters
    count: int
    rows: pd.DataFrame


@kept(60)
def few_tickets(context: PageContext, filters: Filters) -> Few:
    """Return the tickets of a cut's days, the newest ``SHOWN`` of more."""
    found = find(context.extract, context.scope, Asked(filters), SHOWN)
    return Few(filters, found.count, found.rows)


def show_few(context: PageContext, few: Few) -> None:
    """Draw the tickets, each with the way to it, and the way to all."""
    if few.rows.empty:
        return
    told = [_ticket(context, row) for row in records(few.rows)]
    with st.container(border=True, key="part_few"):
        show_entries(told, text("few.title", n=number(len(few.rows))))
        address = figure_address(few.filters, "volume", "n")
        tickets_line(context, address, text("few.all", n=number(few.count)))


def _ticket(context: PageContext, row: dict[str, object]) -> str:
    words = words_of(row["title"]) or words_of(row["snippet"])
    no, at = words_of(row["ticket_no"]), row["t_accept"]
    about = (
        moment_table(at) if isinstance(at, pd.Timestamp) else "",
        context.area_name(row["area_street"]),
        words_of(row["status"]),
    )
    small = [html.escape(a) for a in about if a] + [anchor(one_address(context, no), no)]
    return entry(html.escape(words), " · ".join(small))
