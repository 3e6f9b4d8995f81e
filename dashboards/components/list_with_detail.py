"""A list with one of its things open beside it: the two columns, the list, the open thing's box.

A clicked row opens what it stands for, buttons turn the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboards.components.column_widths import BESIDE, PAGE, PAGE_BESIDE, TICKS, WIDE
from dashboards.components.tables import on_paper, on_paper_and_phone, table_options
from style.texts import text

K = TypeVar("K", int, str)
_WIDTHS = (5, 7)
"""Of the list and of what is open beside it."""
HEIGHT = 720
"""px of a list that has more rows than fit; a shorter one is as high as its rows."""


@dataclass(frozen=True)
class Columns:
    """The columns of a list in their order, the last ones first left to a wider screen. ``head``: a
    column's head by its name; ``narrow``: those that there is room for beside what is open.
    """

    head: Callable[[str], str]
    names: Sequence[str]
    narrow: Sequence[str]

    def frame(self, cells: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
        """Return all columns under their heads, as they are taken along."""
        return pd.DataFrame({self.head(name): list(cells[name]) for name in self.names})

    def shown(self, frame: pd.DataFrame, *, beside: bool, but: Sequence[str] = ()) -> pd.DataFrame:
        """Return the columns that are shown, without those of ``but``."""
        names = self.narrow if beside else self.names
        return frame[[self.head(name) for name in names if name not in but]]


@dataclass(frozen=True)
class OnPhone:
    """How a list reads on a phone, where it stands row by row, and in print.

    ``whole``: all its columns; ``main``: the head of the one that names the row and opens it, by
    the address's ``parameter``; ``named``: heads of cells that say nothing without them;
    ``left_out``: heads that neither has room for.
    """

    whole: pd.DataFrame
    main: str
    parameter: str
    named: Sequence[str] = ()
    left_out: Sequence[str] = ()


def list_with_detail(
    listed: Callable[[], None], detail: Callable[[], None] | None, *, wide: bool = True
) -> None:
    """Draw a list, and what is open beside it. ``wide``: they take the whole width of the page,
    and on a phone what is open takes the list's place.
    """
    with st.container(key="list_with_detail" if wide else None):
        if detail is None:
            listed()
            return
        left, right = st.columns(_WIDTHS, gap="medium")
        with left:
            listed()
        with right:
            detail()


@contextmanager
def opened_box(
    name: str,
    closed: Callable[..., None] | None,
    *args: Any,
    border: bool = True,
    ways: Callable[[], None] | None = None,
) -> Iterator[None]:
    """Open the box of what is open beside a list, with the button that closes it: ``closed`` is
    called with ``args``. ``ways``: draws buttons that lead to others, beside it.
    """
    with st.container(border=border, key=f"part_opened_{name}"):
        if ways is not None:
            with st.container(horizontal=True, key=f"screen_{name}_ways"):
                ways()
                _close(name, closed, args)
        else:
            _close(name, closed, args)
        yield


def _close(name: str, closed: Callable[..., None] | None, args: Sequence[Any]) -> None:
    if closed is not None:
        st.button(
            text("tasks.close"), icon=":material/close:", type="tertiary", shortcut="Escape",
            key=f"close_{name}", on_click=closed, args=tuple(args),
        )  # fmt: skip


def show_list(
    name: str,
    frame: pd.DataFrame,
    keys: Sequence[K],
    now: K,
    opened: Callable[[K], None],
    *,
    ticks: bool = False,
    turn: int = 0,
    wide: bool = True,
    phone: OnPhone | None = None,
) -> list[int]:
    """Draw a list whose clicked row opens, and return which rows are ticked.

    ``keys``: what each row stands for; ``now``: what is open, ``opened`` puts it into the address.
    ``ticks``: rows may be ticked; ``turn``: another number takes all ticks away. ``wide``: as of
    ``list_with_detail``; ``phone``: see there, else a phone shows what the screen does.
    """
    room = (BESIDE if now else WIDE) if wide else (PAGE_BESIDE if now else PAGE)
    # A row of one line tells enough to choose: a click tells all. Beside what is open there is too
    # little room for that.
    line = wide and not now
    options = table_options(frame, room=room - (TICKS if ticks else 0), most=HEIGHT, line=line)
    by_name = _ticked_by_name(name, keys, turn, phone) if ticks and phone is not None else []
    # A click and ticks belong to these rows in this order: another list starts without any.
    event = st.dataframe(
        frame, hide_index=True, on_select="rerun",
        selection_mode=["multi-row", "single-cell"] if ticks else "single-cell",
        key=f"{name}_list_{hash(tuple(keys))}_{turn}", **options,
    )  # fmt: skip
    if phone is None:
        on_paper(frame)
    else:
        opens = row_addresses(phone.parameter, keys)
        on_paper_and_phone(
            phone.whole, phone.main, opens, named=phone.named, left_out=phone.left_out
        )
    chosen = event.selection
    open_clicked(name, keys, [cell[0] for cell in chosen.cells], now, opened)
    return sorted({row for row in chosen.rows if row < len(keys)} | set(by_name))


def _ticked_by_name(name: str, keys: Sequence[K], turn: int, phone: OnPhone) -> list[int]:
    """Draw where rows are ticked on a phone, which shows no boxes beside them; return which are."""
    names = phone.whole[phone.main].astype(str).tolist()
    with st.container(key=f"screen_phone_{name}"):
        return st.multiselect(
            text("shell.ticked"), range(len(keys)), format_func=names.__getitem__,
            key=f"{name}_ticked_{hash(tuple(keys))}_{turn}",
        )  # fmt: skip


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
