"""What is done to an account: asked with its consequence, done before anything is drawn, said.

A password that was made is shown once, in a dialog, and lies in nothing that outlives it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.account_form import ASKED, ask, given_changes, given_new, next_form
from dashboards.admin_app.address import AccountsView
from dashboards.components.empty import show_refused
from dashboards.shell.context import Visit
from dashboards.shell.plain import plain
from data_access.accounts import overview, passwords, store
from data_access.accounts.overview import Seen
from data_access.store.clock import utc_now
from data_access.types import WeisuError
from style.texts import text

_SAID, _REFUSED = "account_said", "account_refused"


@dataclass(frozen=True, slots=True)
class Password:
    """A password that was just made, and whose it is."""

    login: str
    word: str


def take(visit: Visit) -> Password | None:
    """Do what was asked; return the password that was made, if one was."""
    action, login = st.session_state.pop(ASKED, ("", ""))
    if not action:
        return None
    try:
        made = _DEEDS[action](visit, login)
    except WeisuError as error:
        st.session_state[_REFUSED] = str(error)
        return None
    login = made.login if made else login
    st.session_state[_SAID] = text(f"accounts.done_{action}", login=login)
    return made


def show_said() -> None:
    """Say what was done, or why it was not."""
    said, refused = st.session_state.pop(_SAID, ""), st.session_state.pop(_REFUSED, "")
    if said:
        st.success(plain(said), icon=":material/check:")
    show_refused(refused)


def show_password(made: Password | None) -> None:
    """Show a password that was just made: now and never again."""
    if made is not None:
        st.dialog(text("accounts.password_title"), width="medium")(_password)(made)


def _password(made: Password) -> None:
    st.write(plain(text("accounts.password_of", login=made.login)))
    st.code(made.word, language=None)
    st.caption(text("accounts.password_once"))


def show_deeds(one: Seen, *, own: bool) -> None:
    """Draw a button for each thing that may be done to the account now."""
    state = one.state(utc_now())
    possible = {
        "unlock": state == "paused",
        "enable": state == "disabled",
        "reset": not own and state != "disabled",
        "end": one.sessions > 0,
        "disable": not own and state != "disabled",
    }
    with st.container(horizontal=True, key="screen_account_deeds"):
        for action in (name for name, may in possible.items() if may):
            with st.popover(text(f"accounts.do_{action}"), key=f"account_{action}"):
                st.write(plain(text(f"accounts.what_{action}", login=one.account.login)))
                st.button(
                    text(f"accounts.sure_{action}"), type="primary", key=f"account_{action}_sure",
                    on_click=ask, args=(action, one.account.login),
                )  # fmt: skip


def _create(visit: Visit, _login: str) -> Password:
    given, word, services = given_new(), passwords.new_password(), visit.services
    if not given["role"]:
        raise WeisuError(text("accounts.role_needed"))
    made = store.create_account(
        services.store, services.settings, visit.scope, password=word, **given
    )
    next_form()
    address.change(AccountsView, account=made.login)
    return Password(made.login, word)


def _change(visit: Visit, login: str) -> None:
    services = visit.services
    found = store.find_account(services.store, login)
    if found is None:
        raise WeisuError(text("accounts.gone"))
    store.change_account(
        services.store, services.settings, visit.scope, login, **given_changes(found)
    )
    next_form()


def _reset(visit: Visit, login: str) -> Password:
    return Password(login, store.reset_password(visit.services.store, visit.scope, login))


def _disable(visit: Visit, login: str) -> None:
    store.disable_account(visit.services.store, visit.services.settings, visit.scope, login)


def _enable(visit: Visit, login: str) -> None:
    store.enable_account(visit.services.store, visit.scope, login)


def _unlock(visit: Visit, login: str) -> None:
    store.unlock_account(visit.services.store, visit.scope, login)


def _end(visit: Visit, login: str) -> None:
    overview.end_sessions(visit.services.store, visit.scope, login)


_DEEDS: dict[str, Callable[[Visit, str], Password | None]] = {
    "create": _create, "change": _change, "reset": _reset, "disable": _disable,
    "enable": _enable, "unlock": _unlock, "end": _end,
}  # fmt: skip
