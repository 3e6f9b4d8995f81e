"""今日待办: one sentence, what waits for the office as one list, one row open beside it.

What is done leaves the list by itself, and the next row is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboards.components.chips import chips
from dashboards.components.empty import show_empty
from dashboards.components.headline import headline
from dashboards.components.links import anchor, page_address
from dashboards.components.list_with_detail import list_with_detail, next_open, opened_box
from dashboards.components.notes import note_of
from dashboards.hotspots_app import merging
from dashboards.office_app import address, listing, reading, sentences
from dashboards.office_app.address import View
from dashboards.office_app.items import Item
from dashboards.office_app.merge_rows import hot_context
from dashboards.office_app.reading import Day
from dashboards.shell.context import BesideContext
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import bulk, deeds
from dashboards.tasks_app.detail import show_detail
from dashboards.warnings_app.cards import show_card
from dashboards.warnings_app.triage import show_saved
from style.texts import text
from style.wording import number

_ORDER = "weisu_office_order"
"""The rows as they were listed last."""


def draw(context: BesideContext) -> None:
    """Draw the page."""
    hot = hot_context(context)
    if hot is not None:
        merging.take(hot)
    tasks = TaskContext.opened(context)
    bulk.take(tasks)
    day = reading.day(context, tasks, hot)
    sentence, advice = sentences.compose(day)
    headline(context, sentence, advice, acts=any(i.urgency == "now" for i in day.rows))
    _said()
    view = _chips(day, address.read())
    rows = day.of_kind(view.kind)
    view = _opened(view, rows)
    if rows:
        list_with_detail(
            lambda: listing.show(day, view, rows),
            (lambda: _beside(context, day, view, rows)) if view.item else None,
        )
    _more(context, day)


def _said() -> None:
    """Say what was just done, whatever it was done to."""
    deeds.show_said()
    bulk.show_said()
    show_saved()
    merging.show_said()


def _chips(day: Day, view: View) -> View:
    """Draw the kinds with their numbers, and return the look; it goes into the address."""
    if not day.rows:
        return view
    if view.kind and view.kind not in day.kinds:
        # The last one of its kind is done: the day goes on with what comes first.
        view = View(item=day.rows[0].key if view.item else "")
    counts = {"": len(day.rows), **{kind: day.counts[kind] for kind in day.kinds}}
    named = {k: text(f"office.chip_{k or 'all'}", count=number(n)) for k, n in counts.items()}
    chosen = chips(text("office.by_kind"), named, view.kind, "office_kind")
    if chosen != view.kind:
        address.write(View(kind=chosen))
        st.rerun()
    address.write(view)
    return view


def _opened(view: View, rows: Sequence[Item]) -> View:
    """Return the look with what is open now: what was, or the next one once that is done."""
    keys = [item.key for item in rows]
    before = st.session_state.get(_ORDER, [])
    st.session_state[_ORDER] = keys
    if not view.item or view.item in keys:
        return view
    following = next_open(before, view.item, keys) or ""
    if not before and rows:
        show_empty(text("office.gone"))
    address.opened(following)
    return replace(view, item=following)


def _beside(context: BesideContext, day: Day, view: View, rows: Sequence[Item]) -> None:
    """Draw the open row: the same part as on its own page, with what may be done to it."""
    keys = [item.key for item in rows]
    at = keys.index(view.item)

    def ways() -> None:
        _way("before", keys[at - 1] if at else "")
        _way("after", keys[at + 1] if at + 1 < len(keys) else "")

    with opened_box("office", address.opened, "", border=False, ways=ways):
        kind, key = rows[at].of
        _PARTS[kind](context, day, key)


def _way(name: str, key: str) -> None:
    st.button(
        text(f"office.{name}"), key=f"office_{name}", disabled=not key,
        on_click=address.opened, args=(key,),
    )  # fmt: skip


def _task(context: BesideContext, _day: Day, key: str) -> None:
    show_detail(context, int(key), beside=False)


def _warning(_context: BesideContext, day: Day, key: str) -> None:
    if day.warned is not None:
        row, others = next(pair for pair in day.warned.told if str(pair[0]["warning_id"]) == key)
        show_card(day.warned.context, row, day.warned.every, others, wanted=True)


def _merge(_context: BesideContext, day: Day, key: str) -> None:
    if day.hot is not None:
        merging.show_merge(day.hot, day.merges[key])


_PARTS = {"task": _task, "warning": _warning, "merge": _merge}


def _more(context: BesideContext, day: Day) -> None:
    if day.more:
        words = text("office.more_merges", count=number(day.more))
        link = anchor(page_address("repeats", context), words)
        st.html(note_of(link, screen=True))
