"""热点: one sentence, the matters that matter, four pictures, and for analysts all topics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import few
from dashboards.components.picture_box import picture_box
from dashboards.components.tables import table_with_download
from dashboards.hotspots_app import editing, pictures, reading
from dashboards.hotspots_app.context import HotContext, choose_window, headline
from dashboards.hotspots_app.hot_list import show_list
from dashboards.hotspots_app.places import show_places
from dashboards.hotspots_app.sentences import compose
from dashboards.hotspots_app.word_list import show_words
from dashboards.shell.context import ResultContext
from dashboards.shell.plain import plain
from dashboards.shell.rows import figure
from data_access.types import Period
from style.texts import text
from style.wording import count

WORDED = 5


def draw(found: ResultContext) -> None:
    """Draw the page for whoever looks at it."""
    context = HotContext.over(found)
    choose_window(context)
    rows = reading.leading(context)
    if context.limited:
        # One or two tickets are no hot spot of a unit: they are told as what they are.
        rows = [r for r in rows if (figure(r["n_recent"]) or 0) >= few.LEAST_HOT]
        if not rows:
            _few(context)
            return
    said = compose(rows, main_unit(context, rows[0]["topic_id"]) if rows else "", context.span)
    headline(context, said.sentence, said.advice, acts=said.acts)
    if not rows:
        st.info(text("hot.no_topics", span=context.span), icon=":material/info:")
    else:
        st.subheader(text("hot.title_list", count=len(rows)))
        show_list(context, rows)
        _pictures(context, rows)
    _notes(context)
    if context.scope.has("hotspot.edit"):
        editing.show(context, reading.all_topics(context))


def _few(context: HotContext) -> None:
    """Say how many tickets there are, and show them."""
    first = context.window.first(context.as_of)
    days = Period(first, context.as_of + timedelta(days=1))
    seen = few.few_tickets(context, context.cut.during(days))
    sentence = text("hot.sentence_few", span=context.span, n=count(seen.count), least=few.LEAST_HOT)
    headline(context, sentence, text("hot.advice_few"), acts=False, ranked=False)
    few.show_few(context, seen)
    _notes(context)


def main_unit(context: HotContext, topic_id: str) -> str:
    """Return who should lead a topic, or nobody."""
    lead = reading.lead(context, topic_id)
    return lead[0] if lead else ""


def _pictures(context: HotContext, rows: list[dict[str, Any]]) -> None:
    first = rows[0]
    topic = reading.topic_data(context, first["topic_id"])
    ids = tuple(r["topic_id"] for r in rows)
    places = reading.places_of(context, ids)
    hours = reading.all_hours(context)
    words = [(r["name"], [w for w, _ in reading.topic_words(r)[:8]]) for r in rows[:WORDED]]
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        picture_box("hot_trend", lambda: pictures.trend_picture(context, first, topic.days))
        show_places(context, "hot_places", places, topics=len(rows))
        picture_box(
            "hot_hours",
            lambda: pictures.hour_picture(context, hours),
            missing=text("hot.no_hours") if hours.empty else "",
        )
        show_words("hot_words", text("hot.words_title"), words)
    with st.expander(text("shell.details")):
        title = text("page.hotspots")
        table_with_download(context, "hot", title, topic_table(context, pd.DataFrame(rows)))


def topic_table(context: HotContext, topics: pd.DataFrame) -> pd.DataFrame:
    """Return topics as a table with Chinese heads."""
    paths = context.directory.category_paths
    columns = {
        "name": "name", "category_code": "category", "n_recent": "n_recent", "expected": "expected",
        "n": "n", "heat": "heat", "state": "state",
    }  # fmt: skip
    table = topics[list(columns)].rename(
        columns={k: text(f"hot.col_{v}", span=context.span) for k, v in columns.items()}
    )
    state, category = text("hot.col_state"), text("hot.col_category")
    table[state] = [text(f"hot.state_{s}") if isinstance(s, str) else "" for s in topics["state"]]
    table[category] = [paths.get(c, c) if isinstance(c, str) else "" for c in table[category]]
    return table


def _notes(context: HotContext) -> None:
    note = reading.facts(context).topic_note
    if note:
        st.caption(plain(text("hot.note", note=note)))
