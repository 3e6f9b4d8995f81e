"""A small town with units, streets and people, for tests of supervision tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from data_access.accounts.model import scope_of
from data_access.accounts.store import create_account, list_accounts
from data_access.results.store import ResultStore
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.tables import area, category, organisation
from data_access.types import Scope
from supervision.actions import NOTHING, Source, act, begin
from supervision.task import Task
from tests.support.places import CODE, add_place

SYSTEM = Scope.system("tests")
MORNING = datetime.fromisoformat("2026-11-02T02:00")  # a Monday, 10:00 in China
UNITS = ("甲局", "乙局", "丙公司")
STREETS = (f"{CODE}001", f"{CODE}002")
PEOPLE: dict[str, tuple[str, dict[str, Any]]] = {
    "zhili": ("governance", {}),
    "zhili2": ("governance", {}),
    "lingdao": ("leader", {}),
    "jia": ("department", {"departments": ["甲局"]}),
    "jia2": ("department", {"departments": ["甲局"]}),
    "yi": ("department", {"departments": ["乙局"]}),
    "bing": ("department", {"departments": ["丙公司"]}),
    "kaoping": ("evaluator", {}),
    "pianqu": ("governance", {"areas": [STREETS[0]]}),
    "waixian": ("governance", {"jurisdictions": ["110101"]}),
}
"""Role and limits by login; the last is of another county."""


@dataclass
class Town:
    """The town, and a clock that its people act by."""

    results: ResultStore
    scopes: dict[str, Scope]
    now: datetime = MORNING

    def later(self, **span: float) -> Town:
        self.now += timedelta(**span)
        return self

    def begin(self, who: str, action: str = "issue", **given: Any) -> Task:
        source: Source = given.pop("source", NOTHING)
        insist: bool = given.pop("insist", False)
        values = {**DRAFT, **given}
        return begin(
            self.results, self.scopes[who], CODE, action, values,
            source=source, insist=insist, now=self.now,
        )  # fmt: skip

    def act(self, who: str, task: Task | int, action: str, **given: Any) -> Task:
        number = task if isinstance(task, int) else task.id
        more = {k: given.pop(k) for k in ("version", "files") if k in given}
        return act(self.results, self.scopes[who], number, action, given, now=self.now, **more)


DRAFT: dict[str, Any] = {
    "title": "青河小区供热不热",
    "requirement": "三日内查明原因，恢复供热。",
    "lead": "甲局",
    "due": "2026-11-11",
    "area": STREETS[0],
}


def people_town(store: Store, settings: Settings) -> Town:
    """Return the town with its people, in an empty store. Hashing passwords is slow: tests that
    need it quick put something else in its place."""
    add_place(store)
    with store.write() as connection:
        for name in UNITS:
            row = {"jurisdiction": CODE, "code": name, "name": name}
            connection.execute(insert(organisation).values(**row))
        for number, code in enumerate(STREETS):
            row = {"jurisdiction": CODE, "code": code, "level": "street", "name": f"第{number}街道"}
            connection.execute(insert(area).values(**row))
        connection.execute(
            insert(category).values(jurisdiction=CODE, code="13", level=1, name="供热")
        )
    for login, (role, limits) in PEOPLE.items():
        create_account(
            store, settings, SYSTEM, login=login, display_name=login, password="Weisu-12345-x",
            role=role, **{"jurisdictions": [CODE], **limits},
        )  # fmt: skip
    scopes = {a.login: scope_of(a, settings) for a in list_accounts(store, SYSTEM)}
    return Town(ResultStore.open(store, settings), scopes)
