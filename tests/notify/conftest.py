"""Readers of several roles and scopes, a clock that tests turn, servers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from data_access.accounts import passwords
from data_access.accounts.contacts import set_contact
from data_access.accounts.store import create_account
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope
from tests.support.http_server import HttpServer, http_server
from tests.support.mail_server import MailServer, mail_server

ADMIN = Scope.system("tests")
NOON = datetime.fromisoformat("2026-11-02T04:00")  # a Monday, 12:00 in China
SECRET = "a-secret-of-the-webhook"


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class House:
    """A store with readers, and how to change the settings over it."""

    store: Store
    base: Settings
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return Settings(**{"home": self.base.home, **self.changes})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web() -> Iterator[HttpServer]:
    with http_server() as server:
        yield server


@pytest.fixture
def post_office() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def house(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> House:
    """The leader sees all, the unit its own rows, the street its area, the other city nothing."""
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    people: dict[str, tuple[str, dict[str, Any]]] = {
        "leader": ("leader", {}),
        "heating": ("department", {"departments": ["县供热公司"]}),
        "street": ("analyst", {"areas": ["330199001"]}),
        "elsewhere": ("leader", {"jurisdictions": ["330198"]}),
        "security": ("security_admin", {}),
    }
    for login, (role, limits) in people.items():
        create_account(
            store, settings, ADMIN, login=login, display_name=login, password="long-pass-72-words",
            role=role, **limits,
        )  # fmt: skip
    return House(store, settings)


@pytest.fixture
def by_mail(house: House, post_office: MailServer) -> House:
    """The leader and the heating company get e-mail."""
    house.changes |= {
        "smtp_host": "127.0.0.1",
        "smtp_port": post_office.port,
        "smtp_security": "none",
        "smtp_from": "未诉 <weisu@city.example>",
        "site_url": "https://weisu.city.example",
    }
    for login in ("leader", "heating"):
        address = f"{login}@city.example"
        set_contact(house.store, house.settings, ADMIN, login, email=address, channels=["email"])
    return house


@pytest.fixture
def by_hook(house: House, web: HttpServer) -> House:
    """A webhook gets everything."""
    house.changes |= {
        "notify_targets": {
            "duty": {"kind": "webhook", "url": f"{web.address}/hook", "secret": SECRET}
        }
    }
    return house
