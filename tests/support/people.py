"""People who look at pages in tests."""

from __future__ import annotations

from dashboards.server.viewer import Viewer
from data_access.accounts.model import Account, scope_of
from data_access.settings import Settings
from data_access.store.clock import utc_now


def viewer(
    role: str,
    settings: Settings,
    *,
    jurisdictions: frozenset[str] | None = frozenset({"330199"}),
    departments: frozenset[str] | None = None,
    areas: frozenset[str] | None = None,
) -> Viewer:
    """Return someone of a role, not stored anywhere."""
    now = utc_now()
    account = Account(
        1, role, f"测试{role}", role, jurisdictions, departments, areas, False, None, now, now
    )
    return Viewer(account, scope_of(account, settings))
