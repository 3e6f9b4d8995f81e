"""Saved views: kept, shared within reach, renamed, deleted; those of the task list taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select, text

from data_access.accounts import passwords
from data_access.accounts.store import disable_account
from data_access.saved_views.subscriptions import (
    MOST_TOLD,
    due_on,
    mark_told,
    rhythms_of,
    subscribe,
)
from data_access.saved_views.tables import saved_view
from data_access.saved_views.views import (
    MOST,
    Draft,
    SavedView,
    change_view,
    may_share,
    remove_view,
    save_view,
    views_of,
)
from data_access.settings import Settings
from data_access.store.engine import MIGRATIONS, Store, migrate
from data_access.types import NotAllowedError, WeisuError
from tests.support.places import CODE, add_place
from tests.support.tasks import STREETS, SYSTEM, Town, people_town

ZONE = "Asia/Shanghai"
AT = datetime.fromisoformat("2026-03-02T01:00")


@pytest.fixture
def town(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town with its people, on both databases."""
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    return people_town(store, settings)


def save(town: Town, who: str, name: str, page: str = "tickets", **query: str) -> SavedView:
    shared = query.pop("shared", "own")
    draft = Draft(CODE, page, name, query, shared)  # type: ignore[arg-type]
    return save_view(town.results.store, town.scopes[who], draft, now=town.now)


def names(town: Town, who: str, page: str = "") -> list[str]:
    return [v.name for v in views_of(town.results.store, town.scopes[who], CODE, page)]


def test_a_view_is_kept_under_its_name_and_said_anew(town):
    first = save(town, "zhili", "  供热 超期 ", q="供热", status="办理中", sort="")
    assert (first.name, first.query) == ("供热 超期", {"q": "供热", "status": "办理中"})
    assert first.mine
    again = save(town, "zhili", "供热 超期", q="供热")
    assert (again.id, again.query) == (first.id, {"q": "供热"})
    save(town, "zhili", "供热 超期", page="tasks", unit="甲局")
    assert names(town, "zhili") == ["供热 超期", "供热 超期"]
    assert names(town, "zhili", "tasks") == ["供热 超期"]
    assert again.address == f"/tickets?jurisdiction={CODE}&q=%E4%BE%9B%E7%83%AD"
    assert remove_view(town.results.store, town.scopes["zhili"], first.id)
    assert not remove_view(town.results.store, town.scopes["zhili"], first.id)


def test_a_view_is_renamed_and_shared_by_its_owner_alone(town):
    store, scopes = town.results.store, town.scopes
    mine, other = save(town, "zhili", "甲"), save(town, "zhili", "乙")
    changed = change_view(store, scopes["zhili"], mine.id, name="丙", shared="place")
    assert (changed.id, changed.name, changed.shared) == (mine.id, "丙", "place")
    with pytest.raises(WeisuError, match="已有名为“乙”"):
        change_view(store, scopes["zhili"], mine.id, name=" 乙 ", shared="own")
    for who in ("lingdao", "zhili2"):
        with pytest.raises(WeisuError, match="不是您的"):
            change_view(store, scopes[who], mine.id, name="丁", shared="own")
        assert not remove_view(store, scopes[who], mine.id)
    assert names(town, "zhili") == ["丙", "乙"]
    assert other.name == "乙"


@pytest.mark.parametrize(
    ("owner", "shared", "readers"),
    [
        ("zhili", "own", set()),
        ("zhili", "unit", {"zhili2"}),
        ("zhili", "place", {"zhili2", "lingdao", "jia", "jia2", "yi", "bing", "kaoping", "pianqu"}),
        ("jia", "unit", {"jia2"}),
        ("pianqu", "unit", set()),
    ],
)
def test_a_view_is_shared_within_reach(town, owner, shared, readers):
    kept = save(town, owner, "共用的", shared=shared, area=STREETS[0])
    within = [who for who in town.scopes if who not in (owner, "waixian")]
    assert {who for who in within if names(town, who) == ["共用的"]} == readers
    for who in readers:
        (seen,) = views_of(town.results.store, town.scopes[who], CODE)
        assert (seen.id, seen.by, seen.mine) == (kept.id, owner, False)
    with pytest.raises(NotAllowedError):
        names(town, "waixian")


def test_who_sees_a_part_shares_within_it_and_a_closed_account_shares_nothing(town):
    for who in ("jia", "pianqu"):
        assert may_share(town.scopes[who]) == ("own", "unit")
        with pytest.raises(WeisuError, match="与本单位共用"):
            save(town, who, "全县", shared="place")
    mine = save(town, "jia", "本局的")
    with pytest.raises(WeisuError, match="与本单位共用"):
        change_view(town.results.store, town.scopes["jia"], mine.id, name="本局的", shared="place")
    save(town, "zhili", "全县的", shared="place")
    assert names(town, "jia") == ["本局的", "全县的"]
    disable_account(town.results.store, town.results.settings, SYSTEM, "zhili")
    assert names(town, "jia") == ["本局的"]
    moved = replace(town.scopes["jia2"], departments=frozenset({"乙局"}))
    change_view(town.results.store, town.scopes["jia"], mine.id, name="本局的", shared="unit")
    assert views_of(town.results.store, moved, CODE) == []


