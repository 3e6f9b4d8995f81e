"""For the pages' scripts: who is looking, and the process's settings, store and extract."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from dashboards.server.gate import COOKIE, SessionGate
from data_access.accounts.model import Account, scope_of
from data_access.extract.query import Extract
from data_access.metrics.day_sums import keep_sums
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from style.texts import text


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person in front of the page, and what they may see."""

    account: Account
    scope: Scope


@dataclass
class Services:
    """What a page works with; one for the process."""

    settings: Settings
    store: Store
    gate: SessionGate
    viewer: Viewer | None = field(default=None)

    @cached_property
    def extract(self) -> Extract:
        """The extract, opened at first use; what many readers ask of it is kept."""
        extract = Extract(self.settings, threads=1)
        keep_sums(extract)
        return extract

    @cached_property
    def results(self) -> ResultStore:
        """The results of the analysis rooms, over the same extract."""
        return ResultStore.open(self.store, self.settings, self.extract)


class _Holder:
    services: Services | None = None


def configure(settings: Settings, store: Store, *, viewer: Viewer | None = None) -> Services:
    """Set the process's services; ``build_app`` does so, and tests of pages do.

    ``viewer`` stands in for the sign-in in tests that run a page without a server; a server never
    sets it.
    """
    _Holder.services = Services(settings, store, SessionGate(settings, store), viewer)
    return _Holder.services


def get_services() -> Services:
    """Return the process's services; ``WeisuError`` where the page was not started by us."""
    if _Holder.services is None:
        raise WeisuError(text("server.started_wrong"))
    return _Holder.services


def current_viewer() -> Viewer | None:
    """Return who is looking at the page that runs now, or None where the session has ended.

    Asked at every run of a page; the store is asked at most every two seconds for a browser.
    """
    import streamlit as st

    services = get_services()
    if services.viewer is not None:
        return services.viewer
    cookie = st.context.cookies.get(COOKIE)
    session = services.gate.look_up(cookie) if cookie else None
    if session is None:
        return None
    return Viewer(session.account, scope_of(session.account, services.settings))
