"""The fields of an account: for a new one, and for changing one. What was typed stays until taken.

``account_deeds`` reads them before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.account_words import Words
from dashboards.admin_app.address import AccountsView
from dashboards.components.list_with_detail import opened_box
from dashboards.components.notes import show_title
from dashboards.shell.context import Visit
from data_access.accounts.model import Account, Limit
from data_access.accounts.overview import Seen
from style.texts import text

_TURN = "account_form_turn"
"""Counts the forms that were taken: the next one begins empty."""
ASKED = "account_asked"
"""What is to be done and to whom, for the run that follows."""
LIMITS = ("departments", "areas", "jurisdictions")


def ask(action: str, login: str) -> None:
    """Note what is to be done, for the run that follows."""
    st.session_state[ASKED] = (action, login)


def next_form() -> None:
    """Let the fields begin anew."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def show_new(_visit: Visit, words: Words) -> None:
    """Draw the form of a new account."""
    form = _form("new")
    with opened_box("account", _closed):
        show_title(text("accounts.new"))
        with st.form(f"{form}_form", enter_to_submit=False, border=False):
            st.text_input(text("accounts.fact_login"), key=f"{form}_login", max_chars=64,
                          help=text("accounts.login_rule"))  # fmt: skip
            st.text_input(text("accounts.col_name"), key=f"{form}_display_name", max_chars=64)
            _fields(form, words, None, role_fixed=False)
            st.caption(text("accounts.new_how"))
            st.form_submit_button(
                text("accounts.new_sure"), type="primary", key=f"{form}_do", on_click=ask,
                args=("create", ""),
            )  # fmt: skip


def show_change(one: Seen, words: Words, *, own: bool) -> None:
    """Draw the form that changes an account; nobody changes his own role."""
    account = one.account
    form = _form(account.login)
    with (
        st.expander(text("accounts.change")),
        st.form(f"{form}_form", enter_to_submit=False, border=False),
    ):
        st.text_input(
            text("accounts.col_name"), account.display_name, key=f"{form}_display_name",
            max_chars=64,
        )  # fmt: skip
        _fields(form, words, account, role_fixed=own)
        st.form_submit_button(
            text("accounts.change_sure"), type="primary", key=f"{form}_do", on_click=ask,
            args=("change", account.login),
        )  # fmt: skip


def _fields(form: str, words: Words, account: Account | None, *, role_fixed: bool) -> None:
    roles = list(words.roles)
    known = account is not None and account.role in words.roles
    st.selectbox(
        text("accounts.role"), roles, key=f"{form}_role", disabled=role_fixed,
        index=roles.index(account.role) if account and known else None,
        format_func=lambda name: words.roles[name], placeholder=text("accounts.role_choose"),
    )  # fmt: skip
    limits: tuple[tuple[str, Any, Callable[[str], str]], ...] = (
        ("departments", words.units, str),
        ("areas", list(words.areas), lambda code: words.areas.get(code, code)),
        ("jurisdictions", list(words.places), lambda code: words.places.get(code, code)),
    )
    for name, options, shown in limits:
        held = sorted(getattr(account, name) or ()) if account else []
        st.multiselect(
            text(f"accounts.limit_{name}"), [*options, *(h for h in held if h not in options)],
            held, format_func=shown, key=f"{form}_{name}", placeholder=text("accounts.unlimited"),
            accept_new_options=name == "departments", help=text(f"accounts.limit_{name}_help"),
        )  # fmt: skip


def given_new() -> dict[str, Any]:
    """Return what stands in the form of a new account."""
    form, held = _form("new"), st.session_state
    values = {name: held.get(f"{form}_{name}") or "" for name in ("login", "display_name", "role")}
    return values | {name: held.get(f"{form}_{name}") or None for name in LIMITS}


def given_changes(account: Account) -> dict[str, Any]:
    """Return what stands in the form of an account that is there."""
    form, held = _form(account.login), st.session_state
    return {
        "display_name": held.get(f"{form}_display_name") or account.display_name,
        "role": held.get(f"{form}_role") or account.role,
        **{n: _limit(held.get(f"{form}_{n}"), getattr(account, n)) for n in LIMITS},
    }


def _limit(chosen: list[str] | None, before: Limit) -> Limit:
    """Return a limit: nothing chosen is none, but who was limited to nothing stays so."""
    if chosen:
        return frozenset(chosen)
    return before if before == frozenset() else None


def _form(which: str) -> str:
    return f"account_{which}_{st.session_state.get(_TURN, 0)}"


def _closed() -> None:
    address.change(AccountsView, account="")
