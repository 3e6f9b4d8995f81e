"""For analysts: all topics at three depths, and the tools to put them in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.tables import WHOLE, table_with_download
from dashboards.hotspots_app import reading
from dashboards.hotspots_app.context import HotContext
from dashboards.hotspots_app.topic_book import Made, TopicBook, book_of
from dashboards.server.viewer import get_services
from dashboards.shell.freshness import local_moment
from dashboards.shell.kept import kept
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row, figure, records
from hotspots import actions
from style.texts import text
from style.wording import bracketed, enumerated, moment_table, number, rate, typed_words

DEPTHS = (3, 2, 1)
TOOLS = ("rename", "pin", "hide", "merge", "split")
_SAID = "weisu_topic_said"


def show(context: HotContext, book: TopicBook) -> None:
    """Draw the part of the page that needs the right to edit topics."""
    st.divider()
    depth = st.segmented_control(
        text("hot.depth"),
        DEPTHS,
        default=3,
        required=True,
        format_func=lambda d: text(f"hot.depth_{d}"),
        key="topic_depth",
    )
    rows = [row for row in book.rows if row["depth"] == depth]
    st.subheader(text("hot.all_title", count=number(len(rows))))
    st.caption(text("hot.all_what"))
    table_with_download(
        context,
        "topics",
        text("hot.all_title", count=len(rows)),
        _table(context, book.made, int(depth)),
        config={
            text("hot.col_expected"): WHOLE,
            text("hot.col_heat"): WHOLE,
            text("hot.col_stability"): st.column_config.NumberColumn(format="%.2f"),
        },
    )
    share = reading.facts(context).outlier_share
    if share:
        st.caption(plain(text("hot.outliers", share=rate(share, 1))))
    _tools(context, rows)
    _edits(context, book.names)


@kept(20, shared=True)
def _table(context: HotContext, made: Made, depth: int) -> pd.DataFrame:
    """Return the topics of a depth with Chinese heads; ``made``: the edits in them."""
    book = book_of(context, made)
    rows, names = book.of_depth(depth), book.names
    paths = context.directory.category_paths
    yes, no = text("hot.yes"), text("hot.no")
    return pd.DataFrame(
        {
            text("hot.col_name"): rows["name"],
            text("hot.col_n_recent", span=context.span): rows["n_recent"],
            text("hot.col_expected"): rows["expected"],
            text("hot.col_n"): rows["n"],
            text("hot.col_heat"): rows["heat"],
            text("hot.col_state"): [
                text(f"hot.state_{s}") if isinstance(s, str) else "" for s in rows["state"]
            ],
            text("hot.col_stability"): rows["stability"],
            text("hot.col_shown"): [
                yes if s and not h else no
                for s, h in zip(rows["stable"], rows["hidden"], strict=True)
            ],
            text("hot.col_parent"): [names.get(p, "") for p in rows["parent_id"]],
            text("hot.col_category"): [
                paths.get(c, "") if isinstance(c, str) else "" for c in rows["category_code"]
            ],
            text("hot.col_words"): [enumerated(reading.topic_words(r)[:8]) for r in records(rows)],
            text("hot.col_auto"): rows["auto_name"],
        }
    )


def label(row: dict[str, Any]) -> str:
    """Return how a topic reads in a choice."""
    return str(row["name"]) + bracketed(text("hot.count", n=number(figure(row["n_recent"]))))


def _tools(context: HotContext, rows: list[Row]) -> None:
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(said, icon=":material/check:")
    by_id = {str(r["topic_id"]): r for r in rows}
    with st.container(border=True, key="part_tools"):
        st.subheader(text("hot.tools_title"))
        st.caption(text("hot.tools_what"))
        chosen = st.selectbox(
            text("hot.tool_topic"),
            list(by_id),
            index=None,
            format_func=lambda t: label(by_id[t]) if t in by_id else t,
            placeholder=text("hot.tool_choose"),
            key="tool_topic",
        )
        if chosen is None or chosen not in by_id:
            return
        tool = st.segmented_control(
            text("hot.tool"),
            TOOLS,
            default="rename",
            required=True,
            format_func=lambda t: text(f"hot.tool_{t}"),
            key="tool",
        )
        _TOOL[str(tool)](context, by_id[chosen], by_id)


def _save(words: str, work: Callable[[], object]) -> None:
    work()
    st.session_state[_SAID] = text(words)
    st.rerun()


def _rename(context: HotContext, topic: dict[str, Any], _all: dict[str, Any]) -> None:
    with st.form("rename", border=False):
        name = st.text_input(
            text("hot.new_name"), value=topic["name"], max_chars=actions.NAME_LENGTH
        )
        if st.form_submit_button(text("hot.do_rename"), type="primary"):
            _save(
                "hot.done_now",
                lambda: actions.rename_topic(*_who(context), topic["topic_id"], name),
            )


def _pin(context: HotContext, topic: dict[str, Any], _all: dict[str, Any]) -> None:
    on = not topic["pinned"]
    if st.button(text("hot.do_pin" if on else "hot.do_unpin"), type="primary", key="do_pin"):
        _save("hot.done_now", lambda: actions.pin_topic(*_who(context), topic["topic_id"], on=on))


def _hide(context: HotContext, topic: dict[str, Any], _all: dict[str, Any]) -> None:
    on = not topic["hidden"]
    if st.button(text("hot.do_hide" if on else "hot.do_unhide"), type="primary", key="do_hide"):
        _save("hot.done_now", lambda: actions.hide_topic(*_who(context), topic["topic_id"], on=on))


def _merge(context: HotContext, topic: dict[str, Any], every: dict[str, Any]) -> None:
    with st.form("merge", border=False):
        others = st.multiselect(
            text("hot.merge_which"),
            [t for t in every if t != topic["topic_id"]],
            format_func=lambda t: label(every[t]),
            placeholder=text("hot.tool_choose"),
        )
        if st.form_submit_button(text("hot.do_merge"), type="primary"):
            _save(
                "hot.done_later",
                lambda: actions.merge_topics(*_who(context), topic["topic_id"], others),
            )


def _split(context: HotContext, topic: dict[str, Any], _all: dict[str, Any]) -> None:
    with st.form("split", border=False):
        words = st.text_input(text("hot.split_words"))
        name = st.text_input(text("hot.split_name"), max_chars=actions.NAME_LENGTH)
        if st.form_submit_button(text("hot.do_split"), type="primary"):
            parts = typed_words(words)
            _save(
                "hot.done_later",
                lambda: actions.split_topic(
                    *_who(context), topic["topic_id"], words=parts, name=name
                ),
            )


_TOOL: dict[str, Callable[[HotContext, dict[str, Any], dict[str, Any]], None]] = {
    "rename": _rename,
    "pin": _pin,
    "hide": _hide,
    "merge": _merge,
    "split": _split,
}


def _who(context: HotContext) -> tuple[Any, Any, str]:
    return get_services().store, context.scope, context.run.jurisdiction


def _edits(context: HotContext, names: Mapping[str, str]) -> None:
    found = actions.edits(*_who(context))
    if not found:
        return
    zone = context.summary.timezone
    with st.expander(text("hot.edits_title", count=len(found))):
        for edit in reversed(found):
            with st.container(horizontal=True, vertical_alignment="center"):
                when = moment_table(local_moment(edit["at"].isoformat(), zone))
                line = text(
                    "hot.edit_line",
                    when=when,
                    actor=edit["actor"],
                    topic=names.get(edit["topic_id"], edit["topic_id"]),
                    what=edit_words(edit),
                )
                st.markdown(plain(line))
                if st.button(text("hot.withdraw"), key=f"withdraw_{edit['id']}"):
                    actions.withdraw_edit(*_who(context), edit["id"])
                    st.session_state[_SAID] = text("hot.withdrawn")
                    st.rerun()


def edit_words(edit: dict[str, Any]) -> str:
    """Return what an edit does, in words."""
    payload, kind = edit["payload"], edit["kind"]
    if kind == "rename":
        return text("hot.edit_rename", name=payload["name"])
    if kind == "merge":
        return text("hot.edit_merge", count=len(payload["ids"]))
    if kind == "split":
        words = enumerated([*payload.get("words", ()), *payload.get("tickets", ())])
        return text("hot.edit_split", words=words)
    on = bool(payload.get("on", True))
    return text(f"hot.edit_{kind}" if on else f"hot.edit_un{kind}")
