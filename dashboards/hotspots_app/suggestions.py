"""并单建议: matters whose tickets might be one, a page of them, one open beside the list; what was
decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboards.components.list_with_detail import (
    Columns,
    list_with_detail,
    next_open,
    page_buttons,
    show_list,
)
from dashboards.hotspots_app import merging
from dashboards.hotspots_app.context import HotContext
from dashboards.server.viewer import get_services
from dashboards.shell import view_address
from dashboards.shell.freshness import local_moment
from dashboards.shell.plain import plain
from hotspots import actions
from hotspots.merging import Merge, OpenMerges
from hotspots.repeat_reads import RECENT_DAYS
from style.texts import text
from style.wording import listing, moment_table, number

PAGE = 20
"""Matters of the list at a time."""
_OWN = ("merge", "merges")
_ORDER = "weisu_merges_order"
DECIDED = 50
_NAMES = ("name", "gain", "sure")
LIST = Columns(lambda name: text(f"rep.merge_col_{name}"), _NAMES, _NAMES)


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at, in the address. ``merge``: which is open; ``merges``: page from 0."""

    merge: str = ""
    merges: int = 0


_FIRST = View()


def show(context: HotContext) -> None:
    """Draw what is left to decide, what saves most first, and what was decided; for whoever may
    decide."""
    if not context.scope.has(merging.DECIDE):
        return
    merging.take(context)
    found = merging.merges(context)
    count = found.suggestions if found is not None else 0
    st.subheader(text("rep.sug_title", count=number(count)))
    merging.show_said()
    if found is None or not found:
        st.caption(text("rep.sug_none", days=RECENT_DAYS))
    else:
        held = {"matters": number(len(found)), "gain": number(found.gain)}
        st.caption(text("rep.sug_what", days=RECENT_DAYS, **held))
        _beside(context, found)
    code = context.run.jurisdiction
    _decided(context, actions.decided(get_services().store, context.scope, code))


def _beside(context: HotContext, found: OpenMerges) -> None:
    view = _view()
    keys = found.keys
    opened = next_open(st.session_state.get(_ORDER, keys), view.merge, keys)
    st.session_state[_ORDER] = keys
    page = min(view.merges, (len(found) - 1) // PAGE)
    shown = found[page * PAGE : (page + 1) * PAGE]
    one = (found.find(opened) if opened else None) or shown[0]
    list_with_detail(
        lambda: _list(shown, page, one.key, more=(page + 1) * PAGE < len(found)),
        lambda: merging.show_merge(context, one),
        wide=False,
    )


def _list(shown: Sequence[Merge], page: int, opened: str, *, more: bool) -> None:
    cells: dict[str, Sequence[object]] = {
        "name": [m.name for m in shown],
        "gain": [m.gain for m in shown],
        "sure": [merging.sure_words(m.sure) for m in shown],
    }
    show_list("merges", LIST.frame(cells), [m.key for m in shown], opened, _open, wide=False)
    page_buttons("merges", page, _turn, more=more)


def _view() -> View:
    found = view_address.said(st.query_params, _OWN, {})
    page = found.get("merges", "")
    return View(found.get("merge", ""), int(page) if page.isdecimal() else 0)


def _open(key: str) -> None:
    view_address.write(replace(_view(), merge=key), _FIRST, _OWN)


def _turn(step: int) -> None:
    page = max(0, _view().merges + step)
    view_address.write(View(merges=page), _FIRST, _OWN)


def _decided(context: HotContext, decided: list[dict[str, Any]]) -> None:
    if not decided:
        return
    zone = context.summary.timezone
    with st.expander(text("rep.decided_title", count=len(decided))):
        for row in reversed(decided[-DECIDED:]):
            with st.container(horizontal=True, vertical_alignment="center"):
                decision = row["decision"]
                line = text(
                    "rep.decided_line",
                    when=moment_table(local_moment(row["at"].isoformat(), zone)),
                    actor=row["actor"],
                    what=text(f"rep.decided_{decision}"),
                    tickets=listing([str(t) for t in row["tickets"]], 4),
                )
                st.markdown(plain(line))
                if st.button(text("hot.withdraw"), key=f"undo_{row['id']}"):
                    actions.withdraw_decision(
                        get_services().store, context.scope, context.run.jurisdiction, row["id"]
                    )
                    st.rerun()
