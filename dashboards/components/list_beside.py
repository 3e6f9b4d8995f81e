"""A list with one of its things open beside it: a clicked row opens it, buttons turn the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

import streamlit as st

from style.texts import text

K = TypeVar("K", int, str)


def open_clicked(
    name: str, keys: Sequence[K], rows: Sequence[int], now: K, opened: Callable[[K], None]
) -> None:
    """Open what the clicked row stands for, once for each click.

    ``name``: of the list; ``keys``: what each row stands for; ``rows``: the clicked ones; ``now``:
    what is open. ``opened`` puts it into the address.
    """
    state = f"{name}_list_opened"
    wanted = keys[rows[0]] if rows and rows[0] < len(keys) else None
    if wanted == st.session_state.get(state):
        return
    st.session_state[state] = wanted
    if wanted is not None and wanted != now:
        opened(wanted)
        st.rerun()


def row_addresses(parameter: str, keys: Sequence[K]) -> list[str]:
    """Return the address that opens each row beside the list as it is shown now."""
    now = dict(st.query_params.items())
    return [f"?{urlencode({**now, parameter: str(key)})}" for key in keys]


def next_open(before: Sequence[K], opened: K, now: Sequence[K]) -> K | None:
    """Return what is open once a list has changed: what was, or what came after it before; the last
    one where nothing did. None where nothing is left.

    ``before``: the list when ``opened`` was chosen. What was never in it is not followed by
    anything.
    """
    if opened in now:
        return opened
    if opened not in before:
        return None
    left = set(now)
    after = (one for one in before[before.index(opened) + 1 :] if one in left)
    return next(after, now[-1] if now else None)


def page_buttons(name: str, page: int, turned: Callable[[int], None], *, more: bool) -> None:
    """Draw the ways to the page before and after ``page`` (from 0), where there is one."""
    if not page and not more:
        return
    with st.container(horizontal=True, key=f"{name}_pages"):
        for way, step, possible in (("before", -1, page > 0), ("after", 1, more)):
            st.button(
                text(f"shell.page_{way}"), key=f"{name}_page_{way}", disabled=not possible,
                on_click=turned, args=(step,),
            )  # fmt: skip
