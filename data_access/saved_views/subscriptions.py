"""Who is told of a view, how often, and what was told: each person once a day or a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, cast, get_args

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from data_access.days import local_day
from data_access.saved_views.tables import saved_view, view_subscription
from data_access.saved_views.views import SavedView, visible
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError

_FUTURE = timedelta(days=7)
"""What was told further ahead than a week's rhythm explains was told under a clock of the future:
it keeps nobody waiting until then."""

Rhythm = Literal["daily", "weekly"]
RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)
MOST_TOLD = 20
"""Views that one person is told of: every night reckons each of them for him."""
RIGHT = "pipeline.run"


@dataclass(frozen=True, slots=True)
class Due:
    """A view that somebody is to be told of. ``day``: what it is told for: the day, of a week its
    Monday."""

    view_id: int
    login: str
    rhythm: Rhythm
    day: date


def rhythms_of(store: Store, scope: Scope, views: Sequence[SavedView]) -> dict[int, Rhythm]:
    """Return how often the reader is told of each of ``views``; those that he is not are left
    out."""
    wanted = select(view_subscription.c.view_id, view_subscription.c.rhythm).where(
        view_subscription.c.login == scope.actor,
        view_subscription.c.view_id.in_([view.id for view in views]),
    )
    with store.read() as connection:
        return {row.view_id: row.rhythm for row in connection.execute(wanted)}


def subscribe(
    store: Store, scope: Scope, code: str, view_id: int, rhythm: Rhythm | None,
    *, now: datetime | None = None,
) -> None:  # fmt: skip
    """Tell the reader of a view that he sees from now on, or (None) no more."""
    with store.write() as connection:
        if rhythm is not None and view_id not in {v.id for v in visible(connection, scope, code)}:
            raise WeisuError("没有这个常用视图，或它不再与您共用。没有订阅，请刷新后重试。")
        own = view_subscription.c.login == scope.actor
        mine = own & (view_subscription.c.view_id == view_id)
        if rhythm is None:
            connection.execute(delete(view_subscription).where(mine))
            return
        values = {"rhythm": rhythm, "since": now or utc_now()}
        if connection.execute(update(view_subscription).where(mine).values(**values)).rowcount:
            return
        count = connection.execute(select(func.count()).select_from(view_subscription).where(own))
        if int(count.scalar_one()) >= MOST_TOLD:
            raise WeisuError(f"最多订阅 {MOST_TOLD} 个视图，请先取消不用的。没有订阅这一个。")
        row = {"view_id": view_id, "login": scope.actor, **values}
        connection.execute(insert(view_subscription).values(**row))


def due_on(store: Store, scope: Scope, code: str, today: date, timezone: str) -> list[Due]:
    """Return what is to be told on a day of a jurisdiction; needs the right ``pipeline.run``.

    Weekly views are told on Mondays; where a Monday's night failed, in the next one of that week.
    Whether the reader still sees the view is for the caller to ask.
    """
    scope.require(RIGHT)
    scope.require_jurisdiction(code)
    wanted = (
        select(view_subscription)
        .join(saved_view, saved_view.c.id == view_subscription.c.view_id)
        .where(saved_view.c.jurisdiction == code)
        .order_by(view_subscription.c.login, view_subscription.c.view_id)
    )
    with store.read() as connection:
        rows = connection.execute(wanted).mappings().all()
    monday = today - timedelta(days=today.weekday())
    found = []
    for row in rows:
        weekly = row["rhythm"] == "weekly"
        day = monday if weekly else today
        late = weekly and local_day(row["since"], timezone) >= monday != today
        told = row["told"]
        if (told is None or told < day or told > day + _FUTURE) and not late:
            rhythm = cast("Rhythm", row["rhythm"])
            found.append(Due(row["view_id"], row["login"], rhythm, day))
    return found


def mark_told(connection: Connection, due: Due) -> bool:
    """Write down inside the caller's transaction that somebody is told; False where he was already,
    or does not want to be any more."""
    mine = (view_subscription.c.view_id == due.view_id) & (view_subscription.c.login == due.login)
    before = or_(
        view_subscription.c.told.is_(None),
        view_subscription.c.told < due.day,
        view_subscription.c.told > due.day + _FUTURE,
    )
    done = update(view_subscription).where(mine, before).values(told=due.day)
    return bool(connection.execute(done).rowcount)
