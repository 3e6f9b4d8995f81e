"""From a number to its tickets: the address of 查工单 that lists what the number counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from dashboards.shell.address import CUTS
from dashboards.shell.context import PlaceContext
from dashboards.shell.links import anchor
from data_access.search.asked import Part, group_of
from data_access.types import Filters

RIGHT = "hotspot.view"
"""Who may open the page of tickets."""
OWN = ("q", "status", "sort", "metric", "part", "group", "of", "whole", "ticket", "page")
"""Parameters of the page's address that are its own."""


def figure_address(
    filters: Filters,
    metric: str = "",
    part: Part = "n",
    group: Mapping[str, object | None] | None = None,
) -> str:
    """Return the address of the tickets that a figure counts: of a cut and period, of one part of
    a metric (empty: all tickets) and of one of its groups.
    """
    found = {
        "jurisdiction": filters.jurisdiction,
        "from": filters.period.start.isoformat(),
        "to": filters.period.end.isoformat(),
        **{name: getattr(filters, name) for name in CUTS if getattr(filters, name)},
    }
    if metric:
        found |= {"metric": metric, "part": part}
    if group:
        found["group"] = json.dumps(dict(group_of(group)), ensure_ascii=False)
    return f"/tickets?{urlencode(found)}"


def held_address(context: PlaceContext, kind: str, key: str, cut: Filters | None = None) -> str:
    """Return the address of the tickets that a warning, topic, repeat, event or task holds; of
    these only those of ``cut``, whatever its period.
    """
    query = {"jurisdiction": context.summary.code, "of": f"{kind}:{key}"}
    if cut is not None:
        query |= {name: getattr(cut, name) for name in CUTS if getattr(cut, name)}
    return f"/tickets?{urlencode(query)}"


def tickets_line(context: PlaceContext, address: str, words: str) -> None:
    """Draw a quiet link to tickets, which no paper needs, for who may read them."""
    if context.scope.has(RIGHT):
        st.html(f'<p class="weisu-note weisu-screen">{anchor(address, words)}</p>')
