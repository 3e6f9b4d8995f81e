"""A reader gets as many notices of a batch as his role may, life and limb always."""

from __future__ import annotations

from data_access.accounts.contacts import Contact
from data_access.accounts.model import Account
from data_access.settings import load_settings
from data_access.store.clock import utc_now
from notify.quota import Quota
from tests.notify.test_pure import notice


def contact(login: str, role: str, departments: frozenset[str] | None = None) -> Contact:
    now = utc_now()
    account = Account(1, login, login, role, None, departments, None, False, None, now, now)
    return Contact(account, frozenset(), urgent_only=False, has_email=False)


def given(quota: Quota, batch, readers, settings) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {r.account.login: [] for r in readers}
    for one in batch:
        for reader in quota.readers(one, readers, settings):
            found[reader.account.login].append(one.about)
    return found


def test_a_role_gets_its_number_and_what_threatens_life(tmp_path) -> None:
    settings = load_settings(home=tmp_path)
    batch = [notice(str(k), needs="warning.view", urgent=k == 4) for k in range(5)]
    readers = [contact("boss", "leader"), contact("desk", "governance")]
    first = given(Quota({"leader": 2}), batch, readers, settings)
    assert first == {"boss": ["0", "1", "4"], "desk": ["0", "1", "2", "3", "4"]}
    assert given(Quota({"leader": 2}), batch, readers, settings) == first
    assert given(Quota({"leader": 0}), batch, readers, settings)["boss"] == ["4"]


def test_what_a_reader_may_not_see_uses_nothing_up(tmp_path) -> None:
    settings = load_settings(home=tmp_path)
    batch = [
        notice(f"{k}", needs="warning.view", jurisdiction="1", department=u)
        for k, u in enumerate("甲甲乙")
    ]
    reader = contact("unit", "department", frozenset({"乙"}))
    assert "2" in given(Quota({"department": 1}), batch, [reader], settings)["unit"]