def test_what_cannot_be_kept_is_said_and_changes_nothing(town):
    for number in range(MOST):
        save(town, "zhili", f"第{number}个", q=str(number))
    for name, query, said in (
        ("再一个", {"q": "x"}, "最多 20 个"),
        ("  ", {"q": "x"}, "起一个名称"),
        ("长" * 21, {"q": "x"}, "起一个名称"),
        ("长", {"q": "x" * 201}, "过长"),
        ("长", {"q": "长" * 60}, "过长"),
        ("电话", {"q": "13812345678"}, "个人信息"),
        ("电话13812345678", {}, "个人信息"),
    ):
        with pytest.raises(WeisuError, match=said):
            save(town, "zhili", name, **query)
    save(town, "zhili", "第3个", q="换了")
    save(town, "zhili", "别的页面", page="tasks")
    save(town, "zhili2", "他人的")
    assert len(names(town, "zhili")) == MOST + 1
    with town.results.store.read() as connection:
        assert len(connection.execute(select(saved_view.c.id)).all()) == MOST + 2


def to(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_views_of_the_task_list_are_taken_over_and_given_back(store: Store, settings: Settings):
    del settings
    to(store, "0007")
    add_place(store)
    said = text(
        "INSERT INTO task_view (login, jurisdiction, name, query, saved_at)"
        " VALUES (:login, :code, :name, :query, :at)"
    )
    rows = [("zhili", "甲局", '{"unit": "甲局"}'), ("zhili2", "甲局", "{}")]
    with store.write() as connection:
        for login, name, query in rows:
            values = {"login": login, "code": CODE, "name": name, "query": query}
            connection.execute(said, {**values, "at": "2026-03-02 01:00:00"})
    migrate(store)
    with store.read() as connection:
        found = connection.execute(select(saved_view).order_by(saved_view.c.owner)).mappings()
        kept = [(r["owner"], r["page"], r["query"], r["shared"], r["changed_at"]) for r in found]
    assert kept == [
        ("zhili", "tasks", {"unit": "甲局"}, "own", AT), ("zhili2", "tasks", {}, "own", AT),
    ]  # fmt: skip
    with store.write() as connection:
        values = {"owner": "zhili", "jurisdiction": CODE, "page": "today", "name": "x"}
        rest = {"query": {}, "shared": "own", "created_at": AT, "changed_at": AT}
        connection.execute(insert(saved_view).values(**values, **rest))
    to(store, "0007")
    with store.read() as connection:
        back = connection.execute(text("SELECT login, name FROM task_view ORDER BY login")).all()
    assert [tuple(row) for row in back] == [("zhili", "甲局"), ("zhili2", "甲局")]
    migrate(store)


def rhythms(town: Town, who: str) -> dict[int, str]:
    views = views_of(town.results.store, town.scopes[who], CODE)
    return dict(rhythms_of(town.results.store, town.scopes[who], views))


def due(town: Town, day: str) -> list[tuple[str, str]]:
    found = due_on(town.results.store, SYSTEM, CODE, date.fromisoformat(day), ZONE)
    return [(one.login, one.day.isoformat()) for one in found]


def tell(town: Town, day: str) -> list[bool]:
    """Note that everything due on a day is told, twice over."""
    found = due_on(town.results.store, SYSTEM, CODE, date.fromisoformat(day), ZONE)
    with town.results.store.write() as connection:
        return [mark_told(connection, one) for one in (*found, *found)]


def test_a_view_is_told_once_a_day_or_a_week_to_whom_it_is_shared_with(town):
    store, scopes = town.results.store, town.scopes
    view = save(town, "zhili", "共用的", shared="place")  # town.now: Monday, 2 November
    subscribe(store, scopes["zhili"], CODE, view.id, "daily", now=town.now)
    subscribe(store, scopes["jia"], CODE, view.id, "weekly", now=town.now)
    assert rhythms(town, "jia") == {view.id: "weekly"}
    assert due(town, "2026-11-02") == [("jia", "2026-11-02"), ("zhili", "2026-11-02")]
    assert tell(town, "2026-11-02") == [True, True, False, False]
    assert due(town, "2026-11-02") == []
    assert tell(town, "2026-11-03") == [True, False]
    # A Monday's night that failed is made up for in that week.
    assert due(town, "2026-11-10") == [("jia", "2026-11-09"), ("zhili", "2026-11-10")]
    subscribe(store, scopes["zhili"], CODE, view.id, None)
    assert due(town, "2026-11-10") == [("jia", "2026-11-09")]
    with pytest.raises(NotAllowedError):
        due_on(store, scopes["zhili"], CODE, town.now.date(), ZONE)


def test_who_subscribes_to_a_week_on_a_wednesday_is_first_told_on_monday(town):
    view = save(town, "zhili", "我的")
    wednesday = town.now + timedelta(days=2)
    subscribe(town.results.store, town.scopes["zhili"], CODE, view.id, "weekly", now=wednesday)
    assert due(town, "2026-11-05") == []
    assert due(town, "2026-11-09") == [("zhili", "2026-11-09")]


def test_nobody_subscribes_to_what_he_does_not_see_nor_to_more_than_can_be_told(town):
    store, scopes = town.results.store, town.scopes
    mine = save(town, "zhili", "我的")
    with pytest.raises(WeisuError, match="不再与您共用"):
        subscribe(store, scopes["lingdao"], CODE, mine.id, "daily")
    for page in ("tickets", "tasks"):
        for number in range(MOST_TOLD // 2):
            view = save(town, "zhili", f"第{number}个", page=page)
            subscribe(store, scopes["zhili"], CODE, view.id, "daily")
    with pytest.raises(WeisuError, match="最多订阅 20 个"):
        subscribe(store, scopes["zhili"], CODE, mine.id, "daily")
    subscribe(store, scopes["zhili"], CODE, view.id, "weekly")
    assert rhythms(town, "zhili")[view.id] == "weekly"
    assert remove_view(store, scopes["zhili"], view.id)
    assert view.id not in rhythms(town, "zhili")
