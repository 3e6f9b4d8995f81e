"""Keeping, sharing, renaming and deleting views.

A view is a page's address without what is open on it. It shows whoever opens it what his own scope
reaches and no more: sharing hands over a question, never an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args
from urllib.parse import urlencode

from sqlalchemy import Connection, delete, insert, or_, select, update

from data_access.accounts.contacts import contacts
from data_access.accounts.model import Account
from data_access.saved_views.tables import saved_view, view_subscription
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import jurisdiction
from data_access.store.vault.scrub import scrub
from data_access.types import Scope, WeisuError

Shared = Literal["own", "unit", "place"]
SHARED: tuple[Shared, ...] = get_args(Shared)
"""With whom: nobody else; those of the same unit; all of the jurisdiction who may open the page."""
MOST, LONGEST_NAME, LONGEST_VALUE, LONGEST_ADDRESS = 20, 20, 200, 500
"""Views of a person on one page; characters of a name, of one filter, of the whole address."""
_KEPT = "没有保存，原有的常用视图没有变动。"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A page with its filters. ``query``: fields of the address that are not as at first;
    ``mine``: whether the reader owns it; ``by``: the owner's name."""

    id: int
    owner: str
    by: str
    jurisdiction: str
    page: str
    name: str
    query: Mapping[str, str]
    shared: Shared
    mine: bool

    @property
    def address(self) -> str:
        """Where it is opened, as a path on our own site."""
        return _address(self.page, self.jurisdiction, self.query)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be kept."""

    jurisdiction: str
    page: str
    name: str
    query: Mapping[str, str]
    shared: Shared = "own"


def may_share(scope: Scope) -> tuple[Shared, ...]:
    """Return with whom somebody may share: who sees a part of a place only within that part."""
    whole = scope.departments is None and scope.areas is None
    return SHARED if whole else ("own", "unit")


def views_of(store: Store, scope: Scope, code: str, page: str = "") -> list[SavedView]:
    """Return the reader's own views of a jurisdiction and those shared with him, own ones first,
    by name; of one page, or of all. Whether he may open the page is the page's to say."""
    with store.read() as connection:
        return visible(connection, scope, code, page)


def save_view(
    store: Store, scope: Scope, draft: Draft, *, now: datetime | None = None
) -> SavedView:
    """Keep a view; one of the same name takes the new filters. ``WeisuError`` where it can't be."""
    scope.require_jurisdiction(draft.jurisdiction)
    name = _checked_name(draft.name)
    query = _checked_query(draft)
    _check_shared(scope, draft.shared)
    at = now or utc_now()
    with store.write() as connection:
        _hold(connection, draft.jurisdiction)
        own = _own(connection, scope, draft.jurisdiction, draft.page)
        values = {"query": query, "shared": draft.shared, "changed_at": at}
        if name in own:
            same = saved_view.c.id == own[name]
            connection.execute(update(saved_view).where(same).values(**values))
            return _one(connection, scope, own[name])
        if len(own) >= MOST:
            raise WeisuError(f"每个页面的常用视图最多 {MOST} 个，请先删去不用的。{_KEPT}")
        where = {"owner": scope.actor, "jurisdiction": draft.jurisdiction, "page": draft.page}
        made = connection.execute(
            insert(saved_view)
            .values(**where, name=name, created_at=at, **values)
            .returning(saved_view.c.id)
        ).scalar_one()
        return _one(connection, scope, made)


def change_view(
    store: Store, scope: Scope, view_id: int, *, name: str, shared: Shared,
    now: datetime | None = None,
) -> SavedView:  # fmt: skip
    """Call an own view something else, share it with others; ``WeisuError`` where it can't be."""
    called = _checked_name(name)
    _check_shared(scope, shared)
    with store.write() as connection:
        view = _one(connection, scope, view_id)
        _hold(connection, view.jurisdiction)
        if _own(connection, scope, view.jurisdiction, view.page).get(called, view_id) != view_id:
            raise WeisuError(f"这个页面已有名为“{called}”的常用视图，请换一个名称。{_KEPT}")
        values = {"name": called, "shared": shared, "changed_at": now or utc_now()}
        connection.execute(update(saved_view).where(saved_view.c.id == view_id).values(**values))
        return _one(connection, scope, view_id)


def remove_view(store: Store, scope: Scope, view_id: int) -> bool:
    """Delete an own view, and with it who was told of it; return whether there was one."""
    mine = (saved_view.c.id == view_id) & (saved_view.c.owner == scope.actor)
    with store.write() as connection:
        if connection.execute(select(saved_view.c.id).where(mine)).first() is None:
            return False
        told = view_subscription.c.view_id == view_id
        connection.execute(delete(view_subscription).where(told))
        return bool(connection.execute(delete(saved_view).where(mine)).rowcount)


