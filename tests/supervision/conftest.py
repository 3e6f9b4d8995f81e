"""The small town on both databases."""

from __future__ import annotations

import pytest

from data_access.accounts import passwords
from data_access.settings import Settings
from data_access.store.engine import Store
from tests.support.tasks import Town, people_town


@pytest.fixture
def town(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town with its people."""
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    return people_town(store, settings)
