"""Wall screens: who may show which place in a hall, by a token that opens nothing else.

The token is shown once, when the screen is made; the store keeps its hash. Every screen is made and
ended by somebody with the right to manage accounts, under audit.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select, update

from data_access.accounts.model import Limit
from data_access.accounts.sessions import token_hash
from data_access.accounts.store import RIGHT
from data_access.accounts.tables import wall_screen
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.tables import jurisdiction as jurisdictions
from data_access.types import CallError, Scope, WeisuError

if TYPE_CHECKING:
    from data_access.store.engine import Store

MOST_DAYS = 1100
_TOKEN_BYTES = 32
_LONGEST_NAME = 40
_SEEN_EVERY = timedelta(minutes=5)
_RIGHTS = frozenset(
    {
        "today.view",
        "metric.view",
        "data.all_departments",
        "hotspot.view",
        "forecast.view",
        "warning.view",
        "task.view",
    }
)
"""What is read for a screen; of what is read, the screen's own list says what is shown."""

State = Literal["open", "expired", "ended"]


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen in a hall. ``areas``: None for no limit; times are naive UTC.

    ``event_names``: events and topics are named by their own words, and not by place and category.
    """

    id: int
    name: str
    jurisdiction: str
    areas: Limit
    event_names: bool
    created_by: str
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    last_seen: datetime | None

    def state(self, now: datetime) -> State:
        """Return whether it may still show anything."""
        if self.ended_at is not None:
            return "ended"
        return "open" if now < self.expires_at else "expired"

    @property
    def scope(self) -> Scope:
        """What is read for it: the rights of a reader of its place. Its actor is nobody's login, so
        that nothing which is shown to named persons alone is among it."""
        return Scope(
            actor=f"wall:{self.id}",
            rights=_RIGHTS,
            jurisdictions=frozenset({self.jurisdiction}),
            areas=self.areas,
        )


def create_screen(
    store: Store,
    settings: Settings,
    by: Scope,
    *,
    name: str,
    jurisdiction: str,
    areas: Iterable[str] | None = None,
    event_names: bool = False,
    days: int | None = None,
    now: datetime | None = None,
) -> tuple[Screen, str]:
    """Make a screen and return it with its token, which nothing can tell again.

    ``days``: how long it lasts; ``settings.wall_screen_days`` without. ``now`` is naive UTC. Raises
    ``CallError`` for what can't be a screen, ``NotAllowedError`` without the right.
    """
    by.require(RIGHT)
    by.require_jurisdiction(jurisdiction)
    at = now or utc_now()
    lasts = settings.wall_screen_days if days is None else days
    kept = None if areas is None else sorted({area.strip() for area in areas if area.strip()})
    _check(name.strip(), jurisdiction, kept, lasts)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    values: dict[str, Any] = {
        "name": name.strip(), "jurisdiction": jurisdiction, "areas": kept,
        "event_names": event_names,
    }  # fmt: skip
    with store.write() as connection:
        known = connection.execute(select(jurisdictions.c.code)).scalars().all()
        if jurisdiction not in known:
            raise CallError(
                f"没有编码为“{jurisdiction}”的地区，大屏没有建立。可用：{'、'.join(known)}。"
            )
        made = connection.execute(
            insert(wall_screen)
            .values(
                **values, token_hash=token_hash(token), created_by=by.actor, created_at=at,
                expires_at=at + timedelta(days=lasts),
            )
            .returning(wall_screen)
        ).mappings().one()  # fmt: skip
        _log(
            connection,
            by,
            "screen.create",
            name.strip(),
            at=at,
            id=made["id"],
            days=lasts,
            **values,
        )
    return _screen(made), token


def _check(name: str, jurisdiction: str, areas: list[str] | None, days: int) -> None:
    if not 0 < len(name) <= _LONGEST_NAME:
        raise CallError(f"大屏名称应为 1 至 {_LONGEST_NAME} 个字，大屏没有建立。")
    if not 1 <= days <= MOST_DAYS:
        raise CallError(f"有效天数应在 1 到 {MOST_DAYS} 之间，大屏没有建立。")
    outside = [area for area in areas or () if not area.startswith(jurisdiction)]
    if areas == [] or outside:
        named = "、".join(outside) or "（空）"
        raise CallError(
            f"区划编码不在地区 {jurisdiction} 之内：{named}。大屏没有建立，请改正后重试。"
        )


def list_screens(store: Store, by: Scope) -> list[Screen]:
    """Return every screen within the scope, the newest first; needs the right."""
    by.require(RIGHT)
    with store.read() as connection:
        rows = connection.execute(select(wall_screen).order_by(wall_screen.c.id.desc())).mappings()
        found = [_screen(row) for row in rows]
    return [screen for screen in found if by.sees(screen.jurisdiction)]


def end_screen(store: Store, by: Scope, screen_id: int, *, now: datetime | None = None) -> Screen:
    """End a screen at once; one that has ended stays as it is.

    Raises ``WeisuError`` where there is none within the scope.
    """
    by.require(RIGHT)
    at = now or utc_now()
    mine = wall_screen.c.id == screen_id
    with store.write() as connection:
        row = (
            connection.execute(select(wall_screen).where(mine).with_for_update()).mappings().first()
        )
        if row is None or not by.sees(row["jurisdiction"]):
            raise WeisuError(
                f"没有编号为 {screen_id} 的大屏，没有做任何更改。编号见 weisu wall-screen list。"
            )
        if row["ended_at"] is None:
            connection.execute(update(wall_screen).where(mine).values(ended_at=at))
            _log(connection, by, "screen.end", row["name"], at=at, id=screen_id)
        ended = connection.execute(select(wall_screen).where(mine)).mappings().one()
    return _screen(ended)


def find_screen(store: Store, token: str, *, now: datetime | None = None) -> Screen | None:
    """Return the screen of a token, whatever its state, or None for a token of none.

    Writes when an open one was last seen, every five minutes at most.
    """
    at = now or utc_now()
    with store.read() as connection:
        of_token = wall_screen.c.token_hash == token_hash(token)
        row = connection.execute(select(wall_screen).where(of_token)).mappings().first()
    if row is None:
        return None
    found = _screen(row)
    due = found.last_seen is None or abs(at - found.last_seen) >= _SEEN_EVERY
    if due and found.state(at) == "open":
        with store.write() as connection:
            mine = wall_screen.c.id == found.id
            connection.execute(update(wall_screen).where(mine).values(last_seen=at))
    return found


def _screen(row: Mapping[Any, Any]) -> Screen:
    values = {name: row[name] for name in Screen.__slots__ if name != "areas"}
    return Screen(**values, areas=None if row["areas"] is None else frozenset(row["areas"]))


def _log(
    connection: Any, by: Scope, action: str, about: str, *, at: datetime, **detail: Any
) -> None:
    if by.reason:
        detail["reason"] = by.reason
    audit.append(connection, actor=by.actor, action=action, about=about, detail=detail, at=at)
