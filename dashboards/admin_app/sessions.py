"""登录会话: who is signed in, since when, when last seen; one session can be ended."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.account_words import Words
from dashboards.admin_app.address import AccountsView, SessionsView
from dashboards.admin_app.listing import hold, moment_words, take_along, top
from dashboards.components.empty import show_empty, show_refused
from dashboards.components.facts import show_facts
from dashboards.components.links import anchor
from dashboards.components.list_with_detail import (
    Columns,
    list_with_detail,
    opened_box,
    show_list,
)
from dashboards.components.notes import note_of, show_title
from dashboards.shell.context import Visit
from dashboards.shell.plain import plain
from data_access.accounts.overview import SignedIn, end_one, signed_in
from data_access.types import WeisuError
from style.texts import text
from style.wording import number

RIGHT = "account.manage"
LIST = Columns(
    lambda name: text(f"sessions.col_{name}"),
    ("login", "name", "seen", "role", "since", "until"),
    ("login", "name", "seen"),
)
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
    opened = next((one for one in found if str(one.id) == view.session), None)
    list_with_detail(
        lambda: _list(visit, view, shown, words),
        (lambda: _beside(opened, words)) if view.session else None,
    )


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
    show_refused(refused)


def _filter(view: SessionsView) -> None:
    hold("sessions_find", view.find)
    st.text_input(
        text("sessions.find"), key="sessions_find", placeholder=text("sessions.find_hint"),
        on_change=_filtered, width=280,
    )  # fmt: skip


def _filtered() -> None:
    address.change(SessionsView, find=st.session_state["sessions_find"].strip())


def open_session(session: str) -> None:
    """Open a session beside the list; empty closes it."""
    address.change(SessionsView, session=session)


def _wanted(one: SignedIn, view: SessionsView) -> bool:
    said = f"{one.account.login} {one.account.display_name}".lower()
    return all(part in said for part in view.find.lower().split())


def _list(visit: Visit, view: SessionsView, shown: Sequence[SignedIn], words: Words) -> None:
    if not shown:
        show_empty(text("sessions.none"))
        return
    frame = LIST.shown(_frame(shown, words), beside=bool(view.session))
    show_list("sessions", frame, [str(one.id) for one in shown], view.session, open_session)
    cuts = {text("sessions.find"): view.find} if view.find else {}
    take_along(visit, "sessions", RIGHT, cuts, lambda: _frame(shown, words))


def _beside(one: SignedIn | None, words: Words) -> None:
    with opened_box("session", open_session, ""):
        if one is None:
            show_empty(text("sessions.gone"))
            return
        account = one.account
        show_title(account.display_name)
        values = _row(one, words)
        show_facts([(text(f"sessions.col_{name}"), value) for name, value in values.items()])
        with st.popover(text("sessions.end"), key="session_end"):
            st.write(plain(text("sessions.what_end", login=account.login)))
            st.button(
                text("sessions.sure_end"), type="primary", key="session_end_sure",
                on_click=_ask, args=(one.id, account.login),
            )  # fmt: skip
        link = anchor(address.link("accounts", AccountsView(account=account.login)),
                      text("sessions.account"))  # fmt: skip
        st.html(note_of(link))


def _ask(session: int, login: str) -> None:
    st.session_state[_ASKED] = (session, login)


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
    return LIST.frame({name: [row[name] for row in rows] for name in LIST.names})
