"""The list of the matters that matter, as one table that a phone and a printer can carry."""

from __future__ import annotations

import html
from typing import Any

import streamlit as st

from dashboards.components.links import anchor, around
from dashboards.components.notes import small
from dashboards.components.written_table import show_written
from dashboards.hotspots_app import to_tickets
from dashboards.hotspots_app.context import HotContext, link
from dashboards.shell.rows import day_of, figure, words_of
from style.texts import text
from style.wording import day_words, enumerated, number

PARTS = ("volume", "growth", "breadth", "spread", "tone")
COLUMNS = ("rank", "topic", "recent", "heat", "where", "state")
NEWS = ("born", "growing")
STRONG = {"growth": 1.5, "spread": 2.0, "tone": 1.6}
"""From where on a factor of the heat is worth a word (see ``hotspots/topics/heat.py``)."""


def show_list(context: HotContext, rows: list[dict[str, Any]]) -> None:
    """Draw the rows in the order given."""
    heated = any(figure(r["heat"]) is not None for r in rows)
    stated = any(words_of(r["state"]) for r in rows)
    left_out = {c for c, known in (("heat", heated), ("state", stated)) if not known}
    columns = [c for c in COLUMNS if c not in left_out]
    labels = {c: text(f"hot.col_{c}", span=context.span) for c in columns}
    top = max([figure(r["heat"]) or 0.0 for r in rows] or [0.0])
    cells = (_cells(context, i, row, columns, top) for i, row in enumerate(rows, 1))
    show_written(labels, cells, kind="weisu-hot")
    if heated:
        st.caption(text("hot.heat_key", span=context.span))


def _cells(
    context: HotContext, rank: int, row: dict[str, Any], columns: list[str], top: float
) -> list[str]:
    opens = to_tickets.of_recent(context, row["topic_id"])
    cells = {
        "rank": str(rank),
        "topic": _name(context, row),
        "recent": _recent(row, opens),
        "heat": _heat(row, top, opens),
        "where": _where(row),
        "state": _state(row),
    }
    return [cells[column] for column in columns]


def _name(context: HotContext, row: dict[str, Any]) -> str:
    name = anchor(link("topic", context, topic=row["topic_id"]), row["name"])
    path = context.directory.category_paths.get(words_of(row["category_code"]), "")
    pin = f'<span class="weisu-tag">{html.escape(text("hot.pinned"))}</span>'
    beside = text("hot.beside", names=enumerated(row["beside"])) if row["beside"] else ""
    return f"<b>{name}</b>{pin if row['pinned'] else ''}{small(path)}{small(beside)}"


def _recent(row: dict[str, Any], opens: str) -> str:
    recent, expected = figure(row["n_recent"]), figure(row["expected"])
    words = f"<b>{anchor(opens, text('hot.count', n=number(recent)), recent)}</b>"
    if expected is None:
        return words
    usual = text("hot.usual_rare") if expected < 1 else text("hot.usual", n=number(expected))
    return words + small(usual)


def factors_of(row: dict[str, Any]) -> dict[str, float]:
    """Return the factors whose product is a topic's heat, 1 where one is missing."""
    found = {p: figure(row[f"heat_{p}"]) for p in PARTS}
    return {p: 1.0 if v is None else v for p, v in found.items()}


def strong_words(row: dict[str, Any]) -> str:
    """Return what makes a topic hot besides its number, in words."""
    factors = factors_of(row)
    strong = [text(f"hot.strong_{p}") for p, least in STRONG.items() if factors[p] >= least]
    return enumerated(strong)


def factor_words(row: dict[str, Any]) -> str:
    """Return the whole product in words."""
    factors = factors_of(row)
    return text(
        "hot.heat_hover",
        heat=number(figure(row["heat"]), 1),
        volume=number(factors["volume"]),
        **{p: number(factors[p], 2) for p in PARTS[1:]},
    )


def _heat(row: dict[str, Any], top: float, opens: str) -> str:
    heat = figure(row["heat"])
    if heat is None:
        return "—"
    words = html.escape(factor_words(row))
    width = max(2.0, 100 * heat / top) if top else 0.0
    bar = (
        f'<span class="weisu-heat" role="img" aria-label="{words}" title="{words}">'
        f'<i style="width:{width:.1f}%"></i></span>'
    )
    return (
        f"{around(opens, bar, figure(row['n_recent']))}"
        f'<span class="weisu-heat-number">{number(heat)}</span>{small(strong_words(row))}'
    )


def _where(row: dict[str, Any]) -> str:
    place = words_of(row.get("place_name"))
    streets, callers = figure(row["streets"]), figure(row["callers"])
    spread = (
        text("hot.streets", n=number(streets), callers=number(callers))
        if streets and callers
        else ""
    )
    return html.escape(place) + small(spread) or "—"


def _state(row: dict[str, Any]) -> str:
    state = words_of(row["state"])
    if not state:
        return "—"
    news = " weisu-news" if state in NEWS else ""
    words = f'<span class="weisu-state{news}">{html.escape(text(f"hot.state_{state}"))}</span>'
    since = day_of(row["burst_since"])
    # What is steady for its season did not burst out, however quickly the season came.
    if state in NEWS and (figure(row["burst_level"]) or 0) > 0 and since is not None:
        words += small(text("hot.burst", day=day_words(since)))
    return words
