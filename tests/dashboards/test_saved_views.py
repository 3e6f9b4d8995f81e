"""常用视图: kept and opened on any page with filters, and never wider than who opens them."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components import ticket_link
from dashboards.server.viewer import Viewer, configure, current_viewer, get_services
from dashboards.shell.context import Visit
from dashboards.shell.filters import OWN, visible_jurisdictions
from dashboards.shell.jump import goals
from dashboards.shell.pages import PAGES, page_of, pages_for
from dashboards.shell.saved_views import fields_of
from dashboards.tasks_app import address as tasks_address
from data_access.saved_views.views import Draft, save_view, views_of
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script
from tests.support.task_office import CODE, OTHER, UNIT, press


def desk_script(key: str) -> str:
    """Return the script of a page with what stands in its dialog of views."""
    return (
        "import streamlit as st\n"
        "from dashboards.server.viewer import current_viewer, get_services\n"
        "from dashboards.shell.page import open_page\n"
        "from dashboards.shell.pages import page_of\n"
        "from dashboards.shell.saved_views import desk_of, show_desk\n"
        f"spec = page_of({key!r})\n"
        "open_page(spec)\n"
        "page = st.Page(lambda: None, title='x', url_path='x')\n"
        "show_desk(desk_of(spec, current_viewer(), get_services()), page)\n"
    )


def kept(office, who: str, key: str) -> dict[str, dict[str, str]]:
    """Return what somebody finds of a page's views: the address by name."""
    views = views_of(office.results.store, office.scopes[who], CODE, key)
    return {view.name: dict(view.query) for view in views}


def shared(office, key: str, name: str, who: str = "zhili", **query: str) -> dict[str, str]:
    """Return the address of a view that somebody shares with the whole place."""
    draft = Draft(CODE, key, name, query, "place")
    return fields_of(page_of(key), save_view(office.results.store, office.scopes[who], draft))


def sentence_of(test: AppTest) -> str:
    head = words(test).partition('<h1 class="weisu-finding')[2].partition("</h1>")[0]
    return html.unescape(head.partition(">")[2])


def rows_of(test: AppTest) -> dict[str, str]:
    """Return the key of each view's button by what stands on it."""
    found = [b for b in test.button if b.key and b.key.removeprefix("view_").isdigit()]
    return {b.label.replace("\\", ""): str(b.key) for b in found}


def test_what_is_looked_at_is_kept_under_a_name_shared_renamed_and_deleted(office):
    office.sit("zhili")
    test = run(desk_script("tasks"), view="table", unit=OTHER, task="1")
    test = press(test, "views_save")
    assert "起一个名称" in test.error[0].value
    test.text_input(key="views_name").set_value("城管的")
    test = press(test, "views_save")
    assert not test.error
    assert kept(office, "zhili", "tasks") == {"城管的": {"view": "table", "unit": OTHER}}
    key = rows_of(test)["城管的"]
    assert kept(office, "zhili2", "tasks") == {}
    test = press(test, key.replace("view_", "view_edit_"))
    number = key.removeprefix("view_")
    test.text_input(key=f"views_name_{number}").set_value("城管局")
    test.segmented_control(key=f"views_shared_{number}").set_value("unit")
    test = press(test, f"view_change_{number}")
    assert list(rows_of(test)) == ["城管局"]
    office.sit("zhili2")
    other = run(desk_script("tasks"))
    assert list(rows_of(other)) == ["城管局（周治理）"]
    assert f"view_edit_{number}" not in {b.key for b in other.button}
    office.sit("zhili")
    test = press(run(desk_script("tasks")), f"view_edit_{number}")
    assert rows_of(press(test, f"view_delete_{number}")) == {}


def test_a_unit_is_not_offered_to_share_with_everybody(office):
    office.sit("gongre")
    offered = run(desk_script("tickets")).segmented_control(key="views_shared").options
    assert offered == ["自己", "本单位"]
    office.sit("lingdao")
    offered = run(desk_script("today")).segmented_control(key="views_shared").options
    assert offered == ["自己", "本单位", "青山县各单位"]


def test_a_view_shows_a_unit_its_own_tickets_alone_and_says_what_was_left_out(office):
    fields = shared(office, "tickets", "城管局近30天", span="30d", department=OTHER)
    office.sit("zhili")
    assert OTHER in words(run(guarded_script("tickets"), **fields))
    office.sit("gongre")
    test = run(guarded_script("tickets"), **fields)
    assert any(OTHER in i.value and "已按全部显示" in i.value for i in test.info)
    units = set(test.dataframe[0].value["承办单位"])
    assert units == {UNIT}


def test_a_view_shows_a_street_its_own_tickets_alone(office):
    fields = shared(office, "today", "城关街道", area="330199002", span="30d")
    office.sit("zhili")
    assert "城关街道" in words(run(guarded_script("today"), **fields))
    street = frozenset({"330199001"})
    account = replace(office.accounts["zhili2"], areas=street)
    scope = replace(office.scopes["zhili2"], areas=street)
    results = office.results
    configure(results.settings, results.store, viewer=Viewer(account, scope))
    test = run(guarded_script("today"), **fields)
    assert any("330199002" in i.value and "已按全部显示" in i.value for i in test.info)
    plain = run(guarded_script("today"), span="30d")
    assert sentence_of(test) == sentence_of(plain)


def test_views_are_found_by_name_from_everywhere(office):
    shared(office, "tickets", "供热的", q="暖气")
    shared(office, "tasks", "超期的", colour="red")
    for who, found in (("zhili", 2), ("gongre", 1), ("lingdao", 2)):
        office.sit(who)
        viewer = current_viewer()
        assert viewer is not None
        places = visible_jurisdictions(Visit("", viewer, get_services()))
        listed = goals(pages_for(viewer.scope), viewer, get_services(), places[CODE])
        views = [goal for goal in listed if "常用视图" in goal.label]
        assert len(views) == found
        by = "" if who == "zhili" else "，周治理"
        (goal,) = [g for g in views if g.label == f"供热的（常用视图，查工单{by}）"]
        assert (goal.page, dict(goal.query)) == ("tickets", {"jurisdiction": CODE, "q": "暖气"})


@pytest.mark.parametrize("page", [p for p in PAGES if p.keeps is not None], ids=lambda p: p.key)
def test_a_view_keeps_filters_and_never_what_is_open(page):
    assert not {"jurisdiction", "ticket", "task", "item", "page"} & set(page.kept)
    assert len(set(page.kept)) == len(page.kept)


def test_pages_keep_all_of_their_own_filters():
    opened = {"ticket", "task", "page"}
    assert set(page_of("tickets").keeps or ()) == set(ticket_link.OWN) - opened
    assert set(page_of("tasks").keeps or ()) == set(tasks_address._OWN) - opened
    assert set(page_of("today").kept) == OWN - {"jurisdiction"}
