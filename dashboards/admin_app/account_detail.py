"""One account: what it is, what it may, how it is used, and what may be done to it."""

from __future__ import annotations

import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.account_deeds import show_deeds
from dashboards.admin_app.account_form import show_change
from dashboards.admin_app.account_words import READS, Words
from dashboards.admin_app.address import AccountsView
from dashboards.admin_app.listing import moment_words
from dashboards.components.facts import show_facts
from dashboards.components.list_with_detail import opened_box
from dashboards.components.notes import show_title
from dashboards.shell.context import Visit
from data_access.accounts.model import scope_of
from data_access.accounts.overview import Seen
from data_access.accounts.rights import RIGHTS, roles
from data_access.settings import Settings
from data_access.store.clock import utc_now
from style.texts import text
from style.wording import enumerated, number


def show_account(visit: Visit, one: Seen, words: Words) -> None:
    """Draw an account beside the list."""
    account, own = one.account, one.account.login == visit.scope.actor
    with opened_box("account", _closed):
        show_title(account.display_name)
        if own:
            st.caption(text("accounts.own"))
        _warn(visit.services.settings, one)
        show_facts(_facts(one, words))
        show_deeds(one, own=own)
        show_change(one, words, own=own)
        known = roles(visit.services.settings).get(account.role)
        with st.expander(text("accounts.rights", role=words.role(account))):
            for right in RIGHTS if known is None else [r for r in RIGHTS if r in known.rights]:
                st.markdown(f"- {RIGHTS[right]}")


def _closed() -> None:
    address.change(AccountsView, account="")


def _warn(settings: Settings, one: Seen) -> None:
    """Say what is wrong with an account: a role that is gone, nothing to see."""
    if one.account.role not in roles(settings):
        st.warning(text("accounts.role_gone"), icon=":material/warning:")
        return
    scope = scope_of(one.account, settings)
    limits = (scope.departments, scope.areas, scope.jurisdictions)
    if scope.has(READS) and any(limit == frozenset() for limit in limits):
        st.warning(text("accounts.sees_nothing"), icon=":material/warning:")


def _facts(one: Seen, words: Words) -> list[tuple[str, str]]:
    account = one.account
    state = one.state(utc_now())
    said = text(f"accounts.state_{state}")
    if state == "paused":
        until = moment_words(account.paused_until, words.zone)
        said = text("accounts.paused_until", until=until)
    changed = moment_words(account.password_changed_at, words.zone)
    if one.has_first_password:
        changed = text("accounts.first_password", when=changed)
    every = text("accounts.unlimited")
    pairs = {
        "login": account.login,
        "role": words.role(account),
        "units": enumerated(sorted(account.departments or ()))
        or (text("accounts.no_unit") if account.role in words.by_unit else every),
        "areas": enumerated(words.names(words.areas, account.areas)) or every,
        "places": enumerated(words.names(words.places, account.jurisdictions)) or every,
        "state": said,
        "last": words.last_sign_in(one),
        "signed_in": text("accounts.sessions", count=number(one.sessions)),
        "created": moment_words(account.created_at, words.zone),
        "password": changed,
        "failures": text("accounts.times", count=number(account.failures))
        if account.failures
        else "",
    }
    return [(text(f"accounts.fact_{name}"), value) for name, value in pairs.items()]