def visible(connection: Connection, scope: Scope, code: str, page: str = "") -> list[SavedView]:
    """Return what ``views_of`` does, inside the caller's transaction."""
    scope.require_jurisdiction(code)
    wanted = select(saved_view).where(
        saved_view.c.jurisdiction == code,
        or_(saved_view.c.owner == scope.actor, saved_view.c.shared != "own"),
    )
    if page:
        wanted = wanted.where(saved_view.c.page == page)
    rows = connection.execute(wanted.order_by(saved_view.c.name, saved_view.c.id)).mappings().all()
    logins = sorted({scope.actor, *(row["owner"] for row in rows)})
    people = {c.account.login: c.account for c in contacts(connection, logins)}
    found = [
        _view(row, scope, people)
        for row in rows
        if row["owner"] == scope.actor or _reaches(row, scope, people)
    ]
    return sorted(found, key=lambda view: not view.mine)


def _view(row: Mapping[Any, Any], scope: Scope, people: Mapping[str, Account]) -> SavedView:
    owner = row["owner"]
    by = people[owner].display_name if owner in people else owner
    return SavedView(
        row["id"], owner, by, row["jurisdiction"], row["page"], row["name"], dict(row["query"]),
        cast("Shared", row["shared"]), owner == scope.actor,
    )  # fmt: skip


def _reaches(row: Mapping[Any, Any], scope: Scope, people: Mapping[str, Account]) -> bool:
    """Tell whether another's view is shared with the reader; a closed account shares nothing.

    Who leads no unit is of one office with those of the same role and the same areas.
    """
    owner, reader = people.get(row["owner"]), people.get(scope.actor)
    if owner is None or row["shared"] == "own":
        return False
    if row["shared"] == "place":
        return True
    if owner.departments:
        return bool(owner.departments & (scope.departments or frozenset()))
    if reader is None or reader.departments:
        return False
    return (owner.role, owner.areas) == (reader.role, reader.areas)


def _own(connection: Connection, scope: Scope, code: str, page: str) -> dict[str, int]:
    """Return the ids of a person's own views of a page by name."""
    rows = connection.execute(
        select(saved_view.c.name, saved_view.c.id).where(
            saved_view.c.owner == scope.actor,
            saved_view.c.jurisdiction == code,
            saved_view.c.page == page,
        )
    )
    return {row.name: row.id for row in rows}


def _one(connection: Connection, scope: Scope, view_id: int) -> SavedView:
    row = connection.execute(
        select(saved_view).where(saved_view.c.id == view_id, saved_view.c.owner == scope.actor)
    ).mappings().first()  # fmt: skip
    if row is None:
        raise WeisuError("没有这个常用视图，或它不是您的。没有做任何更改，请刷新后重试。")
    scope.require_jurisdiction(row["jurisdiction"])
    people = {c.account.login: c.account for c in contacts(connection, [scope.actor])}
    return _view(row, scope, people)


def _hold(connection: Connection, code: str) -> None:
    """Let nobody else save here until the transaction ends: two windows of one person at once are
    counted both, and a name is given once."""
    connection.execute(
        select(jurisdiction.c.code).where(jurisdiction.c.code == code).with_for_update()
    ).one()


def _checked_name(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise WeisuError(f"请给常用视图起一个名称，最多 {LONGEST_NAME} 个字。{_KEPT}")
    if scrub(called) != called:
        raise WeisuError(f"常用视图的名称里不能有电话、证件号等个人信息。{_KEPT}")
    return called


def _checked_query(draft: Draft) -> dict[str, str]:
    kept = {name: value for name, value in draft.query.items() if value}
    long = any(len(value) > LONGEST_VALUE for value in kept.values())
    if long or len(_address(draft.page, draft.jurisdiction, kept)) > LONGEST_ADDRESS:
        raise WeisuError(f"筛选内容过长，请减少条件或查找的文字。{_KEPT}")
    if any(scrub(value) != value for value in kept.values()):
        raise WeisuError(f"常用视图的条件里不能有电话、证件号等个人信息。{_KEPT}")
    return kept


def _check_shared(scope: Scope, shared: Shared) -> None:
    if shared not in may_share(scope):
        raise WeisuError(f"您的账号只看本单位或本区域，不能与全市共用，请改为与本单位共用。{_KEPT}")


def _address(page: str, code: str, query: Mapping[str, str]) -> str:
    return f"/{page}?{urlencode({'jurisdiction': code, **query})}"
