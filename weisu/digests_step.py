"""The pipeline's step ``digests``: what saved views say, to whoever subscribed to them."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

from data_access.accounts.contacts import contacts
from data_access.accounts.model import Account, scope_of
from data_access.days import local_day
from data_access.results.room_run import Report
from data_access.results.store import ResultStore
from data_access.saved_views.subscriptions import Due, due_on, mark_told
from data_access.saved_views.views import views_of
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from notify.post import Notice, post
from style.texts import text
from weisu.city_step import CityStep, Done, each_city

log = logging.getLogger(__name__)


def digests(store: Store, settings: Settings, report: Report) -> Done:
    """Tell every subscriber of his views, whether or not data changed: he counts on hearing."""
    return each_city(store, settings, CityStep("视图摘要", lambda *_: "", _work), report)


def _work(results: ResultStore, scope: Scope, code: str, _report: Report) -> dict[str, int]:
    zone = results.extract.manifest.jurisdictions[code].timezone
    due = due_on(results.store, scope, code, local_day(utc_now(), zone), zone)
    with results.store.read() as connection:
        logins = sorted({one.login for one in due})
        people = {c.account.login: c.account for c in contacts(connection, logins)} if due else {}
    told = failed = 0
    for one in due:
        account = people.get(one.login)
        if account is None:
            continue
        try:
            told += _tell(results, account, code, one)
        except Exception:
            # One view that cannot be told keeps no other from being told.
            log.exception("view %s could not be told to %s", one.view_id, one.login)
            failed += 1
    if failed:
        raise WeisuError(text("night.digests_failed", count=failed))
    return {"due": len(due), "told": told}


def _tell(results: ResultStore, account: Account, code: str, due: Due) -> int:
    """Tell one person of one view, in his own scope; return how many notices that made.

    Nothing where the view is not shared with him any more or has nothing to say yet. Told and
    noted in one transaction: a night that is cut off tells it in the next run, and once.
    """
    from dashboards.shell.digests import digest

    # Pages keep what they read in Streamlit's cache, which warns each time that no server runs.
    logging.getLogger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)
    scope = scope_of(account, results.settings)
    if not scope.sees(code) or frozenset() in (scope.departments, scope.areas):
        return 0
    seen = {view.id: view for view in views_of(results.store, scope, code)}
    found = digest(results, scope, seen[due.view_id]) if due.view_id in seen else None
    if found is None:
        return 0
    notice = Notice(
        about=f"view:{due.view_id}:{due.login}:{due.day.isoformat()}",
        room="saved_views",
        title=found.title,
        text=found.said,
        link=f"/{found.page}?{urlencode(found.fields)}",
        jurisdiction=code,
        # His own figures: they stand under one of his units and areas, so that he may read them.
        department=min(scope.departments or {""}),
        area=min(scope.areas or {""}),
        needs=found.needs,
    )
    with results.store.write() as connection:
        if not mark_told(connection, due):
            return 0
        ways = post(
            connection, results.settings, notice,
            only=lambda reader: reader.login == due.login, targets=False,
        )  # fmt: skip
    return min(ways, 1)
