"""A city's office and units at their pages: people who act, and the page that each of them sees."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from dashboards.server.viewer import Viewer, configure
from data_access.accounts.model import scope_of
from data_access.accounts.store import create_account, list_accounts
from data_access.calendar.workdays import add_working_days
from data_access.days import local_day
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.clock import utc_now
from data_access.store.engine import open_store
from data_access.store.tables import organisation
from data_access.types import Scope
from supervision.actions import act, begin
from supervision.store_reads import one
from supervision.task import Task
from tests.support.pages import guarded_script

CODE = "330199"
SYSTEM = Scope.system("tests")
PAGES = {name: guarded_script(name) for name in ("tasks", "mytasks", "progress")}
UNIT, OTHER = "县供热公司", "县城管局"
PEOPLE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "zhili": ("governance", "周治理", {}),
    "zhili2": ("governance", "郑治理", {}),
    "lingdao": ("leader", "李县长", {}),
    "gongre": ("department", "王工", {"departments": [UNIT]}),
    "chengguan": ("department", "陈队", {"departments": [OTHER]}),
}
ZONE = "Asia/Shanghai"


def workday(days: int) -> date:
    """Return the day that many working days from today."""
    return add_working_days(local_day(utc_now(), ZONE), days).at.date()


@dataclass
class Office:
    """The city with people and units; ``sit`` makes the pages run for one of them."""

    results: ResultStore
    scopes: dict[str, Scope]
    accounts: dict[str, Any]

    def sit(self, who: str) -> None:
        viewer = Viewer(self.accounts[who], self.scopes[who])
        configure(self.results.settings, self.results.store, viewer=viewer)

    def begin(self, who: str = "zhili", action: str = "issue", **given: Any) -> Task:
        more = {k: given.pop(k) for k in ("source", "files", "now", "insist") if k in given}
        values = {"title": "青河小区供热不热", "requirement": "查明原因，恢复供热。", "lead": UNIT,
                  "due": workday(5), **given}  # fmt: skip
        return begin(self.results, self.scopes[who], CODE, action, values, **more)

    def act(self, who: str, task: Task, action: str, **given: Any) -> Task:
        more = {k: given.pop(k) for k in ("version", "files") if k in given}
        return act(self.results, self.scopes[who], task.id, action, given, **more)

    def now(self, task: Task) -> Task:
        found = one(self.results.store, SYSTEM, task.id)
        assert found is not None
        return found


@contextmanager
def office_of(city_home: Path, home: Path) -> Iterator[Office]:
    """A city's store copied to ``home``, with people in it."""
    shutil.copytree(city_home, home)
    settings = load_settings(home=home)
    store = open_store(settings)
    with store.write() as connection:
        for name in (UNIT, OTHER):
            row = {"jurisdiction": CODE, "code": name, "name": name}
            connection.execute(insert(organisation).values(**row))
    for login, (role, name, limits) in PEOPLE.items():
        create_account(
            store, settings, SYSTEM, login=login, display_name=name, password="Weisu-12345-x",
            role=role, **{"jurisdictions": [CODE], **limits},
        )  # fmt: skip
    accounts = {a.login: a for a in list_accounts(store, SYSTEM)}
    scopes = {login: scope_of(a, settings) for login, a in accounts.items()}
    yield Office(ResultStore.open(store, settings), scopes, accounts)
    store.close()


def press(test, key: str):
    found = test.button(key=key).click().run()
    assert not found.exception
    return found


def labels(test) -> set[str]:
    return {b.label for b in test.button}
