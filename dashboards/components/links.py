"""Links among our pages."""

from __future__ import annotations

import html
from urllib.parse import urlencode

import streamlit as st

from dashboards.shell.address import CUTS
from dashboards.shell.context import PlaceContext


def anchor(address: str, words: str, counted: float | None = None) -> str:
    """Return a link in HTML that opens in the same window, where the session is; the words alone
    without an address. ``counted``: how many tickets it opens.
    """
    return around(address, html.escape(words), counted)


def around(address: str, inner: str, counted: float | None = None) -> str:
    """Return HTML as a link, as ``anchor`` does."""
    if not address:
        return inner
    told = "" if counted is None else f' data-counted="{counted:.0f}"'
    return f'<a href="{html.escape(address)}" target="_self"{told}>{inner}</a>'


def page_address(page: str, context: PlaceContext, *own: str, **parameters: str) -> str:
    """Return an address of ours that keeps the reader's place and cuts, and the ``own`` parameters
    of the page that he is on.
    """
    names = ("jurisdiction", *own, *CUTS)
    kept = {n: v for n, v in st.query_params.items() if n in names and v}
    kept.setdefault("jurisdiction", context.summary.code)
    return f"/{page}?{urlencode({**kept, **parameters})}"
