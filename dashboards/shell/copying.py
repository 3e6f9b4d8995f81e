"""What is taken along as text: a page's sentence with its basis, and a table for a document."""

from __future__ import annotations

import html
from io import StringIO
from math import isnan
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.shell.address import period_words
from dashboards.shell.context import PageContext, PlaceContext
from dashboards.shell.filters import cut_words
from style.texts import PRODUCT, text
from style.wording import clauses, day_table, ended, punctuate

MOST_ROWS = 500


def copy_button(context: PlaceContext, sentence: str) -> str:
    """Return a button, as HTML, that copies a sentence with its basis."""
    words = with_basis(context, sentence)
    label, done = html.escape(text("copy.sentence")), html.escape(text("copy.done"))
    return (
        f'<button type="button" class="weisu-copy weisu-screen" data-copy="{html.escape(words)}"'
        f' data-done="{done}">{label}</button>'
    )


def with_basis(context: PlaceContext, sentence: str) -> str:
    """Return a sentence with what it rests on."""
    return punctuate(ended(punctuate(sentence)) + text("copy.basis", basis=_basis(context)))


def _basis(context: PlaceContext) -> str:
    """Return place, period, cuts and the last day of the data."""
    parts = [context.summary.name]
    if isinstance(context, PageContext):
        cuts = cut_words(context)
        parts += [text("copy.period", period=period_words(context.filters))]
        parts += [text("filter.active", cuts=cuts)] if cuts else []
    if context.summary.last_day is not None:
        parts.append(text("copy.until", day=day_table(context.summary.last_day)))
    return clauses((*parts, text("copy.source", product=PRODUCT)))


def show_table_text(title: str, table: pd.DataFrame) -> None:
    """Open a dialog with a table as text that spreadsheets and documents take in as a table."""
    st.dialog(title, width="large")(_table_text)(table)


def _table_text(table: pd.DataFrame) -> None:
    st.caption(text("copy.how"))
    if len(table) > MOST_ROWS:
        st.info(text("copy.more", count=MOST_ROWS), icon=":material/info:")
    held = StringIO()
    table.head(MOST_ROWS).map(_cell).to_csv(held, sep="\t", index=False, lineterminator="\n")
    st.code(held.getvalue(), language=None, height=360)


def _cell(value: Any) -> Any:
    """Return a figure as it is written in a document: four decimals at most."""
    if isinstance(value, float) and not isnan(value):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return value
