"""热点: one sentence, the matters that matter, four pictures, and for analysts all topics."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import few
from dashboards.components.empty import show_empty
from dashboards.components.picture_box import picture_box
from dashboards.components.tables import WHOLE, table_with_download
from dashboards.hotspots_app import editing, message, pictures, reading, to_tickets
from dashboards.hotspots_app.context import HotContext, choose_window, headline
from dashboards.hotspots_app.hot_list import show_list
from dashboards.hotspots_app.places import show_places
from dashboards.hotspots_app.topic_book import topic_book
from dashboards.hotspots_app.word_list import show_words
from dashboards.shell.context import ResultContext
from dashboards.shell.plain import plain
from style.texts import text

WORDED = 5


def draw(found: ResultContext) -> None:
    """Draw the page for whoever looks at it."""
    context = HotContext.asked(found, st.query_params.to_dict())
    choose_window(context)
    found_now = message.of_hotspots(context)
    said, rows = found_now.said, found_now.rows
    ranked = found_now.few is None
    headline(context, said.sentence, said.advice, acts=said.acts, ranked=ranked)
    if found_now.few is not None:
        few.show_few(context, found_now.few)
    elif not rows:
        show_empty(text("hot.no_topics", span=context.span))
    else:
        st.subheader(text("hot.title_list", count=len(rows)))
        show_list(context, rows)
        _pictures(context, rows)
    _notes(context)
    if context.scope.has("hotspot.edit"):
        with st.container(key="screen_topics"):  # tools, and a table that is taken along as a file
            editing.show(context, topic_book(context))


def _pictures(context: HotContext, rows: list[dict[str, Any]]) -> None:
    first = rows[0]
    topic = reading.topic_data(context, first["topic_id"])
    ids = tuple(r["topic_id"] for r in rows)
    places = reading.places_of(context, ids)
    hours = reading.all_hours(context)
    words = [(r["topic_id"], r["name"], reading.topic_words(r)[:8]) for r in rows[:WORDED]]
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        picture_box("hot_trend", lambda: pictures.trend_picture(context, first, topic.days))
        show_places(context, "hot_places", places, ids)
        picture_box(
            "hot_hours",
            lambda: pictures.hour_picture(context, hours),
            missing=text("hot.no_hours") if hours.empty else "",
        )
        show_words(context, "hot_words", text("hot.words_title"), words)
    with st.expander(text("shell.details")):
        title = text("page.hotspots")
        table = topic_table(context, pd.DataFrame(rows))
        whole = {text("hot.col_expected"): WHOLE, text("hot.col_heat"): WHOLE}
        opens = [to_tickets.of_recent(context, key) for key in ids]
        table_with_download(context, "hot", title, table, opens=opens, config=whole)


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
