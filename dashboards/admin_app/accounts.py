"""账号: who may sign in, as what, over which data; one account open beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboards.admin_app import account_deeds, address
from dashboards.admin_app.account_detail import show_account
from dashboards.admin_app.account_form import show_new
from dashboards.admin_app.account_words import Words
from dashboards.admin_app.address import NEW, AccountsView
from dashboards.admin_app.listing import hold, take_along, top
from dashboards.components.empty import show_empty
from dashboards.components.list_with_detail import Columns, list_with_detail, show_list
from dashboards.shell.context import Visit
from data_access.accounts.overview import Seen, accounts_seen
from data_access.accounts.rights import roles
from data_access.store.clock import utc_now
from style.texts import text
from style.wording import clauses, ended, number, phrases

RIGHT = "account.manage"
STATES = ("open", "paused", "disabled")
IDLE = timedelta(days=90)
"""Whoever has not signed in for so long may not need the account any more."""
LIST = Columns(
    lambda name: text(f"accounts.col_{name}"),
    ("login", "name", "role", "state", "last", "reach"),
    ("login", "name", "state"),
)


def draw(visit: Visit) -> None:
    """Draw the page."""
    password = account_deeds.take(visit)
    store, now = visit.services.store, utc_now()
    seen, words = accounts_seen(store, visit.scope), Words.of(visit)
    top(visit, _sentence(seen, now), _advice(seen, now), acts=_count(seen, "paused", now) > 0)
    account_deeds.show_said()
    known = {"role": set(roles(visit.services.settings)), "state": STATES}
    view = address.read(AccountsView, known)
    _filters(view, words)
    shown = [one for one in seen if _wanted(one, view, words, now)]
    list_with_detail(
        lambda: _list(visit, view, shown, words),
        (lambda: _beside(visit, view, seen, words)) if view.account else None,
    )
    account_deeds.show_password(password)


def _beside(visit: Visit, view: AccountsView, seen: Sequence[Seen], words: Words) -> None:
    if view.account == NEW:
        show_new(visit, words)
        return
    one = next((s for s in seen if s.account.login == view.account), None)
    if one is None:
        show_empty(text("accounts.gone"))
    else:
        show_account(visit, one, words)


def _count(seen: Sequence[Seen], state: str, now: datetime) -> int:
    return sum(one.state(now) == state for one in seen)


def _sentence(seen: Sequence[Seen], now: datetime) -> str:
    signed_in = sum(one.sessions > 0 for one in seen)
    states = {name: _count(seen, name, now) for name in ("paused", "disabled")}
    parts = [text(f"accounts.of_{name}", count=number(n)) for name, n in states.items() if n]
    return phrases(
        (
            text("accounts.sentence", count=number(len(seen)), signed_in=number(signed_in)),
            *parts,
        )
    )


def _advice(seen: Sequence[Seen], now: datetime) -> str:
    idle = sum(_idle(one, now) for one in seen)
    first = sum(one.has_first_password and not one.account.disabled for one in seen)
    told = (
        text("accounts.idle", count=number(idle), days=IDLE.days) if idle else "",
        text("accounts.first_passwords", count=number(first)) if first else "",
    )
    return ended(clauses(told) or text("accounts.how"))


def _idle(one: Seen, now: datetime) -> bool:
    last = one.last_sign_in or one.account.created_at
    return not one.account.disabled and now - last > IDLE


def _filters(view: AccountsView, words: Words) -> None:
    """Draw the filters; what is chosen goes into the address before the page is drawn."""
    hold("accounts_find", view.find)
    hold("accounts_role", view.role)
    hold("accounts_state", view.state)
    with st.container(horizontal=True, key="screen_accounts_filters", vertical_alignment="bottom"):
        st.text_input(
            text("accounts.find"), key="accounts_find", placeholder=text("accounts.find_hint"),
            on_change=_filtered, width=280,
        )  # fmt: skip
        st.selectbox(
            text("accounts.role"), ["", *words.roles], key="accounts_role", on_change=_filtered,
            format_func=lambda name: words.roles.get(name, text("filter.all")), width=200,
        )  # fmt: skip
        st.selectbox(
            text("accounts.state"), ["", *STATES], key="accounts_state", on_change=_filtered,
            format_func=lambda s: text(f"accounts.state_{s}") if s else text("filter.all"),
            width=160,
        )  # fmt: skip
        st.button(
            text("accounts.new"), icon=":material/person_add:", type="primary",
            key="accounts_new", on_click=opened, args=(NEW,),
        )  # fmt: skip


def _filtered() -> None:
    names = ("find", "role", "state")
    values = {name: st.session_state.get(f"accounts_{name}", "") for name in names}
    address.change(AccountsView, **{n: v.strip() for n, v in values.items()})


def opened(login: str) -> None:
    """Open an account beside the list; empty closes it."""
    address.change(AccountsView, account=login)


def _wanted(one: Seen, view: AccountsView, words: Words, now: datetime) -> bool:
    account = one.account
    if view.role and account.role != view.role:
        return False
    if view.state and one.state(now) != view.state:
        return False
    said = f"{account.login} {account.display_name} {words.reach(account)}".lower()
    return all(part in said for part in view.find.lower().split())


def _list(visit: Visit, view: AccountsView, shown: Sequence[Seen], words: Words) -> None:
    if not shown:
        show_empty(text("accounts.none"))
        return
    if view.find or view.role or view.state:
        st.caption(text("accounts.listed", count=number(len(shown))))
    frame = LIST.shown(_frame(shown, words), beside=bool(view.account))
    show_list("accounts", frame, [s.account.login for s in shown], view.account, opened)
    take_along(visit, "accounts", RIGHT, _cuts(view, words), lambda: _frame(shown, words))


def _cuts(view: AccountsView, words: Words) -> dict[str, str]:
    said = {
        "find": view.find,
        "role": words.roles.get(view.role, ""),
        "state": text(f"accounts.state_{view.state}") if view.state else "",
    }
    return {text(f"accounts.{name}"): value for name, value in said.items() if value}


def _frame(shown: Sequence[Seen], words: Words) -> pd.DataFrame:
    now = utc_now()
    cells = {
        "login": [s.account.login for s in shown],
        "name": [s.account.display_name for s in shown],
        "role": [words.role(s.account) for s in shown],
        "state": [text(f"accounts.state_{s.state(now)}") for s in shown],
        "last": [words.last_sign_in(s) for s in shown],
        "reach": [words.reach(s.account) for s in shown],
    }
    return LIST.frame(cells)
