"""From a number to its tickets: the address of 查工单 that lists what the number counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from dashboards.components.links import anchor
from dashboards.components.notes import note_of
from dashboards.shell.address import CUTS
from dashboards.shell.context import PlaceContext
from data_access.search.asked import Part
from data_access.types import Filters, Period

RIGHT = "hotspot.view"
"""Who may open the page of tickets."""
OWN = (
    "q", "status", "sort", "metric", "part", "group", "of", "within", "whole", "ticket", "page",
)  # fmt: skip
"""Parameters of the page's address that are its own."""


def figure_address(
    filters: Filters, metric: str, part: Part, group: Mapping[str, object] | None = None
) -> str:
    """Return the address of the tickets of one part of a metric, over a cut and period; of these
    only those of a ``group``, values by dimension (None: not filled in).
    """
    asked = {**_days(filters.period), **_cuts(filters), "metric": metric, "part": part}
    return _address(filters.jurisdiction, {**asked, **_group(group)})


def mark_address(
    context: PlaceContext,
    filters: Filters,
    metric: str = "volume",
    part: Part = "numerator",
    group: Mapping[str, object] | None = None,
) -> str:
    """Return what ``figure_address`` does, empty for who may not read tickets: a mark of a picture
    holds its address itself.
    """
    return figure_address(filters, metric, part, group) if context.scope.has(RIGHT) else ""


def held_address(
    context: PlaceContext,
    kind: str,
    key: str,
    cut: Filters | None = None,
    *,
    days: Period | None = None,
    group: Mapping[str, object] | None = None,
    words: str = "",
) -> str:
    """Return the address of the tickets that a warning, topic, repeat, event or task holds; of
    these only those of ``cut``, whatever its period, of some ``days``, of a ``group``, with
    ``words``. Empty for who may not read tickets.
    """
    if not context.scope.has(RIGHT):
        return ""
    held = {"of": f"{kind}:{key}", **(_cuts(cut) if cut is not None else {})}
    within = {**_days(days), "within": "1"} if days is not None else {}
    said = {"q": words} if words else {}
    return _address(context.summary.code, {**within, **held, **_group(group), **said})


def one_address(context: PlaceContext, number: str) -> str:
    """Return the address of one ticket, open beside the list that it is found in; empty for who
    may not read tickets.
    """
    if not context.scope.has(RIGHT):
        return ""
    return _address(context.summary.code, {"q": number, "whole": "1", "ticket": number})


def _days(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _group(group: Mapping[str, object] | None) -> dict[str, str]:
    if not group:
        return {}
    return {"group": json.dumps(group, ensure_ascii=False, sort_keys=True)}


def _cuts(filters: Filters) -> dict[str, str]:
    return {name: getattr(filters, name) for name in CUTS if getattr(filters, name)}


def _address(jurisdiction: str, query: Mapping[str, str]) -> str:
    return _written((("jurisdiction", jurisdiction), *query.items()))


@lru_cache(maxsize=20_000)
def _written(query: tuple[tuple[str, str], ...]) -> str:
    """Return the address; the hundreds of a page are the same in every rerun."""
    return f"/tickets?{urlencode(query)}"


def tickets_line(
    context: PlaceContext, address: str, words: str, counted: float | None = None
) -> None:
    """Draw a quiet link to tickets, which no paper needs, for who may read them; ``counted``: how
    many it opens.
    """
    drawn = tickets_note(context, address, words, counted)
    if drawn:
        st.html(drawn)


def tickets_note(
    context: PlaceContext, address: str, words: str, counted: float | None = None
) -> str:
    """Return the link that ``tickets_line`` draws as HTML; empty for who may not read tickets, and
    where there is no address.
    """
    if not address or not context.scope.has(RIGHT):
        return ""
    return note_of(anchor(address, words, counted), screen=True)
