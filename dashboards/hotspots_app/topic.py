"""主题详情: one topic with its trend, hours, places, typical texts and tickets."""

from __future__ import annotations

import html
import json
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.event_line import show_event
from dashboards.components.links import anchor
from dashboards.components.picture_box import picture_box
from dashboards.hotspots_app import pictures, proposing, reading, tickets
from dashboards.hotspots_app.context import HotContext, choose_window, headline, link
from dashboards.hotspots_app.editing import label
from dashboards.hotspots_app.hot_list import PARTS, factors_of
from dashboards.hotspots_app.places import show_places
from dashboards.hotspots_app.sentences import against
from dashboards.hotspots_app.word_list import show_words
from dashboards.shell.context import ResultContext
from dashboards.shell.rows import day_of, figure, records, words_of
from hotspots.shown import in_order
from hotspots.topic_reads import run_period
from style.texts import text
from style.wording import count, day_table, day_words, enumerated, number, rate


def draw(found: ResultContext) -> None:
    """Draw the page of the topic that the address names."""
    context = HotContext.over(found)
    topics = reading.all_topics(context)
    if not context.scope.has("hotspot.edit"):
        topics = topics[topics["stable"].astype(bool) & ~topics["hidden"].astype(bool)]
    topics = topics[topics["n"].fillna(0) > 0]
    if topics.empty:
        st.info(text("topic.none"), icon=":material/info:")
        return
    choose_window(context)
    topic = _chosen(topics)
    parts = reading.topic_data(context, topic["topic_id"])
    places, _ = pictures.place_table(context, parts.places)
    _head(context, topic, places)
    show_event(context, "topic", str(topic["topic_id"]), leads=False)
    proposing.topic_part(context, topic)
    _tiles(context, topic)
    _family(context, topic, topics)
    _pictures(context, topic, parts)
    _heat(context, topic)
    _typical(topic, parts)
    tickets.show(context, topic)


def _chosen(topics: pd.DataFrame) -> dict[str, Any]:
    ordered = in_order(topics).sort_values("depth", ascending=False, kind="stable")
    rows = {r["topic_id"]: r for r in records(ordered)}
    asked = st.query_params.get("topic", "")
    if asked and asked not in rows:
        st.info(text("topic.unknown"), icon=":material/info:")
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


def _head(context: HotContext, topic: dict[str, Any], places: pd.DataFrame) -> None:
    recent, whole = figure(topic["n_recent"]), figure(topic["n"])
    top = "" if places.empty else str(places.iloc[0]["name"])
    where = text("topic.where", place=top) if top and top not in topic["name"] else ""
    compared = against(recent, figure(topic["expected"]))
    sentence = text(
        "topic.sentence",
        name=topic["name"],
        span=context.span,
        n=count(recent),
        against=compared,
        all=count(whole),
        where=where,
    )
    headline(
        context,
        sentence,
        _unit_words(reading.lead(context, topic["topic_id"])),
        acts=bool(compared),
    )
    if not topic["stable"]:
        words = text("topic.unstable", stability=rate(figure(topic["stability"]), 0))
        st.warning(words, icon=":material/warning:")


def _unit_words(lead: tuple[str, float] | None) -> str:
    return text("topic.unit", unit=lead[0], share=rate(lead[1], 0)) if lead else ""


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
         text("topic.help_recent", as_of=day_table(as_of), days=context.window.days)),
        ("all", pictures.count_words(topic["n"]), born,
         text("topic.help_all", first=day_table(period.start), last=day_table(period.last))),
        ("heat", number(heat) if heat is not None else "—",
         text(f"hot.state_{state}") if state else text("topic.no_heat"),
         text("topic.help_heat", span=context.span)),
    )  # fmt: skip
    with st.grid(columns=3, min_column_width=200, gap="small", key="tiles"):
        for name, value, note, told in tiles:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(text(f"topic.tile_{name}", span=context.span), value, help=told)
                st.html(f'<p class="weisu-note">{html.escape(note)}</p>')


def _family(context: HotContext, topic: dict[str, Any], topics: pd.DataFrame) -> None:
    """Name the coarser topics it belongs to and what it became, each a link."""
    names = topics.set_index("topic_id")["name"].to_dict()
    parents = topics.set_index("topic_id")["parent_id"].to_dict()
    above, at = [], words_of(topic["parent_id"])
    while at in names and at not in above:
        above.append(at)
        at = words_of(parents.get(at))
    became = json.loads(topic["into"]) if isinstance(topic["into"], str) and topic["into"] else []
    lines = []
    for key, ids in (("topic.family", above), ("topic.into", became)):
        links = [anchor(link("topic", context, topic=i), names[i]) for i in ids if i in names]
        if links:
            lines.append(html.escape(text(key, names="\0")).replace("\0", enumerated(links)))
    back = anchor(link("hotspots", context), text("topic.back"))
    st.html(f'<p class="weisu-note">{" · ".join([*lines, back])}</p>')


def _pictures(context: HotContext, topic: dict[str, Any], parts: reading.TopicData) -> None:
    words = [word for word, _ in reading.topic_words(topic)]
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        picture_box("topic_trend", lambda: pictures.trend_picture(context, topic, parts.days))
        show_places(context, "topic_places", parts.places)
        picture_box(
            "topic_hours",
            lambda: pictures.hour_picture(context, parts.hours),
            missing=text("hot.no_hours") if parts.hours.empty else "",
        )
    if words:
        # One line of words beside a picture left its box empty.
        show_words("topic_words", text("hot.words_title"), [("", words)])


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
    rows = "".join(
        "<tr>"
        f'<td data-label="{text("topic.heat_part")}">{html.escape(text(f"topic.part_{p}"))}</td>'
        f'<td data-label="{text("topic.heat_value")}">{number(v, 0 if p == "volume" else 2)}</td>'
        f'<td data-label="{text("topic.heat_means")}">'
        f"{html.escape(text(means[p], **blanks))}</td></tr>"
        for p, v in factors_of(topic).items()
    )
    head = "".join(
        f'<th scope="col">{html.escape(text(f"topic.heat_{c}"))}</th>'
        for c in ("part", "value", "means")
    )
    st.html(
        f'<table class="weisu-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _typical(topic: dict[str, Any], parts: reading.TopicData) -> None:
    if isinstance(topic["typical"], str) and topic["typical"]:
        found = [(str(no), str(words)) for no, words in json.loads(topic["typical"])]
    else:
        found = [
            (str(r["ticket_no"]), words_of(r["title"]) or words_of(r["content"])[:120])
            for r in records(parts.typical)
        ]
    if not found:
        return
    st.subheader(text("topic.typical"))
    st.caption(text("topic.typical_what"))
    for number_, words in found:
        st.html(
            f'<blockquote class="weisu-quote">{html.escape(words)}'
            f'<span class="weisu-note">{html.escape(number_)}</span></blockquote>'
        )
