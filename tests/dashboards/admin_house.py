"""A store with an account of every role, its administrators' pages, and what they say."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dashboards.server.viewer import configure
from data_access.accounts.rights import ROLES
from data_access.accounts.store import create_account, find_account
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.types import Scope
from tests.support.pages import guarded_script
from tests.support.people import viewer

EVERYTHING = Scope.system("tests")
PASSWORD = "harbour 58 lantern"
OWN = {
    "accounts": "security_admin", "sessions": "security_admin", "audit": "audit_admin",
    "runs": "system_admin",
}  # fmt: skip


def people(settings, store):
    """Make an account of every role, named like it."""
    for role in ROLES.values():
        create_account(
            store, settings, EVERYTHING, login=role.name, display_name=role.label,
            password=PASSWORD, role=role.name,
            departments=["市住建局"] if role.name == "department" else None,
        )  # fmt: skip


def account_named(store, login):
    """Return an account that there is."""
    found = find_account(store, login)
    assert found is not None
    return found


def opened(house, page, role="", **query):
    settings, store = house
    configure(settings, store, viewer=viewer(role or OWN[page], settings, jurisdictions=None))
    test = AppTest.from_string(guarded_script(page), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def said(test):
    return " ".join(h.proto.body for h in test.get("html"))


def press(test, label):
    next(b for b in test.button if b.label == label).click()
    test.run()
    assert not test.exception
    return test


def newest(store, action):
    found = audit.entries(store, EVERYTHING, action=action, limit=1)
    return found[0] if found else None


def fill(store, count, **values):
    with store.write() as connection:
        for number in range(count):
            given = {"actor": "leader", "action": "export.data", "about": f"热点 {number}"}
            audit.append(connection, at=utc_now(), **{**given, **values})
