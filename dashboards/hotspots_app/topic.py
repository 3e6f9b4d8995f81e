"""主题详情: one topic with its trend, hours, places, typical texts and tickets."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.event_line import show_event
from dashboards.components.links import anchor
from dashboards.components.notes import note_of, small_of
from dashboards.components.picture_box import picture_box
from dashboards.components.ticket_link import one_address, tickets_note
from dashboards.components.tile import tile, tile_row
from dashboards.components.written_table import show_written
from dashboards.hotspots_app import message, pictures, proposing, reading, tickets, to_tickets
from dashboards.hotspots_app.context import HotContext, choose_window, headline, link
from dashboards.hotspots_app.editing import label
from dashboards.hotspots_app.hot_list import PARTS, factors_of
from dashboards.hotspots_app.places import show_places
from dashboards.hotspots_app.topic_book import topic_book
from dashboards.hotspots_app.word_list import show_words
from dashboards.shell.context import ResultContext
from dashboards.shell.rows import Row, day_of, figure, records, words_of
from hotspots.topic_reads import run_period
from style.texts import text
from style.wording import count, day_words, enumerated, number, quoted, rate

_QUOTED = 120
"""Characters of a typical ticket without a title."""


def draw(found: ResultContext) -> None:
    """Draw the page of the topic that the address names."""
    context = HotContext.asked(found, st.query_params.to_dict())
    book = topic_book(context)
    if not book.choice:
        show_empty(text("topic.none"))
        return
    choose_window(context)
    topic = _chosen(book.choice)
    parts = reading.topic_data(context, topic["topic_id"])
    _head(context, topic)
    show_event(context, "topic", str(topic["topic_id"]), leads=False)
    proposing.topic_part(context, topic)
    _tiles(context, topic)
    _family(context, topic, book.choice)
    _pictures(context, topic, parts)
    _heat(context, topic)
    _typical(context, topic, parts)
    tickets.show(context, topic)


def _chosen(rows: Mapping[str, Row]) -> Row:
    asked = st.query_params.get("topic", "")
    if asked and asked not in rows:
        show_empty(text("topic.unknown"))
    first = asked if asked in rows else next(iter(rows))
    ids = list(rows)
    chosen = st.selectbox(
        text("topic.choose"),
        ids,
        index=ids.index(first),
        format_func=lambda t: _option(rows[t]),
        key=f"topic_choice_{first}",
        width=480,
    )
    if chosen != asked:
        st.query_params["topic"] = str(chosen)
    return rows[str(chosen)]


def _option(row: dict[str, Any]) -> str:
    depth = text(f"hot.depth_{row['depth']}")
    return f"{depth} · {label(row)}"


def _head(context: HotContext, topic: dict[str, Any]) -> None:
    said = message.of_topic(context, topic)
    headline(context, said.sentence, said.advice, acts=said.acts)
    if not topic["stable"]:
        words = text("topic.unstable", stability=rate(figure(topic["stability"]), 0))
        st.warning(words, icon=":material/warning:")


def _tiles(context: HotContext, topic: dict[str, Any]) -> None:
    period, as_of = run_period(context.run), context.as_of
    expected, heat = figure(topic["expected"]), figure(topic["heat"])
    first = day_of(topic["first_day"])
    usual = (
        "" if expected is None
        else text("hot.usual_rare") if expected < 1
        else text("topic.tile_usual", n=number(expected))
    )  # fmt: skip
    born = text("topic.tile_span", first=day_words(first, as_of)) if first else ""
    state = words_of(topic["state"])
    tiles = (
        ("recent", pictures.count_words(topic["n_recent"]), usual,
         text("topic.help_recent", as_of=day_words(as_of), days=context.window.days)),
        ("all", pictures.count_words(topic["n"]), born,
         text("topic.help_all", first=day_words(period.start, as_of),
              last=day_words(period.last, as_of))),
        ("heat", number(heat) if heat is not None else "—",
         text(f"hot.state_{state}") if state else text("topic.no_heat"),
         text("topic.help_heat", span=context.span)),
    )  # fmt: skip
    key, words = str(topic["topic_id"]), text("today.to_tickets")
    opens = {
        "recent": (to_tickets.of_recent(context, key), words, figure(topic["n_recent"])),
        "all": (to_tickets.of_topic(context, key), words, figure(topic["n"])),
    }
    with tile_row():
        for name, value, beneath, told in tiles:
            below = tickets_note(context, *opens[name]) if name in opens else ""
            label = text(f"topic.tile_{name}", span=context.span)
            tile(label, value, [beneath], told=told, below=below)


def _family(context: HotContext, topic: dict[str, Any], topics: Mapping[str, Row]) -> None:
    """Name the coarser topics it belongs to and what it became, each a link."""
    above, at = [], words_of(topic["parent_id"])
    while at in topics and at not in above:
        above.append(at)
        at = words_of(topics[at]["parent_id"])
    became = json.loads(topic["into"]) if isinstance(topic["into"], str) and topic["into"] else []
    lines = []
    for key, ids in (("topic.family", above), ("topic.into", became)):
        links = [
            anchor(link("topic", context, topic=i), str(topics[i]["name"]))
            for i in ids
            if i in topics
        ]
        if links:
            lines.append(html.escape(text(key, names="\0")).replace("\0", enumerated(links)))
    back = anchor(link("hotspots", context), text("topic.back"))
    st.html(note_of(" · ".join([*lines, back])))


def _pictures(context: HotContext, topic: dict[str, Any], parts: reading.TopicData) -> None:
    words = reading.topic_words(topic)
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        picture_box("topic_trend", lambda: pictures.trend_picture(context, topic, parts.days))
        show_places(context, "topic_places", parts.places, (topic["topic_id"],))
        picture_box(
            "topic_hours",
            lambda: pictures.hour_picture(context, parts.hours, topic["topic_id"]),
            missing=text("hot.no_hours") if parts.hours.empty else "",
        )
    if words:
        # One line of words beside a picture left its box empty.
        own = [(str(topic["topic_id"]), "", words)]
        show_words(context, "topic_words", text("hot.words_title"), own)


def _heat(context: HotContext, topic: dict[str, Any]) -> None:
    """Take the heat apart, where it is known."""
    if figure(topic["heat"]) is None:
        return
    st.subheader(text("topic.heat_title"))
    expected = figure(topic["expected"])
    recent = number(figure(topic["n_recent"]))
    blanks = {"span": context.span, "n": recent, "expected": count(expected)}
    means = {p: f"topic.means_{p}" for p in PARTS}
    if expected is None:
        means["growth"] = "topic.means_growth_none"
    rows = [
        (
            html.escape(text(f"topic.part_{p}")),
            number(v, 0 if p == "volume" else 2),
            html.escape(text(means[p], **blanks)),
        )
        for p, v in factors_of(topic).items()
    ]
    show_written({c: text(f"topic.heat_{c}") for c in ("part", "value", "means")}, rows)


def _typical(context: HotContext, topic: dict[str, Any], parts: reading.TopicData) -> None:
    if isinstance(topic["typical"], str) and topic["typical"]:
        found = [(str(no), str(words)) for no, words in json.loads(topic["typical"])]
    else:
        found = [
            (str(r["ticket_no"]), words_of(r["title"]) or quoted(words_of(r["content"]), _QUOTED))
            for r in records(parts.typical)
        ]
    if not found:
        return
    st.subheader(text("topic.typical"))
    st.caption(text("topic.typical_what"))
    for number_, words in found:
        st.html(
            f'<blockquote class="weisu-quote">{html.escape(words)}'
            f"{small_of(anchor(one_address(context, number_), number_))}</blockquote>"
        )
