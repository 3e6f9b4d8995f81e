"""Which jurisdiction a command is about, where there may be only one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_access.types import CallError

if TYPE_CHECKING:
    from data_access.store.engine import Store
    from data_access.types import Scope


def place_of(store: Store, scope: Scope, code: str | None) -> str:
    """Return the jurisdiction asked for, or the only one."""
    from geo.store_reads import jurisdictions

    known = jurisdictions(store, scope)
    if code is None and len(known) == 1:
        return known[0]
    if code is None or code not in known:
        listed = "、".join(known) or "还没有"
        asked = "请用 --jurisdiction 给出地区编码" if code is None else f"没有地区 {code}"
        raise CallError(f"{asked}。现有地区：{listed}。")
    return code
