"""通知: the bell in the menu and the page behind it, for every role."""

from __future__ import annotations

import re

import pytest

from dashboards.server.viewer import configure
from data_access.accounts.rights import ROLES
from data_access.notices.outbox import Way, put
from notify import actions
from notify.post import Notice
from tests.dashboards.test_pages import SHELL, run, words
from tests.notify.conftest import NOON
from tests.support.pages import page_script
from tests.support.people import viewer

PAGE = page_script("notices")


@pytest.fixture
def told(settings, sqlite_store):
    """Say something to a leader, and look at the pages as someone."""

    def say(about, login="leader", **more):
        values = {"title": "供暖诉求骤增", "text": "清河街道 31 件。\n请县供热公司核查。", **more}
        notice = Notice(about, "early_warning", jurisdiction="330199", **values)
        with sqlite_store.write() as connection:
            put(connection, notice, [Way(f"account:{login}", "inapp", NOON)], now=NOON)

    def look(role):
        return configure(settings, sqlite_store, viewer=viewer(role, settings))

    return say, look


@pytest.mark.parametrize("role", list(ROLES))
def test_everybody_has_the_page_and_an_empty_one_says_so(told, role):
    _, look = told
    look(role)
    test = run(PAGE)
    assert not test.exception
    assert "还没有给您的通知" in words(test)
    assert not run(SHELL).exception


def test_the_menu_counts_what_is_unread(told, monkeypatch):
    import streamlit as st

    say, look = told
    titles = []
    real = st.navigation

    def keep(groups, **how):
        titles.append([p.title for p in groups[""]])
        return real(groups, **how)

    monkeypatch.setattr(st, "navigation", keep)
    look("leader")
    assert not run(SHELL).exception
    say("a")
    say("b")
    assert not run(SHELL).exception
    assert titles[0][-1] == "通知"
    assert titles[-1][-1] == "通知（2）"


def test_reading_one_and_then_all(told):
    say, look = told
    for about in ("a", "b", "c"):
        say(about, title=f"通知{about}", urgent=about == "c", link="/today?area=330199001")
    services = look("leader")
    test = run(PAGE)
    assert "有3条未读" in words(test)
    assert "【紧急】通知c" in words(test)
    assert 'href="/today?area=330199001"' in words(test)
    assert "2026-11-02 12:00，未读" in words(test)
    next(b for b in test.button if b.label == "标为已读").click().run()
    assert not test.exception
    assert "有2条未读" in words(test)
    assert [b.label for b in test.button].count("标为已读") == 2
    next(b for b in test.button if b.label == "全部标为已读").click().run()
    assert "全部已读" in words(test)
    assert not test.button
    assert actions.unread(services.store, services.viewer.scope) == 0


def test_words_of_a_notice_are_shown_letter_by_letter(told):
    say, look = told
    say("a", title="[点我](http://x.example) <b>", text="# 不是标题\n- 不是列表")
    look("leader")
    test = run(PAGE)
    assert all("[点我](" not in m.value for m in test.markdown)
    assert "<b>" in words(test)


def test_another_readers_notices_are_not_shown(told):
    say, look = told
    say("a", login="analyst")
    look("leader")
    assert "还没有给您的通知" in words(run(PAGE))


def test_it_speaks_chinese_only(told):
    say, look = told
    say("a")
    look("leader")
    visible = re.sub(r"<[^>]*>", "", words(run(PAGE)))
    assert not re.findall(r"[A-Za-z]{3,}", visible)
