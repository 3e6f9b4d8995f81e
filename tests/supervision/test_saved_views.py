"""A person's own looks at the list: kept, said anew, removed, and nobody else's business."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from data_access.types import NotAllowedError, WeisuError
from supervision.saved_views import MOST, remove_view, save_view, saved_views
from supervision.store_tables import task_view
from tests.support.places import CODE
from tests.support.tasks import Town


def names(town: Town, who: str) -> list[str]:
    return [v.name for v in saved_views(town.results, town.scopes[who], CODE)]


def save(town: Town, who: str, name: str, **query: str) -> None:
    save_view(town.results, town.scopes[who], CODE, name, query, now=town.now)


def test_a_look_is_kept_under_its_name_and_said_anew(town):
    save(town, "zhili", "  供热 超期 ", q="供热", colour="red", unit="")
    save(town, "zhili", "甲局", unit="甲局")
    kept = saved_views(town.results, town.scopes["zhili"], CODE)
    found = {v.name: v.query for v in kept}
    assert found == {"供热 超期": {"q": "供热", "colour": "red"}, "甲局": {"unit": "甲局"}}
    save(town, "zhili", "甲局", unit="甲局", view="table")
    again = {v.name: v.query for v in saved_views(town.results, town.scopes["zhili"], CODE)}
    assert again["甲局"] == {"unit": "甲局", "view": "table"}
    save(town, "zhili", "红色供热", q="供热", colour="red")
    assert sorted(names(town, "zhili")) == ["甲局", "红色供热"]
    assert remove_view(town.results, town.scopes["zhili"], CODE, "甲局")
    assert not remove_view(town.results, town.scopes["zhili"], CODE, "甲局")
    assert names(town, "zhili") == ["红色供热"]


def test_nobody_reads_or_changes_what_another_keeps(town):
    save(town, "zhili", "我的", q="供热")
    assert names(town, "zhili2") == []
    save(town, "zhili2", "我的", q="噪声")
    assert not remove_view(town.results, town.scopes["lingdao"], CODE, "我的")
    assert remove_view(town.results, town.scopes["zhili2"], CODE, "我的")
    (mine,) = saved_views(town.results, town.scopes["zhili"], CODE)
    assert mine.query == {"q": "供热"}
    without = replace(town.scopes["zhili"], rights=frozenset({"today.view"}))
    for scope in (without, town.scopes["waixian"]):
        with pytest.raises(NotAllowedError):
            saved_views(town.results, scope, CODE)
        with pytest.raises(NotAllowedError):
            save_view(town.results, scope, CODE, "x", {})
        with pytest.raises(NotAllowedError):
            remove_view(town.results, scope, CODE, "我的")


def test_what_cannot_be_kept_is_said_and_changes_nothing(town):
    for number in range(MOST):
        save(town, "zhili", f"第{number}个", q=str(number))
    for name, query, said in (
        ("再一个", {"q": "x"}, "最多 20 个"),
        ("  ", {"q": "x"}, "起一个名称"),
        ("长" * 21, {"q": "x"}, "起一个名称"),
        ("长", {"q": "长" * 201}, "过长"),
        ("电话", {"q": "13812345678"}, "个人信息"),
    ):
        with pytest.raises(WeisuError, match=said):
            save(town, "zhili", name, **query)
    save(town, "zhili", "换个名称", q="3")
    assert len(names(town, "zhili")) == MOST
    save(town, "zhili2", "他人的")
    with town.results.store.read() as connection:
        stored = connection.execute(select(func.count()).select_from(task_view)).scalar_one()
    assert stored == MOST + 1
