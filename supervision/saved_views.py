"""Looks at the list of tasks that a person keeps under a name: his own, and nobody else's.

A name stands for one look, and a look has one name: saved again under the same name it is another
look, saved again under another name it is called so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data_access.results.store import ResultStore
from data_access.store.clock import utc_now
from data_access.store.vault.scrub import scrub
from data_access.types import Scope, WeisuError
from supervision.parties import VIEW
from supervision.store_views import add_look, hold_looks, looks_of, remove_looks

MOST, LONGEST_NAME, LONGEST_VALUE = 20, 20, 200
_KEPT = "没有保存，原有的常用筛选没有变动。"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A look by its name. ``query``: fields of the address that are not as at first."""

    name: str
    query: Mapping[str, str]


def saved_views(results: ResultStore, scope: Scope, code: str) -> list[SavedView]:
    """Return a person's own looks in a jurisdiction, by name."""
    _require(scope, code)
    with results.store.read() as connection:
        return [SavedView(*one) for one in looks_of(connection, scope.actor, code)]


def save_view(
    results: ResultStore,
    scope: Scope,
    code: str,
    name: str,
    query: Mapping[str, str],
    *,
    now: datetime | None = None,
) -> None:
    """Keep a look under a name; ``WeisuError`` where it can't be kept."""
    _require(scope, code)
    called = " ".join(name.split())
    kept = {k: v for k, v in query.items() if v}
    if not called or len(called) > LONGEST_NAME:
        raise WeisuError(f"请给常用筛选起一个名称，最多 {LONGEST_NAME} 个字。{_KEPT}")
    if any(len(v) > LONGEST_VALUE for v in kept.values()):
        raise WeisuError(f"筛选内容过长，每项最多 {LONGEST_VALUE} 个字。{_KEPT}")
    if any(scrub(words) != words for words in (called, *kept.values())):
        raise WeisuError(f"常用筛选里不能有电话、证件号等个人信息。{_KEPT}")
    with results.store.write() as connection:
        # Two windows of one person at once: the second waits, so that both are counted.
        hold_looks(connection, code)
        own = looks_of(connection, scope.actor, code)
        gone = [one for one, look in own if called == one or look == kept]
        if len(own) - len(gone) >= MOST:
            raise WeisuError(f"常用筛选最多 {MOST} 个，请先删去不用的。{_KEPT}")
        remove_looks(connection, scope.actor, code, gone)
        add_look(connection, scope.actor, code, called, query=kept, at=now or utc_now())


def remove_view(results: ResultStore, scope: Scope, code: str, name: str) -> bool:
    """Remove a person's own look; return whether there was one."""
    _require(scope, code)
    with results.store.write() as connection:
        return remove_looks(connection, scope.actor, code, [name]) > 0


def _require(scope: Scope, code: str) -> None:
    scope.require(VIEW)
    scope.require_jurisdiction(code)
