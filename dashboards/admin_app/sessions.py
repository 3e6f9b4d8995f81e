"""登录会话: who is signed in, since when, when last seen; one session can be ended."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.account_words import Words
from dashboards.admin_app.address import AccountsView, SessionsView
from dashboards.admin_app.listing import (
    close_button,
    facts,
    hold,
    moment_words,
    show_list,
    take_along,
    top,
)
from dashboards.components.links import anchor
from dashboards.shell.context import Visit
from dashboards.shell.plain import plain
from data_access.accounts.overview import SignedIn, end_one, signed_in
from data_access.types import WeisuError
from style.texts import text
from style.wording import number, punctuate

RIGHT = "account.manage"
COLUMNS = ("login", "name", "seen", "role", "since", "until")
NARROW = ("login", "name", "seen")
WIDTHS = {"login": 95, "name": 112, "seen": 140, "role": 110, "since": 140, "until": 140}
"""px; on a phone the first three are in view."""
_ASKED, _SAID, _REFUSED = "session_asked", "session_said", "session_refused"


def draw(visit: Visit) -> None:
    """Draw the page."""
    _take(visit)
    found, words = signed_in(visit.services.store, visit.scope), Words.of(visit)
    people = len({one.account.id for one in found})
    sentence = text("sessions.sentence", people=number(people), count=number(len(found)))
    top(visit, sentence if found else text("sessions.nobody"), text("sessions.advice"))
    _say()
    view = address.read(SessionsView)
    _filter(view)
    shown = [one for one in found if _wanted(one, view)]
    with st.container(key="tasks_wide"):
        if not view.session:
            _list(visit, view, shown, words)
        else:
            left, right = st.columns([4, 7], gap="medium")
            with left:
                _list(visit, view, shown, words)
            with right:
                _beside(next((o for o in found if str(o.id) == view.session), None), words)


def _take(visit: Visit) -> None:
    """End the session that was asked for, before anything is drawn."""
    session, login = st.session_state.pop(_ASKED, (0, ""))
    if not session:
        return
    try:
        end_one(visit.services.store, visit.scope, session)
    except WeisuError as error:
        st.session_state[_REFUSED] = str(error)
    else:
        st.session_state[_SAID] = text("sessions.ended", login=login)
        address.change(SessionsView, session="")


def _say() -> None:
    said, refused = st.session_state.pop(_SAID, ""), st.session_state.pop(_REFUSED, "")
    if said:
        st.success(plain(said), icon=":material/check:")
    if refused:
        st.error(plain(punctuate(refused)), icon=":material/error:")


def _filter(view: SessionsView) -> None:
    hold("sessions_find", view.find)
    st.text_input(
        text("sessions.find"), key="sessions_find", placeholder=text("sessions.find_hint"),
        on_change=_filtered, width=280,
    )  # fmt: skip


def _filtered() -> None:
    address.change(SessionsView, find=st.session_state["sessions_find"].strip())


def opened(session: str) -> None:
    """Open a session beside the list; empty closes it."""
    address.change(SessionsView, session=session)


def _wanted(one: SignedIn, view: SessionsView) -> bool:
    said = f"{one.account.login} {one.account.display_name}".lower()
    return all(part in said for part in view.find.lower().split())


def _list(visit: Visit, view: SessionsView, shown: Sequence[SignedIn], words: Words) -> None:
    if not shown:
        st.info(text("sessions.none"), icon=":material/info:")
        return
    names = NARROW if view.session else COLUMNS
    show_list(
        "sessions", _frame(shown, words)[[text(f"sessions.col_{n}") for n in names]],
        [str(one.id) for one in shown], view.session, opened,
        widths={text(f"sessions.col_{n}"): w for n, w in WIDTHS.items()},
    )  # fmt: skip
    cuts = {text("sessions.find"): view.find} if view.find else {}
    take_along(visit, "sessions", RIGHT, cuts, lambda: _frame(shown, words))


def _beside(one: SignedIn | None, words: Words) -> None:
    with st.container(border=True, key="part_task_session"):
        close_button("session", _closed)
        if one is None:
            st.info(text("sessions.gone"), icon=":material/info:")
            return
        account = one.account
        st.html(f'<p class="weisu-words-title">{html.escape(account.display_name)}</p>')
        values = _row(one, words)
        facts([(text(f"sessions.col_{name}"), value) for name, value in values.items()])
        with st.popover(text("sessions.end"), key="session_end"):
            st.write(plain(text("sessions.what_end", login=account.login)))
            st.button(
                text("sessions.sure_end"), type="primary", key="session_end_sure",
                on_click=_ask, args=(one.id, account.login),
            )  # fmt: skip
        link = anchor(address.link("accounts", AccountsView(account=account.login)),
                      text("sessions.account"))  # fmt: skip
        st.html(f'<p class="weisu-note">{link}</p>')


def _ask(session: int, login: str) -> None:
    st.session_state[_ASKED] = (session, login)


def _closed() -> None:
    opened("")


def _row(one: SignedIn, words: Words) -> dict[str, str]:
    return {
        "login": one.account.login,
        "name": one.account.display_name,
        "role": words.role(one.account),
        "since": moment_words(one.since, words.zone),
        "seen": moment_words(one.last_seen, words.zone),
        "until": moment_words(one.until, words.zone),
    }


def _frame(shown: Sequence[SignedIn], words: Words) -> pd.DataFrame:
    rows = [_row(one, words) for one in shown]
    heads = {name: text(f"sessions.col_{name}") for name in COLUMNS}
    return pd.DataFrame(rows, columns=list(COLUMNS)).rename(columns=heads)
