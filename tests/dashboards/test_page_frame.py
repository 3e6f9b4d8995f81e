"""The frame in which every page opens: its list, its headline, what is kept between runs."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import early_warning.frames
import forecasting.frames
import geo.frames
import hotspots.frames
from dashboards.shell.context import Key
from dashboards.shell.jump import goals
from dashboards.shell.kept import kept
from dashboards.shell.pages import (
    DUTIES,
    NOTICES,
    PAGES,
    START,
    first_page,
    grouped,
    page_of,
    pages_for,
)
from data_access.accounts.rights import RIGHTS, ROLES
from data_access.types import NotAllowedError, Scope
from style.wording import ended
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script, half_width

EVERY = (*PAGES, NOTICES, START)


@pytest.mark.parametrize("page", EVERY, ids=lambda p: p.key)
def test_a_page_of_the_list_can_be_loaded_and_named(page):
    assert callable(page.load())
    assert page.title
    assert page.icon.startswith(":material/")
    assert set(page.rights) <= set(RIGHTS)
    if page.room:
        assert callable(page.load_absent())
    assert page_of(page.key) is page


def test_every_page_of_an_app_stands_in_a_group_and_one_page_is_first_for_a_duty():
    assert all(page.group for page in PAGES)
    firsts = [page.first_for for page in PAGES if page.first_for]
    assert sorted(firsts) == sorted(DUTIES)
    assert set(DUTIES) <= set(RIGHTS)


@pytest.mark.parametrize(
    ("role", "first", "groups"),
    [
        ("leader", "today", ["look", "do", "find", "report"]),
        ("governance", "daily", ["look", "do", "find", "report", "run"]),
        ("department", "unit", ["look", "do", "find", "report"]),
        ("evaluator", "compare", ["look", "do", "find", "report"]),
        ("analyst", "hotspots", ["look", "do", "find", "report", "run"]),
        ("system_admin", "import", ["run"]),
        ("security_admin", "accounts", ["run"]),
        ("audit_admin", "audit", ["run"]),
    ],
)
def test_each_role_begins_at_its_own_page_and_finds_the_groups_it_has_pages_in(role, first, groups):
    units = frozenset({"市住建局"}) if role == "department" else None
    scope = Scope("t", ROLES[role].rights, frozenset({"330199"}), units)
    page = first_page(scope)
    assert (page.key if page else "") == first
    found = grouped(pages_for(scope))
    assert list(found) == groups
    assert all(page.open_to(scope) for held in found.values() for page in held)


def test_a_page_shows_the_results_of_a_room_that_there_is():
    modules = (early_warning.frames, forecasting.frames, geo.frames, hotspots.frames)
    rooms = {module.ROOM for module in modules}
    assert {page.room for page in PAGES} == {*rooms, ""}


def test_a_page_is_offered_and_opened_by_any_of_its_rights():
    scope = Scope("t", frozenset({"batch.view"}), frozenset({"330199"}))
    assert [p.key for p in pages_for(scope)] == ["import", "readiness"]
    with pytest.raises(NotAllowedError):
        page_of("today").require(scope)


OF_ADMINISTRATORS = {"accounts", "sessions"}
"""Pages that the security administrator opens, who opens no other."""


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.key)
def test_a_page_refuses_whoever_has_none_of_its_rights(page, look):
    look("department" if page.key in OF_ADMINISTRATORS else "security_admin")
    test = run(guarded_script(page.key))
    assert len(test.error) == 1
    assert not test.metric
    assert not test.get("html")


@pytest.mark.parametrize("page", [p for p in PAGES if p.shows != "visit"], ids=lambda p: p.key)
def test_the_sentence_on_top_always_ends(page, look):
    look("governance")
    said = words(run(guarded_script(page.key), span="30d"))
    for sentence in said.split('<h1 class="weisu-finding')[1:]:
        assert sentence.partition("</h1>")[0].endswith("。")


def test_a_sentence_is_ended_once():
    assert [ended(s) for s in ("多", "多。", "多吗？", "")] == ["多。", "多。", "多吗？", ""]


@dataclass
class Asked:
    """A context whose reads are counted."""

    key: Key
    reads: list[object] = field(default_factory=list)


@kept(10)
def first(asked: Asked, what: object = "") -> int:
    asked.reads.append(what)
    return len(asked.reads)


@kept(10)
def second(asked: Asked, what: object = "") -> str:
    asked.reads.append(what)
    return "second"


def test_what_is_read_is_kept_by_who_looks_what_is_asked_and_what_reads_it():
    mine, theirs = Asked(("me", 1)), Asked(("them", 1))
    assert [first(mine), first(mine), first(mine, "b"), first(theirs)] == [1, 1, 2, 1]
    assert second(mine) == "second"
    newer = Asked(("me", 2))
    assert first(newer) == 1
    assert newer.reads == [""]


def test_a_frame_is_no_part_of_a_key():
    with pytest.raises(TypeError):
        first(Asked(("me", 3)), pd.DataFrame({"a": [1]}))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("共有诉求1,234件,比预期多41%", True),
        ("多41%;没有明显上升", True),
        ("样本不足(12 件)", True),
        ("共有诉求1,234件\uff0c比预期多41%\uff1b08:05 更新", False),
    ],
)
def test_a_half_width_mark_on_a_page_is_seen(said, wrong):
    test = AppTest.from_string(f"import streamlit as st\nst.html('<p>{said}</p>')")
    # The check itself must not end this test: it looks at what ``run`` returns.
    assert bool(half_width(AppTest.run.__wrapped__(test)._tree)) is wrong  # type: ignore[attr-defined]


def test_one_can_go_where_one_may_and_nowhere_else(look):
    services = look("leader")
    place = next(iter(services.extract.manifest.jurisdictions.values()))
    every = goals(pages_for(services.viewer.scope), services.viewer, services, place)
    assert len({goal.label for goal in every}) == len(every)
    assert {"今日要情（页面）", "县供热公司（单位）", "满意率（指标）"} <= {g.label for g in every}
    services = look("department", departments=frozenset({"县供热公司"}))
    mine = goals(pages_for(services.viewer.scope), services.viewer, services, place)
    units = [g.label for g in mine if g.label.endswith("（单位）")]
    assert units == ["县供热公司（单位）"]
    assert {g.page for g in mine} <= {p.path for p in pages_for(services.viewer.scope)}
